"""One figure, three places: the mart, the screen and the workbook say the same, whatever the catalogue holds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from books import load_workbook
from reading_pages import open_page, tables, text
from reports import Report, figure, named, warehouse

from indicators.catalogue import PACKAGED
from indicators.typography import percent
from indicators.words import words
from pipelines.outputs.workbook.national import write_annex, write_national
from pipelines.settings import Settings
from pipelines.warehouse.builds import read

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension")  # openpyxl, which only reads here
STATUS = words()["status"]
YEAR = "2025-2026"
NEW_INDICATOR = """
[[indicator]]
id = "O10-9"
title = "Collèges dotés d'un club média"
kind = "ratio"
level = "department"
origin = "reported"
numerator = "Collèges dotés d'un club"
denominator = "Collèges"
unit = "%"
scale = 100
direction = "up"
baseline = 20
baseline_status = "demonstration"
target = 60
target_status = "demonstration"
source = "Essai"
"""


def of_the_mart(settings: Settings) -> dict[int, tuple[float, float, str]]:
    """Objective → progress, expected progress and status word, for France."""
    sql = "from marts.objective_progress where campaign = $campaign and territory_code = 'NAT-FR' order by objective_id"
    return {
        row["objective_id"]: (row["progress"], row["expected_progress"], STATUS[row["status"]])
        for row in read(settings, sql, {"campaign": YEAR}).to_pylist()
    }


def of_the_workbook(path: Path) -> dict[int, tuple[float, float, str]]:
    """The same, from the summary sheet, found by its headers."""
    rows = list(load_workbook(path)["Synthèse"].iter_rows(values_only=True))
    header = next(row for row in rows if row[0] == "N°")
    place = [header.index(name) for name in ("Avancement", "Attendu", "Statut")]
    return {row[0]: tuple(row[i] for i in place) for row in rows if isinstance(row[0], int)}  # type: ignore[misc]


def test_the_sixteen_objectives_agree_in_all_three(
    demo_data: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mart = of_the_mart(demo_data)
    assert len(mart) == 16
    workbook = of_the_workbook(write_national(demo_data, YEAR, tmp_path / "national.xlsx"))
    assert {number: row[:2] for number, row in workbook.items()} == {
        number: pytest.approx(row[:2], rel=1e-14) for number, row in mart.items()
    }
    assert {number: row[2] for number, row in workbook.items()} == {number: row[2] for number, row in mart.items()}
    page = open_page(monkeypatch, demo_data, "national", {"campagne": YEAR})
    [table] = [rows for caption, rows in tables(page).items() if caption.startswith("Avancement des objectifs")]
    header, *lines = table
    for number, line in enumerate(lines, start=1):
        cells = dict(zip(header, line, strict=True))
        progress, expected, status = mart[number]
        assert percent(progress) in cells["Avancement"]
        assert percent(expected) in cells["Attendu"]
        assert status in cells["Statut"]


def test_one_more_indicator_reaches_all_three_with_no_other_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(PACKAGED / "objectives", folder / "objectives")
    shutil.copy(PACKAGED / "strategie.toml", folder)
    with (folder / "objectives" / "objective_10.toml").open("a", encoding="utf-8") as file:
        file.write(NEW_INDICATOR)
    reports = [Report("DEPT-59", rows={"O10-9": (9, 20)}), Report("DEPT-62", rows={"O10-9": (27, 60)})]
    settings = warehouse(tmp_path / "data", named(reports), catalogue=folder)
    # 36 of 80 is 45 %: from 20 to 60, 62.5 % of the way
    row = figure(settings, "NAT-FR", "O10-9")
    assert (row["value"], row["progress"]) == (45, 62.5)
    book = load_workbook(write_annex(settings, YEAR, tmp_path / "national.xlsx"))
    cells = [[cell for cell in line if cell is not None] for line in book["Axe 3"].iter_rows(values_only=True)]
    [line] = [row for row in cells if row and row[0] == "O10-9"]
    assert {45, 62.5} <= set(line)
    monkeypatch.setenv("PILOTAGE_CATALOGUE", str(folder))
    page = text(open_page(monkeypatch, settings, "objective", {"campagne": YEAR, "objectif": "10"}))
    assert "Collèges dotés d'un club média" in page
    assert "45,0 %" in page
    assert "62,5 %" in page
