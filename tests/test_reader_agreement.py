"""Two other programs beside our reader: what it takes from a cell is what openpyxl, or LibreOffice, shows there.

Run over the corpus of odd files and the demonstration; how many cells were compared is printed with the results."""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from books import load_workbook
from odd_files import odd_files
from openpyxl.utils.datetime import from_excel
from reports import Report

from pipelines.ingest.direct import grids
from pipelines.ingest.grids import Grid
from pipelines.ingest.limits import UnreadableFile
from pipelines.ingest.spreadsheets.cells import number_text
from pipelines.ingest.spreadsheets.number_formats import duration
from pipelines.ingest.spreadsheets.zip_package import Package
from pipelines.outputs.libreoffice import FILTERS, OfficeError, find_office

EVERY = 12  # of the demonstration's workbooks, one in so many
SIGNS = re.compile("[%€$£]")
try:
    OFFICE = str(find_office())
except OfficeError:
    OFFICE = ""


class Disagreement(AssertionError):
    """A cell of which two programs say two things."""


def sheets_of(content: bytes) -> list[Grid] | None:
    """What our reader takes; None where it refuses the file."""
    try:
        return grids(content, Package(content))
    except UnreadableFile:
        return None


def books(content: bytes) -> tuple[Any, Any] | None:
    """The workbook with its values, and with its formulas; None where openpyxl does not open it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            values, formulas = (load_workbook(io.BytesIO(content), data_only=data_only) for data_only in (True, False))
            return values, formulas
        except Exception:  # openpyxl raises whatever it stumbled on
            return None


def compared(content: bytes, name: str) -> int:
    """How many cells were compared, each of them the same. Raises Disagreement."""
    ours, theirs = sheets_of(content), books(content)
    if ours is None or theirs is None:
        return 0
    values, formulas = theirs
    number = 0
    for grid in ours:
        sheet, written = values[grid.name], formulas[grid.name]
        for row in range(1, max(sheet.max_row if sheet.max_row < 20_000 else 0, min(len(grid.rows), 20_000)) + 1):
            line = grid.rows[row - 1] if row <= len(grid.rows) else []
            for column in range(1, max(min(sheet.max_column, 200), len(line)) + 1):
                cell = sheet._cells.get((row, column))
                text = line[column - 1] if column <= len(line) else ""
                if text or (cell is not None and cell.value is not None):
                    formula = written._cells[row, column].value if cell is not None else None
                    if not agree(text, cell, formula):
                        value_and_format = cell and (cell.value, cell.number_format)
                        raise Disagreement(
                            f"{name}, {grid.name}, {row}:{column}: {text!r}, {value_and_format!r}, {formula!r}"
                        )
                    number += 1
    return number


def agree(text: str, cell: Any, formula: Any) -> bool:
    """Whether our text is what a cell of openpyxl holds, or a text that the checks refuse."""
    value: Any = getattr(cell, "value", None)
    if isinstance(value, str):
        return text == value or (cell.data_type == "e" and text == value)
    if value is None or (value == 0 and text.startswith("=")):
        is_formula = not isinstance(formula, str) or formula.startswith("=")
        return not text or (is_formula and text.startswith(("=", "#")))
    if isinstance(value, bool):
        return text == ("VRAI" if value else "FAUX")
    return text == as_shown(value, cell.number_format, text)


def as_shown(value: Any, code: str, text: str) -> str:
    """A number or a date as our reader tells it, by what openpyxl says of it."""
    if isinstance(value, timedelta):
        return duration(value.total_seconds(), "s" in code.lower())
    if isinstance(value, datetime):
        return str(value).removesuffix(" 00:00:00")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return duration(value.hour * 3600 + value.minute * 60 + value.second, "s" in code.lower())
    if "%" in code:
        percentage = float(text.rstrip("%\u202f").replace(",", "."))
        return text if text.endswith("%") and percentage == pytest.approx(value * 100) else ""
    if SIGNS.search(code.replace("[$-", "")):
        return text if float(text.split("\u202f")[0].replace(",", ".")) == pytest.approx(value, abs=0.005) else ""
    return number_text(float(value))


Note = Callable[[str, int], None]


def test_the_corpus_as_openpyxl_shows_it(record_property: Note) -> None:
    files = [odd for odd in odd_files() if not odd.hostile and odd.content.startswith(b"PK")]
    numbers = [compared(odd.content, odd.name) for odd in files]
    assert sum(map(bool, numbers)) > 0.75 * len(files) > 150
    record_property("cellules comparées à openpyxl, fichiers insolites", sum(numbers))


@pytest.fixture(scope="module")
def demonstration(demo_files: list[Path]) -> list[Path]:
    return sorted(path for path in demo_files if path.suffix in (".xlsx", ".xlsm", ".ods"))


@pytest.mark.proof
def test_the_demonstration_as_openpyxl_shows_it(demonstration: list[Path], record_property: Note) -> None:
    numbers = [compared(path.read_bytes(), path.name) for path in demonstration[::EVERY] if path.suffix != ".ods"]
    assert sum(map(bool, numbers)) > 10
    record_property("cellules comparées à openpyxl, démonstration", sum(numbers))


def saved(paths: list[Path], extension: str, folder: Path) -> Iterator[tuple[Path, Path]]:
    """Each workbook and what LibreOffice makes of it, all in one go, in a profile of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        profile = f"-env:UserInstallation={(Path(scratch) / 'profile').as_uri()}"
        options = ["--headless", "--norestore", "--nolockcheck", "--convert-to", FILTERS[extension]]
        command = [OFFICE, profile, *options, "--outdir", str(folder), *map(str, paths)]
        subprocess.run(command, check=False, capture_output=True, timeout=600)
    for path in paths:
        copy = folder / f"{path.stem}.{extension}"
        if copy.exists():
            yield path, copy


