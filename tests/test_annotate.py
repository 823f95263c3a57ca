"""An annotated workbook is the committee's own: its faulty cells say what to type, nothing else of it changes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from books import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from reports import Report, rows, table, warehouse

from pipelines.ingest.reader import read_file
from pipelines.outputs import libreoffice
from pipelines.outputs.template import annotate as annotating
from pipelines.outputs.template.annotate import COLOURS, annotate

FAULTS = {
    "O03-1": ("beaucoup", 20),
    "O03-3": (30, 20),
    "O05-1": (0, 0),
    "O04-1": (5, 10),
}


def issue(sheet: str | None, cell: str | None, severity: str = "error", **more: Any) -> dict[str, Any]:
    words = {"code": "number_unreadable", "problem": "« x » n'est pas un nombre.", "advice": "Saisissez un effectif."}
    return {"sheet": sheet, "cell": cell, "severity": severity, "value_read": "x", **words, **more}


def content_of(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def plain_book() -> Workbook:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Indicateurs"
    book["Indicateurs"]["B2"] = "x"
    return book


def colour(cell: Any) -> str:
    return str(cell.fill.fgColor.rgb)[2:] if cell.fill.fill_type else ""


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[dict[str, Any]], Workbook]:
    """A report with faults, what the program says of it, and its annotated copy."""
    folder = tmp_path_factory.mktemp("annotate")
    content = Report("DEPT-59", rows=FAULTS, meetings=[("31/02/2026", "comité")], submitted_on="=demain").xlsx()
    settings = warehouse(folder / "data", {"a.xlsx": content})
    issues = rows(settings, "from marts.issue")
    return content, issues, load_workbook(annotate(content, issues, folder / "a.xlsx"))


def test_each_faulty_cell_is_coloured_and_says_what_to_type(
    answered: tuple[bytes, list[dict[str, Any]], Workbook],
) -> None:
    _, issues, book = answered
    assert {issue["severity"] for issue in issues} == {"error", "warning"}
    for issue in issues:
        cell = book[issue["sheet"]][issue["cell"]]
        assert issue["problem"] in cell.comment.text
        assert issue["advice"] in cell.comment.text
        assert colour(cell) == COLOURS[issue["severity"]]
    marked = {(s.title, c.coordinate) for s in book.worksheets for line in s.iter_rows() for c in line if c.comment}
    assert marked == {(issue["sheet"], issue["cell"]) for issue in issues}


def test_the_list_comes_first_and_leads_to_each_cell(answered: tuple[bytes, list[dict[str, Any]], Workbook]) -> None:
    _, issues, book = answered
    assert book.sheetnames == ["À corriger", "Identification", "Indicateurs", "Réunions"]
    assert book.active is not None
    assert book.active.title == "À corriger"
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected] == ["À corriger"]
    sheet = book["À corriger"]
    lines = [[cell.value for cell in line[:6]] for line in sheet.iter_rows(min_row=5)]
    assert sorted((line[1], line[2], line[4], line[5]) for line in lines) == sorted(
        (issue["sheet"], issue["cell"], issue["problem"], issue["advice"]) for issue in issues
    )
    assert [line[0] for line in lines] == sorted(
        (line[0] for line in lines), key=["Ligne écartée", "Avertissement"].index
    )
    for row, line in enumerate(lines, start=5):
        assert sheet.cell(row, 3).hyperlink.location == f"'{line[1]}'!{line[2]}"


def test_nothing_else_changes(answered: tuple[bytes, list[dict[str, Any]], Workbook]) -> None:
    content, _, book = answered
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        assert [[c.value for c in line] for line in book[sheet.title].iter_rows()] == [
            [c.value for c in line] for line in sheet.iter_rows()
        ]


def test_sent_back_as_it_is_it_says_the_same(answered: tuple[bytes, list[dict[str, Any]], Workbook]) -> None:
    content, _, book = answered
    before, after = read_file("x", content), read_file("x", content_of(book))
    assert after.findings == before.findings
    assert after.cells == before.cells


def test_text_never_becomes_a_formula(tmp_path: Path) -> None:
    book = plain_book()
    book["Indicateurs"]["B2"].value = "=1+1"
    book["Indicateurs"]["B2"].data_type = "s"
    book["Indicateurs"]["B3"] = "=SUM(1,2)"
    hostile = "=HYPERLINK(1)\x07"
    issues = [issue("Indicateurs", "B2", value_read=hostile, problem=hostile, advice="=2\x00")]
    copy = load_workbook(annotate(content_of(book), issues, tmp_path / "a.xlsx"))
    formulas = [
        (s.title, c.coordinate) for s in copy.worksheets for line in s.iter_rows() for c in line if c.data_type == "f"
    ]
    assert formulas == [("Indicateurs", "B3")]  # the committee's own
    assert copy["Indicateurs"]["B2"].value == "=1+1"
    assert copy["À corriger"]["E5"].value == "=HYPERLINK(1) "


def test_several_messages_on_a_cell_take_the_gravest_colour(tmp_path: Path) -> None:
    issues = [
        issue("Indicateurs", "B2", "warning", problem="Un."),
        issue("Indicateurs", "B2", "error", problem="Deux."),
    ]
    cell = load_workbook(annotate(content_of(plain_book()), issues, tmp_path / "a.xlsx"))["Indicateurs"]["B2"]
    assert colour(cell) == COLOURS["error"]
    assert cell.comment.text.index("Deux.") < cell.comment.text.index("Un.")


def test_sheets_are_found_whatever_they_are_called(tmp_path: Path) -> None:
    book = plain_book()
    book.worksheets[0].title = " L'année"
    book.create_sheet("vue")
    book.worksheets[0].sheet_state = "hidden"
    book.worksheets[0].merge_cells("B2:C3")
    issues = [issue(" L'année", "C3"), issue("L'ANNEE", None), issue("Disparue", "A1"), issue(None, None)]
    copy = load_workbook(annotate(content_of(book), issues, tmp_path / "a.xlsx"))
    links = [copy["À corriger"].cell(row, 3).hyperlink for row in range(5, 9)]
    assert [link and link.location for link in links] == ["' L''année'!B2", "' L''année'!A1", None, None]
    assert copy[" L'année"].sheet_state == "visible"
    assert copy[" L'année"]["B2"].comment


def test_a_second_annotation_takes_the_first_away(tmp_path: Path) -> None:
    book = plain_book()
    sheet = book["Indicateurs"]
    sheet["B2"].fill = PatternFill("solid", fgColor="00ABCDEF")
    sheet["B2"].comment = Comment("À vérifier avec l'académie", "Comité")
    first = annotate(content_of(book), [issue("Indicateurs", "B2"), issue("Indicateurs", "B3")], tmp_path / "a.xlsx")
    marked = load_workbook(first)["Indicateurs"]["B2"]
    assert "académie" in marked.comment.text
    assert colour(marked) == COLOURS["error"]
    second = annotate(first.read_bytes(), [issue("Indicateurs", "B4", "warning")], tmp_path / "b.xlsx")
    copy = load_workbook(second)
    assert copy.sheetnames == ["À corriger", "Indicateurs"]
    sheet = copy["Indicateurs"]
    assert (colour(sheet["B2"]), colour(sheet["B3"]), colour(sheet["B4"])) == ("ABCDEF", "", COLOURS["warning"])
    assert sheet["B2"].comment.text == "À vérifier avec l'académie"
    assert sheet["B3"].comment is None


def test_a_refused_file_is_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    monkeypatch.setattr(annotating.openpyxl, "load_workbook", lambda *args, **more: opened.append(args))
    refusal = issue(None, None, "refusal", code="file_damaged", value_read=None)
    path = annotate(content_of(plain_book()), [refusal], tmp_path / "a.xlsx")
    monkeypatch.undo()
    assert opened == []
    book = load_workbook(path)
    assert book.sheetnames == ["À corriger"]
    assert "la liste seule" in str(book["À corriger"]["A2"].value)
    assert book["À corriger"]["E5"].value == refusal["problem"]


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 not a package", table([("2025-2026", "DEPT-59", "O03-1", "x", 2)]), b""]
)
def test_what_is_no_workbook_gives_the_list_alone(tmp_path: Path, content: bytes) -> None:
    book = load_workbook(annotate(content, [issue(None, "D2", code="number_unreadable")], tmp_path / "a.csv"))
    assert book.sheetnames == ["À corriger"]
    assert book["À corriger"]["C5"].value == "D2"
    assert book["À corriger"]["C5"].hyperlink is None


def test_an_ods_without_libreoffice_gives_the_list_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    monkeypatch.setattr(libreoffice.shutil, "which", lambda name: None)
    monkeypatch.setattr(libreoffice, "_usual_places", list)
    book = load_workbook(annotate(file.getvalue(), [issue("Indicateurs", "B2")], tmp_path / "a.ods"))
    assert "LibreOffice n'est pas installé" in str(book["À corriger"]["A2"].value)


def test_without_a_message_it_says_so(tmp_path: Path) -> None:
    book = load_workbook(annotate(content_of(plain_book()), [], tmp_path / "a.xlsx"))
    assert book["À corriger"]["A2"].value == "Rien à corriger dans ce classeur."
