"""The template holds what one committee has to answer, nothing else, and the reader takes it as it comes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from books import Workbook, Worksheet, load_workbook
from in_memory import Ask
from reports import Report, named, rows, warehouse

from indicators.catalogue import catalogue
from indicators.territories import fold
from pipelines.errors import TemplateError
from pipelines.ingest.reader import read_file
from pipelines.ingest.report_format import report_format
from pipelines.outputs import libreoffice
from pipelines.outputs.template.wording import wording
from pipelines.outputs.template.write import write_template
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build

COMMITTEES = {"DEPT-2A": "department", "REG-32": "region", "NAT-FR": "national"}
INPUT = "00FFF6D6"
LAST_YEAR = {"O01-3": (36_002, 48_987), "O02-2": ("oui",), "O16-1": (None, None, "sans objet")}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data=tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="module")
def files(empty: Settings, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("templates")
    return {code: write_template(empty, code, "2025-2026", folder / f"{code}.xlsx") for code in COMMITTEES}


@pytest.fixture(scope="module")
def books(files: dict[str, Path]) -> dict[str, Workbook]:
    return {code: load_workbook(path) for code, path in files.items()}


def column(sheet: Worksheet, header: str) -> dict[str, Any]:
    """Code of indicator → cell, under a header of « Indicateurs »."""
    number = next(cell.column for cell in sheet[4] if cell.value == header)
    return {str(sheet.cell(row, 1).value): sheet.cell(row, number) for row in range(5, sheet.max_row + 1)}


def lists_at(sheet: Worksheet, address: str) -> list[str]:
    """The words of the drop-down list of a cell."""
    (rule,) = [validation for validation in sheet.data_validations.dataValidation if address in validation.sqref]
    assert rule.type == "list"
    assert rule.errorStyle == "stop"
    return str(rule.formula1).strip('"').split(",")


@pytest.mark.parametrize("code", COMMITTEES)
def test_asks_for_the_indicators_of_the_level_and_year(books: dict[str, Workbook], code: str) -> None:
    indicators = [
        indicator
        for _, indicator in catalogue().indicators()
        if indicator.level == COMMITTEES[code]
        and indicator.origin == "reported"
        and (indicator.since or "") <= "2025-2026"
    ]
    sheet = books[code]["Indicateurs"]
    assert list(column(sheet, "Code")) == [indicator.id for indicator in indicators]
    for name, wanted in (("Unité", "unit"), ("Libellé du numérateur", "numerator")):
        cells = column(sheet, name)
        assert all(
            cells[indicator.id].value == getattr(indicator, wanted)
            for indicator in indicators
            if indicator.kind == "ratio"
        )
    labels = column(sheet, "Indicateur")
    assert all(str(labels[indicator.id].value).startswith(indicator.title) for indicator in indicators)
    assert all(fold(indicator.source) in fold(str(labels[indicator.id].value)) for indicator in indicators)


def test_does_not_ask_for_what_is_collected_later(empty: Settings, tmp_path: Path) -> None:
    path = write_template(empty, "DEPT-59", "2024-2025", tmp_path / "a.xlsx")
    codes = column(load_workbook(path)["Indicateurs"], "Code")
    assert "O05-4" not in codes
    assert "O04-2" in codes


@pytest.mark.parametrize("code", COMMITTEES)
def test_the_reader_finds_nothing_to_say(files: dict[str, Path], code: str) -> None:
    parsed = read_file("x", files[code].read_bytes())
    assert parsed.findings == []
    assert {cell.field for cell in parsed.cells if cell.section == "indicators"} == {"code"}


SHEET_MARTS = ("meeting", "action", "agreement", "call_for_projects", "budget_step", "school_body", "assessment")


def test_untouched_it_is_a_draft_without_a_reproach(files: dict[str, Path], marts_from: Ask) -> None:
    settings = marts_from({path.name: path.read_bytes() for path in files.values()}, "issue", "report", *SHEET_MARTS)
    assert rows(settings, "from marts.issue") == []
    reports = rows(
        settings, "select territory_code, level, campaign, version, report_status, outcome from marts.report"
    )
    assert {row.pop("territory_code"): row.pop("level") for row in reports} == COMMITTEES
    same = {"campaign": "2025-2026", "version": 1, "report_status": "brouillon", "outcome": "accepted"}
    assert reports == [same] * 3
    for table in SHEET_MARTS:
        assert rows(settings, f"from marts.{table}") == []


@pytest.mark.parametrize("code", COMMITTEES)
def test_every_sheet_and_header_of_the_format_is_there(books: dict[str, Workbook], code: str) -> None:
    sections = report_format().sheets.values()
    assert books[code].sheetnames == ["Mode d'emploi", *(section.sheet for section in sections)]
    for section in sections:
        sheet = books[code][section.sheet]
        line = sheet["A"] if section.id == "identification" else sheet[4]
        fields = [
            section.headers[fold(str(cell.value))].id for cell in line if fold(str(cell.value)) in section.headers
        ]
        assert sorted(fields) == sorted(field.id for field in section.fields)


@pytest.mark.parametrize("code", COMMITTEES)
def test_only_the_cells_in_colour_are_open(books: dict[str, Workbook], code: str) -> None:
    for sheet in books[code].worksheets:
        assert sheet.protection.sheet
        assert not sheet.protection.password
        for cell in (cell for line in sheet.iter_rows() for cell in line):
            legend = sheet.title == "Mode d'emploi"
            to_fill = cell.fill.fgColor.rgb == INPUT and not legend
            assert cell.protection.locked is not to_fill, f"{sheet.title} {cell.coordinate}"
    opened = {"Numérateur", "Dénominateur", "Situation", "Source", "Commentaire"}
    sheet = books[code]["Indicateurs"]
    for cell in sheet[4]:
        below = sheet.cell(sheet.max_row, cell.column)  # the last indicator of each level is a ratio
        assert below.protection.locked is (cell.value not in opened)


def test_lists_are_those_of_the_format(books: dict[str, Workbook]) -> None:
    words = report_format().words
    department, national = books["DEPT-2A"], books["NAT-FR"]
    sheet = department["Indicateurs"]
    assert lists_at(sheet, column(sheet, "Situation")["O01-3"].coordinate) == list(words["situation"])
    assert lists_at(sheet, column(sheet, "Numérateur")["O02-2"].coordinate) == list(words["yes_no"])
    sheet = national["Indicateurs"]
    stages = next(indicator.stages for _, indicator in catalogue().indicators() if indicator.id == "O07-3")
    assert lists_at(sheet, column(sheet, "Numérateur")["O07-3"].coordinate) == list(stages or ())
    assert lists_at(department["Identification"], "B8") == list(words["report_status"])
    for section in report_format().sheets.values():
        for number, field in enumerate(section.fields):
            if field.list and section.id not in ("identification", "indicators"):
                address = f"{'ABCDEFGHIJ'[number]}30"
                assert lists_at(department[section.sheet], address) == list(words[field.list])


def test_last_year_stands_beside_the_empty_cells(tmp_path: Path) -> None:
    other = Report("DEPT-62", "2024-2025", rows={"O03-1": (1, 2)})
    older = Report("DEPT-59", "2023-2024", rows={"O03-1": (1, 2)})
    draft = Report("DEPT-59", "2024-2025", rows={"O03-1": (1, 2)}, status="brouillon", version=3)
    settings = warehouse(tmp_path, named([Report("DEPT-59", "2024-2025", rows=LAST_YEAR), other, older, draft]))
    sheet = load_workbook(write_template(settings, "dept-59", "2025-2026", tmp_path / "a.xlsx"))["Indicateurs"]
    numerators = column(sheet, "Numérateur de l'an dernier")
    denominators = column(sheet, "Dénominateur de l'an dernier")
    last_year = {
        code: (numerators[code].value, denominators[code].value) for code in numerators if numerators[code].value
    }
    assert last_year == {"O01-3": (36_002, 48_987), "O02-2": ("oui", None)}
    assert all(cell.value is None for cell in column(sheet, "Numérateur").values())


def test_a_milestone_of_last_year_is_its_stage(tmp_path: Path) -> None:
    settings = warehouse(tmp_path, named([Report("NAT-FR", "2024-2025", rows={"O07-3": ("construction",)})]))
    sheet = load_workbook(write_template(settings, "NAT-FR", "2025-2026", tmp_path / "a.xlsx"))["Indicateurs"]
    assert column(sheet, "Numérateur de l'an dernier")["O07-3"].value == "construction"
    assert "Facultatif" in column(sheet, "Contrôle")["O07-3"].value  # suspended since 2024-2025


@pytest.mark.parametrize("code", COMMITTEES)
def test_what_calculates_is_never_read(books: dict[str, Workbook], code: str) -> None:
    for sheet in books[code].worksheets:
        section = report_format().sheets.get(fold(sheet.title))
        for cell in (cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"):
            assert len(cell.value) < 8_192
            if section:
                field = section.headers[fold(str(sheet.cell(4, cell.column).value))]
                assert field.reader, f"{sheet.title} {cell.coordinate}"


@pytest.mark.parametrize("code", COMMITTEES)
def test_prints_on_a4_landscape_with_its_headers(books: dict[str, Workbook], code: str) -> None:
    for sheet in books[code].worksheets:
        assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        titled = sheet.title not in ("Mode d'emploi", "Identification")
        assert sheet.print_title_rows == ("$4:$4" if titled else None)


def test_rows_without_an_answer_carry_no_style(books: dict[str, Workbook]) -> None:
    assert all(sheet.max_row <= 60 for sheet in books["DEPT-2A"].worksheets)


def test_says_what_it_is(books: dict[str, Workbook]) -> None:
    book = books["REG-32"]
    assert book.custom_doc_props["format_version"].value == "1"
    assert "format_version=1" in str(book.properties.keywords)
    assert "Hauts-de-France" in str(book.properties.title)
    assert book.properties.language == "fr-FR"
    guide = book["Mode d'emploi"]
    assert "régional" in str(guide["A1"].value)
    texts = [str(cell.value) for line in guide.iter_rows() for cell in line if cell.value]
    assert all(step in texts for step in wording()["guide"]["steps"])
    assert all(objective.title in texts for objective in catalogue().objectives)
    assert {cell.hyperlink.location for cell in guide["B"] if cell.hyperlink} == {
        f"'{section.sheet}'!A1" for section in report_format().sheets.values()
    }


def test_messages_of_lists_fit_what_programs_accept(books: dict[str, Workbook]) -> None:
    for book in books.values():
        for sheet in book.worksheets:
            for rule in sheet.data_validations.dataValidation:
                assert len(rule.error or "") <= 255
                assert len(rule.errorTitle or "") <= 32
                assert len(rule.prompt or "") <= 255
                assert len(str(rule.formula1)) <= 257


@pytest.mark.parametrize(
    ("code", "campaign", "says"),
    [
        ("DEPT-99", "2025-2026", "DEPT-99"),
        ("ACA-09", "2025-2026", "DEPT-59, REG-32 ou NAT-FR"),
        ("DEPT-59", "2019-2020", "2026-2027"),
    ],
)
def test_what_does_not_exist_is_said(empty: Settings, tmp_path: Path, code: str, campaign: str, says: str) -> None:
    with pytest.raises(TemplateError, match=says):
        write_template(empty, code, campaign, tmp_path / "a.xlsx")
    assert not list(tmp_path.iterdir())


def test_the_first_year_has_no_year_before(empty: Settings, tmp_path: Path) -> None:
    sheet = load_workbook(write_template(empty, "DEPT-59", "2022-2023", tmp_path / "a.xlsx"))["Indicateurs"]
    assert sheet["A3"].value == wording()["indicators"]["no_last_year"]


def test_what_is_typed_into_it_counts(files: dict[str, Path], tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    book = load_workbook(files["DEPT-2A"])
    column(book["Indicateurs"], "Numérateur")["O01-3"].value = 30
    column(book["Indicateurs"], "Dénominateur")["O01-3"].value = 40
    book["Identification"]["B8"] = "validé"
    book.save(tmp_path / "a.xlsx")
    Archive(settings).receive([("a.xlsx", (tmp_path / "a.xlsx").read_bytes())])
    build(settings)
    (cell,) = rows(settings, "from marts.provenance where territory_code = 'DEPT-2A' and indicator_id = 'O01-3'")
    assert (cell["numerator"], cell["denominator"], cell["retained"]) == (30, 40, True)


def test_without_libreoffice_it_is_said_in_french(monkeypatch: pytest.MonkeyPatch, files: dict[str, Path]) -> None:
    monkeypatch.setattr(libreoffice.shutil, "which", lambda name: None)
    monkeypatch.setattr(libreoffice, "_usual_places", list)
    with pytest.raises(libreoffice.OfficeError, match="LibreOffice n'est pas installé"):
        libreoffice.convert(files["NAT-FR"], "ods")
