"""The files of schools: the list as it is filtered, all of a département, the sheet of a school for its council."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from books import load_workbook
from docx import Document
from reports import DIRECTORY, SCHOOLS, Report, named, table, warehouse

from pipelines.demo.register import school_code
from pipelines.facts.school_lists import Filters, Sight
from pipelines.outputs.factsheet.school import school_factsheet, school_factsheet_bytes
from pipelines.outputs.workbook import schools
from pipelines.outputs.workbook.schools import write_department, write_list
from pipelines.settings import Settings

YEAR, NORD = "2025-2026", "DEPT-59"
CODES = [school_code("059", at) for at in range(1, 9)]
NAMES = ["=1+1", "École B", "École C", "École D", "École E", "École F", "Lycée G", "École H"]


@pytest.fixture(scope="module")
def sight(tmp_path_factory: pytest.TempPathFactory) -> Sight:
    directory = [
        (code, name, "lycée" if "Lycée" in name else "école", "59", "Lille", "non" if at == 7 else "oui")
        for at, (code, name) in enumerate(zip(CODES, NAMES, strict=True))
    ]
    lines = [(YEAR, code, "O04-1", 2 if at == 1 else 10 + at, 40 + at) for at, code in enumerate(CODES[:6])]
    bodies = ("UAI", "Type", "Instance", "Date", "Volet numérique")
    sheet = [bodies, (CODES[0], "école", "conseil d'école", date(2025, 11, 4), "oui")]
    report = Report(NORD, sheets={"Établissements": sheet}, rows={"O01-3": (3, 4)})
    files = {"annuaire.csv": table(directory, DIRECTORY), "valeurs.csv": table(lines, SCHOOLS), **named([report])}
    return Sight(warehouse(tmp_path_factory.mktemp("exports") / "data", files))


def cells(path: Path, name: str) -> tuple[list[str], list[list[object]]]:
    """What stands above the table of a sheet, and its rows, the header first."""
    lines = [[cell.value for cell in line] for line in load_workbook(path)[name].iter_rows()]
    top = next(at for at, line in enumerate(lines) if line[0] == "UAI" or line[0] == "Type d'établissement")
    return [str(line[0]) for line in lines[:top] if line[0]], lines[top:]


def test_the_list_leaves_as_it_is_filtered_and_sorted(sight: Sight, tmp_path: Path) -> None:
    filters = Filters(NORD, YEAR, "O04-1", ("ecole",), "école", "answered", "lowest", "« ecole » ; par valeur")
    above, [header, *lines] = cells(write_list(sight, filters, tmp_path / "list.xlsx"), "Liste")
    assert header == ["UAI", "Nom", "Type", "Commune", "État", "Réponse", "Numérateur", "Dénominateur", "Valeur"]
    reported = [line for line in lines if line[5] == "renseigné"]
    assert [line[1] for line in reported] == ["École C", "École D", "École E", "École F"]
    assert reported[1][6:] == [13, 43, pytest.approx(100 * 13 / 43)]
    assert [line[1] for line in lines if line[5] == "masqué"] == ["École B"]
    assert all(line[6:] == [None] * 3 for line in lines if line[5] == "masqué")
    assert any("Secret statistique" in note for note in above)
    assert any("par valeur" in note for note in above)


def test_a_list_that_is_too_long_is_cut_and_says_so(
    sight: Sight, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schools, "LISTED", 3)
    above, lines = cells(write_list(sight, Filters(NORD, YEAR, "O04-1"), tmp_path / "list.xlsx"), "Liste")
    assert len(lines) == 4
    assert any("3 premières lignes" in note for note in above)


def test_a_departement_leaves_whole(sight: Sight, tmp_path: Path) -> None:
    path = write_department(sight, NORD, YEAR, tmp_path / "whole.xlsx")
    assert load_workbook(path).sheetnames == ["Annuaire", "Valeurs", "Suivi des instances", "Instances"]
    directory = cells(path, "Annuaire")[1]
    assert {line[0]: line[4] for line in directory[1:]} == {
        code: "fermé" if at == 7 else "ouvert" for at, code in enumerate(CODES)
    }
    assert [line[0] for line in cells(path, "Valeurs")[1][1:]] == [CODES[0], *CODES[1:6]]
    assert cells(path, "Suivi des instances")[1][1] == ["école", "conseil d'école", 1, 6, 1, 1]
    assert cells(path, "Instances")[1][1][0] == CODES[0]


def test_what_is_typed_in_a_directory_is_never_a_formula(sight: Sight, tmp_path: Path) -> None:
    book = load_workbook(write_list(sight, Filters(NORD, YEAR, "O04-1"), tmp_path / "list.xlsx"))
    [cell] = [cell for line in book["Liste"].iter_rows() for cell in line if cell.value == "=1+1"]
    assert cell.data_type == "s"


def test_the_same_state_gives_the_same_bytes(sight: Sight, tmp_path: Path) -> None:
    first, again = (write_list(sight, Filters(NORD, YEAR, "O04-1"), tmp_path / name) for name in ("a.xlsx", "b.xlsx"))
    assert first.read_bytes() == again.read_bytes()
    assert school_factsheet_bytes(sight, CODES[3], YEAR, "docx") == school_factsheet_bytes(
        sight, CODES[3], YEAR, "docx"
    )


def test_the_sheet_of_a_school_says_what_its_page_says(sight: Sight) -> None:
    document = Document(io.BytesIO(school_factsheet_bytes(sight, CODES[3], YEAR, "docx")))
    document_text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "École D" in document_text
    assert "valeurs.csv\u202f: O04-1 ligne 5." in document_text
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[1][1:3] == ["13 ÷ 43", "30,2\u202f%"]
    assert rows[1][3] == "—", "quatre établissements semblables ne suffisent pas"


def test_the_sheet_of_a_school_as_a_pdf(sight: Sight, pdf_ready: None) -> None:
    assert school_factsheet_bytes(sight, CODES[3], YEAR, "pdf").startswith(b"%PDF")


def test_a_masked_figure_is_said_and_not_told(sight: Sight) -> None:
    sheet = school_factsheet(sight, CODES[1], YEAR)
    assert "masqué par le secret statistique" in sheet.sentence
    first: Any = sheet.blocks[0]
    assert [cell.text for cell in first.lines[0].cells][1:3] == ["masqué", "masqué"]


def test_a_school_that_said_nothing_has_a_sheet_all_the_same(sight: Sight) -> None:
    assert "aucun chiffre" in school_factsheet(sight, CODES[6], YEAR).sentence
    assert school_factsheet_bytes(sight, CODES[6], YEAR, "docx").startswith(b"PK")


def test_demonstration_data_say_so_in_the_files(demo_data: Settings, tmp_path: Path) -> None:
    from pipelines.warehouse.builds import read

    [first, *_] = read(demo_data, "from marts.school where open order by school_code limit 1").to_pylist()
    here = first["territory_code"]
    above, _ = cells(write_department(Sight(demo_data), here, YEAR, tmp_path / "demo.xlsx"), "Annuaire")
    assert any("démonstration" in note for note in above)
    assert "démonstration" in school_factsheet(Sight(demo_data), first["school_code"], YEAR).banner