def same_as(ours: list[Grid], xlsx: bytes, name: str) -> int:
    """How many cells of an .ods are what LibreOffice shows, as openpyxl reads them in its .xlsx."""
    theirs = books(xlsx)
    assert theirs is not None
    values, formulas = theirs
    number = 0
    for grid in ours:
        sheet, written = values[grid.name[:31]], formulas[grid.name[:31]]
        for row, line in enumerate(grid.rows[:2_000], start=1):
            for column, text in enumerate(line[:200], start=1):
                cell = sheet._cells.get((row, column))
                if text or (cell is not None and cell.value is not None):
                    formula = written._cells[row, column].value if cell is not None else None
                    if not same(text, cell, formula):
                        value_and_format = cell and (cell.value, cell.number_format)
                        raise Disagreement(
                            f"{name}, {grid.name}, {row}:{column}: {text!r}, {value_and_format!r}, {formula!r}"
                        )
                    number += 1
    return number


def same(text: str, cell: Any, formula: Any) -> bool:
    """The same, or a text of which the checks say that it is no number."""
    value = None if cell is None else cell.value
    if text.startswith(("#", "=")):  # LibreOffice calculates what was never calculated, and names errors its own way
        return isinstance(formula, str)
    if isinstance(value, str):
        return text.strip() == value.strip()
    if isinstance(value, int | float) and not isinstance(value, bool) and SIGNS.search(text):
        number = float(re.sub("[^0-9,.-]", "", text).replace(",", "."))
        return number == pytest.approx(value * 100 if "%" in text and value <= 1 else value, abs=0.05)
    if isinstance(value, int | float) and re.match(r"\d{4}-\d\d-\d\d", text):
        return text == str(from_excel(value)).removesuffix(" 00:00:00")  # a date whose cell names no look
    return agree(text, cell, formula)


@pytest.mark.proof
@pytest.mark.office
@pytest.mark.skipif(not OFFICE, reason="LibreOffice n'est pas installé")
def test_open_documents_as_libreoffice_shows_them(
    demonstration: list[Path], tmp_path: Path, record_property: Note
) -> None:
    """Those of the corpus; and reports of the demonstration that LibreOffice saves as .ods, beside what they were."""
    odd = [file for file in odd_files() if file.name.endswith(".ods") and not file.hostile]
    paths: list[Path] = []
    for number, file in enumerate(odd):
        paths.append(tmp_path / f"{number:03d}.ods")
        paths[-1].write_bytes(file.content)
    numbers = []
    for path, copy in saved(paths, "xlsx", tmp_path / "xlsx"):
        if ours := sheets_of(path.read_bytes()):
            numbers.append(same_as(ours, copy.read_bytes(), odd[paths.index(path)].name))
    assert len(numbers) > 0.6 * len(odd) > 4
    typed = Report("DEPT-59", rows=[("O04-1", 812, "2\u202f000")], meetings=[(date(2026, 1, 15), "comité")]).xlsx()
    (tmp_path / "typed.xlsx").write_bytes(typed)
    chosen = [tmp_path / "typed.xlsx", *[path for path in demonstration if path.suffix == ".xlsx"][:: 20 * EVERY]]
    for path, copy in saved(chosen, "ods", tmp_path / "ods"):
        ours = sheets_of(copy.read_bytes())
        assert ours is not None
        numbers.append(same_as(ours, path.read_bytes(), path.name))
    record_property("cellules comparées à LibreOffice", sum(numbers))
