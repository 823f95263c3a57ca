"""Real reports written by another program, against figures computed elsewhere from calculation.md alone."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path

import pytest

from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build
from pipelines.warehouse.builds import read

REPORTS = Path(os.environ.get("PILOTAGE_SHARED_REPORTS") or Path(__file__).parents[2] / "shared" / "reports-2")
CATALOGUE = Path(os.environ.get("PILOTAGE_SHARED_REFERENCE") or Path(__file__).parents[2] / "shared" / "reference")
TOLERANCE = 1e-6
# Where the expected figures are not those of the rule: O04-1 states no sector, so that its private collèges are awaited
# (« absent: both sectors »), and none of them answered; expected/ calls these roll-ups complete.
AWAITED = {("2024-2025", code, "O04-1") for code in ("DEPT-16", "DEPT-40", "DEPT-82")}

pytestmark = pytest.mark.skipif(
    not (REPORTS / "raw").is_dir(),
    reason="les comptes rendus partagés sont absents (PILOTAGE_SHARED_REPORTS dit leur dossier) : "
    "leurs chiffres attendus ne sont pas comparés",
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(data=tmp_path_factory.mktemp("expected"), catalogue=CATALOGUE)
    files = sorted((REPORTS / "raw").iterdir(), key=lambda path: path.name)
    Archive(settings).receive((path.name, path.read_bytes()) for path in files)
    build(settings, today=date(2026, 11, 28))
    return settings


def expected(name: str) -> list[dict[str, str]]:
    with (REPORTS / "expected" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def differs(read_value: object, wanted: str) -> bool:
    if wanted == "" or read_value is None:
        return (wanted == "") != (read_value is None)
    try:
        return abs(float(str(read_value)) - float(wanted)) > TOLERANCE * max(1.0, abs(float(wanted)))
    except ValueError:
        return str(read_value) != wanted


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("indicator_progress", ("campaign", "territory_code", "indicator_id")),
        ("objective_progress", ("campaign", "territory_code", "objective_id")),
        ("axis_progress", ("campaign", "territory_code", "axis_id")),
        ("strategy_progress", ("campaign", "territory_code")),
        ("action_summary", ("campaign", "territory_code", "objective_id", "program")),
    ],
)
def test_every_expected_figure_comes_out(warehouse: Settings, name: str, keys: tuple[str, ...]) -> None:
    figures = read(warehouse, f"from marts.{name}").to_pylist()
    ours = {tuple("" if row[key] is None else str(row[key]) for key in keys): row for row in figures}
    wanted = {tuple(row[key] for key in keys): row for row in expected(name)}
    wrong = {
        (key, column, ours.get(key, {}).get(column), value)
        for key, row in wanted.items()
        for column, value in row.items()
        if column not in keys and (key not in ours or differs(ours[key][column], value))
    }
    awaited = {(key, "basis", "rollup_partial", "rollup_complete") for key in AWAITED if name == "indicator_progress"}
    assert wrong <= awaited, f"{len(wrong - awaited)} differences, the first: {sorted(wrong - awaited, key=str)[:5]}"
    more = {key for key, row in ours.items() if is_expected(name, row)} - set(wanted)
    assert not more, f"figures that should not be there: {sorted(more)[:5]}"


def is_expected(name: str, row: dict[str, object]) -> bool:
    """Whether expected/ has a line for it: what is followed there, the means that have a progress, every action."""
    if name == "indicator_progress":
        return row["status"] != "other_level"
    return name == "action_summary" or row["progress"] is not None


def test_files_refused(warehouse: Settings) -> None:
    refused = read(warehouse, "select source_file from marts.report where outcome = 'refused'")[
        "source_file"
    ].to_pylist()
    assert sorted(refused) == sorted(row["file"] for row in expected("refused"))


def test_rows_set_aside(warehouse: Settings) -> None:
    rows = read(
        warehouse,
        """select report.source_file, trim(line.value_read) as indicator
        from marts.issue as issue join marts.report as report using (source_sha256)
        join raw.cell as line on line.source_sha256 = issue.source_sha256 and line.section = 'indicators'
            and line.row_number = issue.row_number and line.field = 'code'
        where issue.severity = 'error'""",
    ).to_pylist()
    assert sorted({(r["source_file"], r["indicator"]) for r in rows}) == sorted(
        (r["file"], r["indicator_id"]) for r in expected("rows_set_aside")
    )
