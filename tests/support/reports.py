"""Writes report workbooks and tables from plain data, so that a test shows what a committee typed and nothing else."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from pipelines.releases.freeze import tables
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build
from pipelines.warehouse.builds import read
from pipelines.warehouse.publication import draft

LEVELS = {"DEPT": "départemental", "REG": "régional", "NAT": "national"}
INDICATORS = ("Code", "Numérateur", "Dénominateur", "Situation", "Source", "Commentaire")
MEETINGS = ("Date", "Type")
OBSERVATIONS = ("annee_scolaire", "territoire", "code_indicateur", "numerateur", "denominateur")
SCHOOLS = ("annee_scolaire", "uai", "code_indicateur", "numerateur", "denominateur")
DIRECTORY = ("uai", "nom", "type", "code_departement", "nom_commune", "ouvert")
DIRECTORY_OF_SECTORS = (*DIRECTORY, "secteur")
Row = Sequence[Any]
Marts = Callable[[str, dict[str, Any]], list[dict[str, Any]]]  # in memory: see in_memory.py


@dataclass
class Report:
    """A committee's report. `rows` gives code → (numerator, denominator, situation), or lines as they stand;
    `sheets` gives name → lines, the header first; `labels` replaces labels of Identification (None: left out)."""

    territory: str
    campaign: str = "2025-2026"
    rows: Mapping[str, Row] | Sequence[Row] = field(default_factory=dict)
    version: Any = 1
    status: str = "transmis"
    submitted_on: Any = None
    meetings: Sequence[Row] = field(default_factory=list)
    sheets: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    labels: Mapping[str, Any] = field(default_factory=dict)
    headers: Row = INDICATORS
    without: tuple[str, ...] = ()

    def xlsx(self) -> bytes:
        """The workbook's bytes: the same for the same report."""
        sheets: dict[str, Sequence[Row]] = {"Identification": self._identification(), "Indicateurs": self._indicators()}
        if self.meetings:
            sheets["Réunions"] = [MEETINGS, *self.meetings]
        return workbook({name: lines for name, lines in {**sheets, **self.sheets}.items() if name not in self.without})

    def _identification(self) -> list[Row]:
        labels = {
            "Niveau": LEVELS.get(self.territory.split("-")[0], "départemental"),
            "Territoire": self.territory,
            "Année scolaire": self.campaign,
            "Version": self.version,
            "Statut": self.status,
            "Date de transmission": self.submitted_on,
            **self.labels,
        }
        return [(label, value) for label, value in labels.items() if value is not None]

    def _indicators(self) -> list[Row]:
        rows = self.rows
        lines = [(code, *values) for code, values in rows.items()] if isinstance(rows, Mapping) else list(rows)
        return [self.headers, *lines]


@dataclass(frozen=True)
class Formula:
    """A formula as a spreadsheet program saved it: `value` is what it calculated last, empty for never."""

    text: str
    value: Any = ""


def workbook(sheets: Mapping[str, Sequence[Row]]) -> bytes:
    """An .xlsx file of these sheets, each a list of lines that begin in A1. What was asked for once is not written
    again: worlds that differ by one report have hundreds in common."""
    key = hashlib.sha256(repr(sheets).encode()).digest()
    if key not in _written:
        if len(_written) == REMEMBERED:
            _written.clear()
        _written[key] = _workbook(sheets)
    return _written[key]


REMEMBERED = 2000
_written: dict[bytes, bytes] = {}


def _workbook(sheets: Mapping[str, Sequence[Row]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001
        as_date = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(lines):
                for column, value in enumerate(line):
                    if isinstance(value, Formula):
                        sheet.write_formula(number, column, value.text, None, value.value)
                    elif isinstance(value, date):
                        sheet.write_datetime(number, column, datetime.combine(value, time()), as_date)
                    elif value is not None:
                        sheet.write(number, column, value)
    return file.getvalue()


def table(lines: Iterable[Row], header: Row = OBSERVATIONS, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """A .csv file: a table of observations unless another header is given."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows([header, *lines])
    return text.getvalue().encode(encoding)


def warehouse(
    folder: Path, files: dict[str, bytes], catalogue: Path | None = None, today: date | None = None
) -> Settings:
    """A data folder that received these files in this order, and its warehouse, built on that day."""
    settings = Settings(data=folder, catalogue=catalogue)
    Archive(settings).receive(files.items(), now=datetime.fromisoformat("2026-07-01T08:00:00+00:00"))
    build(settings, today=today)
    return settings


def received(settings: Settings, folder: Path) -> list[Path]:
    """The files received, byte for byte under their names, in the order of their receipt."""
    archive = Archive(settings)
    paths = [folder / receipt.source_file for receipt in archive.receipts()]
    for path, receipt in zip(paths, archive.receipts(), strict=True):
        path.write_bytes(archive.read(receipt.source_sha256))
    return paths


def apart(settings: Settings, folder: Path) -> Settings:
    """A data folder of its own with the last build of another: what an account sees is written beside it."""
    own = Settings(data=folder)
    own.builds.mkdir()
    (own.builds / "00000001.duckdb").write_bytes(settings.warehouse.read_bytes())
    own.warehouse.symlink_to(Path("builds") / "00000001.duckdb")
    return own


def copied(settings: Settings, folder: Path) -> Settings:
    """A data folder to change at will, the same as one that was built once: to copy it takes no time."""
    shutil.copytree(settings.data, folder, symlinks=True)
    return replace(settings, data=folder)


def rewritten(settings: Settings, folder: Path, *statements: str) -> Settings:
    """The same with a build whose marts were changed by these statements: what is shown of them is only read."""
    own = copied(settings, folder)
    before = str(settings.warehouse.resolve()).replace("'", "''")
    with draft(own) as connection:
        connection.execute(f"attach '{before}' as before (read_only)")
        connection.execute("create schema marts")
        for table in tables(settings):
            connection.execute(f"create table marts.{table} as from before.marts.{table}")
        for statement in statements:
            connection.execute(statement)
    return own


def named(reports: Iterable[Report]) -> dict[str, bytes]:
    """Files of these reports, named after their territory, campaign and version."""
    return {f"{r.territory}_{r.campaign}_v{r.version}_{n:03d}.xlsx": r.xlsx() for n, r in enumerate(reports, start=1)}


def rows(where: Settings | Marts, sql: str, **parameters: Any) -> list[dict[str, Any]]:
    """The rows of a query on the current build, or on marts in memory."""
    return read(where, sql, parameters).to_pylist() if isinstance(where, Settings) else where(sql, parameters)


def figure(where: Settings | Marts, territory: str, indicator: str, campaign: str = "2025-2026") -> dict[str, Any]:
    """The one row of marts.indicator_progress for these."""
    figures = rows(
        where,
        """from marts.indicator_progress
        where campaign = $campaign and territory_code = $territory and indicator_id = $indicator""",
        campaign=campaign,
        territory=territory,
        indicator=indicator,
    )
    assert len(figures) == 1, f"{len(figures)} rows for {campaign}, {territory}, {indicator}"
    return figures[0]
