"""What is on screen is what leaves: the files that pages offer hold the figures that the marts hold."""

from __future__ import annotations

import io

import pytest
from books import load_workbook
from reading_pages import offer_of, offered, open_page, tables

from dashboard.web.makers import apart
from indicators.words import words
from pipelines.outputs.workbook.screen_table import screen_table
from pipelines.settings import Settings
from pipelines.warehouse.builds import read

YEAR = "2025-2026"


@pytest.mark.parametrize(
    ("page", "codes", "labels"),
    [
        ("national", {}, ["Synthèse nationale, six pages (Excel)", "Son annexe (Excel)"]),
        ("region", {"region": "REG-32"}, ["Dossier du territoire (Excel)", "Pour la réunion (PowerPoint)"]),
        ("department", {"departement": "DEPT-59"}, ["Dossier du territoire (Excel)"]),
        ("objective", {"objectif": "4"}, ["Fiche de deux pages (PDF)", "La même, modifiable (Word)"]),
        ("matrix", {}, ["Ce tableau (Excel)"]),
    ],
)
def test_pages_offer_their_files(
    demo_data: Settings, monkeypatch: pytest.MonkeyPatch, page: str, codes: dict[str, str], labels: list[str]
) -> None:
    links = offered(open_page(monkeypatch, demo_data, page, {"campagne": YEAR} | codes))
    assert set(labels) <= set(links), links
    here = [label for label in labels if not apart(offer_of(links[label]).make)]
    assert not here, "made in the process that shows pages"


def test_the_matrix_leaves_as_it_is_filtered(demo_data: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[tuple] = []
    monkeypatch.setattr("dashboard.components.links.downloads.table", lambda *parts: taken.append(parts))
    codes = {"campagne": YEAR, "axe": "3", "statut": "watch", "ordre": "last"}
    page = open_page(monkeypatch, demo_data, "matrix", codes)
    [table_lines] = [rows for caption, rows in tables(page).items() if "de chaque objectif" in caption]
    title, notes, header, rows = taken[-1]
    assert [row[0] for row in rows] == [line[0] for line in table_lines[1:]]
    assert any("Axe 3" in note and words()["status"]["watch"] in note for note in notes)
    sheet = load_workbook(io.BytesIO(screen_table(title, notes, header, rows)))["Tableau"]
    top = next(cell.row for cell in sheet["A"] if cell.value == "Territoire")
    names = {
        row["territory_code"]: row["name"]
        for row in read(demo_data, "from marts.territory where level = 'region'").to_pylist()
    }
    sql = "from marts.objective_progress where campaign = $c and objective_id = 9"
    figures = read(demo_data, sql, {"c": YEAR}).to_pylist()
    progress = {names[row["territory_code"]]: row["progress"] for row in figures if row["territory_code"] in names}
    place = header.index("Objectif 9") + 1
    for line, row in enumerate(rows, start=top + 1):
        assert sheet.cell(line, place).value == pytest.approx(progress[row[0]], rel=1e-14)


def test_texts_on_screen_never_leave_as_formulas() -> None:
    content = screen_table("=1+1", ["@note"], ["+titre"], [["=HYPERLINK(1)"], ["-2+3"], [4.5]])
    sheet = load_workbook(io.BytesIO(content))["Tableau"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)} == {"s"}
    assert content == screen_table("=1+1", ["@note"], ["+titre"], [["=HYPERLINK(1)"], ["-2+3"], [4.5]])


def test_the_national_button_gives_the_export(demo_data: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from dashboard import data, outputs

    monkeypatch.setattr(data, "shown", lambda: demo_data)
    book = load_workbook(io.BytesIO(outputs.national(YEAR, [])()))
    assert book.sheetnames[:3] == ["Couverture", "Synthèse", "Axe 1"]
    region = load_workbook(io.BytesIO(outputs.workbook("REG-32", YEAR)()))
    assert any("Hauts-de-France" in str(cell.value) for row in region.worksheets[0].iter_rows() for cell in row)
    assert outputs.sheet("objectif-4", YEAR, "docx", [])().startswith(b"PK")
