"""An OpenDocument spreadsheet by its XML, as LibreOffice, Google, Excel, Calligra and scripts write it."""

from __future__ import annotations

import re

import pytest
from odd_packages import CALC, ODF, SPREADSHEET, identification, ods, ods_report, ods_sheet, zipped

from pipelines.ingest.grids import Grid
from pipelines.ingest.limits import UnreadableFile
from pipelines.ingest.reader import read_file
from pipelines.ingest.spreadsheets.opendocument import opendocument_grids
from pipelines.ingest.spreadsheets.zip_package import Package

N = "\u202f"
MORE = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {"style": "style", "number": "datastyle", "draw": "drawing"}.items()
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
    'manifest:full-path="content.xml">{}</manifest:file-entry></manifest:manifest>'
)


def document(body: str, styles: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODF} {CALC} {MORE}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{body}"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def grids(body: str, styles: str = "") -> list[Grid]:
    return opendocument_grids(Package(zipped({"content.xml": document(body, styles).encode()})))


def sheet(rows: str, columns: str = "", name: str = "Un", more: str = "") -> str:
    return f'<table:table table:name="{name}"{more}>{columns}{rows}</table:table>'


def cell(attributes: str, *paragraphs: str) -> str:
    texts = "".join(f"<text:p>{text}</text:p>" for text in paragraphs)
    return f"<table:table-cell {attributes}>{texts}</table:table-cell>"


def cell_text(xml: str, styles: str = "", columns: str = "") -> str:
    """What a cell says, alone in its sheet."""
    ((row, *_),) = [
        grid.rows or [[""]] for grid in grids(sheet(f"<table:table-row>{xml}</table:table-row>", columns), styles)
    ]
    return row[0] if row else ""


FLOAT = 'office:value-type="float" office:value='
STRING = 'office:value-type="string"'


@pytest.mark.parametrize(
    ("attributes", "paragraphs", "text"),
    [
        # numbers
        (f'{FLOAT}"812"', ["812"], "812"),
        (f'{FLOAT}"812.5"', ["812,5"], "812.5"),
        (f'{FLOAT}"1.125"', ["1,125"], "1.1250"),
        (f'{FLOAT}"12"', ["12 élèves"], "12"),
        (f'{FLOAT}"812"', [], "812"),
        (f'{FLOAT}"1_000"', [], "1_000"),
        (f'{FLOAT}"NaN"', [], "NaN"),
        (f'{FLOAT}"1e999"', ["x"], "1e999"),
        (f"{FLOAT}''", ["812"], "812"),
        ('office:value="812"', [], "812"),
        # without a type, the text that is shown is all there is
        ("", ["812"], "812"),
        ("", ["45 %"], "45 %"),
        ("", [], ""),
        # percentages, amounts, logical values: by type, or by what is shown
        ('office:value-type="percentage" office:value="0.455"', ["46 %"], f"45,5{N}%"),
        ('office:value-type="percentage" office:value="0.75"', [], f"75{N}%"),
        (f'{FLOAT}"75"', ["75%"], f"75{N}%"),
        (f'{FLOAT}"0.4549"', ["45%"], f"45,49{N}%"),
        ('office:value-type="currency" office:currency="EUR" office:value="900"', ["900,00 €"], f"900,00{N}€"),
        ('office:value-type="currency" office:currency="EUR" office:value="12500.5"', ["12 501 €"], f"12500,50{N}€"),
        ('office:value-type="currency" office:currency="EUR" office:value="900"', [], f"900,00{N}EUR"),
        ('office:value-type="currency" office:value="900"', ["900"], f"900,00{N}€"),
        (f'{FLOAT}"900"', ["$900"], f"900,00{N}$"),
        ('office:value-type="boolean" office:boolean-value="true"', ["VRAI"], "VRAI"),
        ('office:value-type="boolean" office:boolean-value="false"', [], "FAUX"),
        ('office:value-type="boolean" office:boolean-value="1"', [], "VRAI"),
        (f'{FLOAT}"1"', ["VRAI"], "VRAI"),
        (f'{FLOAT}"0"', ["FALSCH"], "FALSCH"),
        (f'{FLOAT}"0"', ["-"], "0"),
        # dates and times
        ('office:value-type="date" office:date-value="2026-01-15"', ["15/01/26"], "2026-01-15"),
        ('office:value-type="date" office:date-value="2026-01-15T00:00:00"', [], "2026-01-15"),
        ('office:value-type="date" office:date-value="2026-01-15T14:30:00"', [], "2026-01-15 14:30:00"),
        ('office:value-type="date"', ["15/01/26"], "15/01/26"),
        ('office:value-type="time" office:time-value="PT60H00M00S"', ["60:00:00"], "60:00"),
        ('office:value-type="time" office:time-value="-P1DT1H30M"', [], "-25:30"),
        ('office:value-type="time" office:time-value="hier"', ["hier"], "hier"),
        (f'office:value-type="time" office:time-value="PT{"9" * 400}H"', ["99:00"], "99:00"),
        ('office:value-type="time" office:time-value="PT1.2.3S"', ["0:01"], "0:01"),
        # texts
        (STRING, ["O04-1"], "O04-1"),
        (STRING, ["a", "b"], "a\nb"),
        (f'{STRING} office:string-value="O04-1"', [], "O04-1"),
        (f'{STRING} office:string-value=""', ["O04-1"], "O04-1"),
        (STRING, ["a<text:s text:c='3'/>b<text:tab/>c<text:line-break/>d"], "a   b\tc\nd"),
        (STRING, ["\n  1\n <text:span> 200 </text:span>\n"], "1 200 "),
        (STRING, ["<text:a xmlns:xlink='x' xlink:href='y'>lien</text:a>"], "lien"),
        (STRING, ["学<text:ruby-text>がく</text:ruby-text>"], "学"),
        # formulas: calculated, to nothing, in error, never
        (f'table:formula="of:=400+412" {FLOAT}"812"', ["812"], "812"),
        (f'table:formula="of:=&quot;&quot;" {STRING} office:string-value=""', [""], ""),
        (f'table:formula="of:=&quot;&quot;" {STRING} calcext:value-type="string"', [], ""),
        (f'table:formula="of:=1/0" {STRING} office:string-value="" calcext:value-type="error"', ["#DIV/0!"], "#DIV/0!"),
        (f'table:formula="of:=X" {STRING} calcext:value-type="error"', ["Err:502"], "#Err:502"),
        (f'table:formula="of:=X" {STRING} office:string-value=""', ["Err :508"], "#Err :508"),
        (f'table:formula="of:=1/0" {FLOAT}"0"', ["#DIV/0 !"], "#DIV/0 !"),
        (f'table:formula="of:=X" {STRING} calcext:value-type="error"', [], "#N/A"),
        ('table:formula="of:=[.B1]+1"', [], "=[.B1]+1"),
        ('table:formula="=B1+1"', [], "=B1+1"),
        ('table:formula="msoxl:=SUM(B1,\n B2)"', [], "=SUM(B1, B2)"),
        ('table:formula="of:=1+1" office:value-type="float"', [], "=1+1"),
        ('table:formula="of:=1+1" office:value-type="percentage"', [], "=1+1"),
    ],
)
def test_a_cell(attributes: str, paragraphs: list[str], text: str) -> None:
    assert cell_text(cell(attributes, *paragraphs)) == text


TEXT_STYLES = "".join(
    f'<style:style style:name="{name}" style:family="text"><style:text-properties {look}/></style:style>'
    for name, look in {
        "raised": 'style:text-position="super 58%"',
        "lowered": 'style:text-position="-33% 58%"',
        "level": 'style:text-position="0% 100%"',
        "struck": 'style:text-line-through-style="solid"',
        "unstruck": 'style:text-line-through-style="none" style:text-line-through-type="none"',
    }.items()
)


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        ('90<text:span text:style-name="raised">1</text:span>', "90 (1)"),
        ('90<text:span text:style-name="lowered"><text:span>1</text:span></text:span>', "90 (1)"),
        ('<text:span text:style-name="struck">1</text:span>900', "(1) 900"),
        ('9<text:span text:style-name="level">00</text:span>', "900"),
        ('9<text:span text:style-name="unstruck">0</text:span>0', "900"),
        ('1<text:span text:style-name="raised">er</text:span> comité', "1er comité"),
        ('<text:span text:style-name="raised">1</text:span>', "1"),
    ],
)
def test_figures_that_their_look_sets_apart_are_no_part_of_the_number(paragraph: str, text: str) -> None:
    assert cell_text(cell(STRING, paragraph), TEXT_STYLES) == text


NUMBER_STYLES = "".join(
    f'<number:{kind}-style style:name="N-{kind}"/>'
    f'<style:style style:name="{kind}" style:family="table-cell" style:data-style-name="N-{kind}"/>'
    f'<style:style style:name="child-of-{kind}" style:family="table-cell" style:parent-style-name="{kind}"/>'
    for kind in ("percentage", "currency", "boolean", "date", "time", "number")
)


@pytest.mark.parametrize("prefix", ["", "child-of-"])
@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [("percentage", "0.75", f"75{N}%"), ("currency", "900", f"900,00{N}€"), ("boolean", "1", "VRAI"),
     ("boolean", "0", "FAUX"), ("date", "46037", "2026-01-15"), ("time", "2.5", "60:00"), ("number", "0.75", "0.75")],
)  # fmt: skip
def test_a_number_without_a_text_by_its_look(kind: str, value: str, text: str, prefix: str) -> None:
    """As a script writes it: the look alone says what a person sees; it is the cell's, its row's or its column's."""
    number, name = f'{FLOAT}"{value}"', f"{prefix}{kind}"
    assert cell_text(cell(f'{number} table:style-name="{name}"'), NUMBER_STYLES) == text
    default = f'table:default-cell-style-name="{name}"'
    assert cell_text(cell(number), NUMBER_STYLES, f"<table:table-column {default}/>") == text
    row = f"<table:table-row {default}>{cell(number)}</table:table-row>"
    assert grids(sheet(row), NUMBER_STYLES)[0].rows == [[text]]


def test_the_look_of_a_column_further_right() -> None:
    columns = (
        '<table:table-column table:number-columns-repeated="2" table:default-cell-style-name="number"/>'
        '<table:table-column table:number-columns-repeated="16382" table:default-cell-style-name="percentage"/>'
    )
    row = f"<table:table-row>{cell(FLOAT + chr(34) + '0.5' + chr(34)) * 3}</table:table-row>"
    assert grids(sheet(row, columns), NUMBER_STYLES)[0].rows == [["0.5", "0.5", f"50{N}%"]]


def test_looks_that_stand_in_a_part_of_their_own() -> None:
    styles = (
        f"<office:document-styles {ODF} {MORE}><office:styles>{NUMBER_STYLES}</office:styles></office:document-styles>"
    )
    styled = cell(f'{FLOAT}"0.5" table:style-name="percentage"')
    row = f"<table:table-row>{styled}</table:table-row>"
    parts = {"content.xml": document(sheet(row)).encode(), "styles.xml": styles.encode()}
    assert opendocument_grids(Package(zipped(parts)))[0].rows == [[f"50{N}%"]]


ONE = cell(f'{FLOAT}"1"', "1")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (f'<table:table-row table:number-rows-repeated="2">{ONE}</table:table-row>', [["1"], ["1"]]),
        (f'<table:table-row table:number-rows-repeated="2"/><table:table-row>{ONE}</table:table-row>', [[], [], ["1"]]),
        (f'<table:table-row><table:table-cell table:number-columns-repeated="2"/>{ONE}</table:table-row>',
         [["", "", "1"]]),
        (f"<table:table-row><table:covered-table-cell/>{ONE}</table:table-row>", [["", "1"]]),
        (f"<table:table-header-rows><table:table-row>{ONE}</table:table-row></table:table-header-rows>", [["1"]]),
        (f"<table:table-row-group><table:table-rows><table:table-row>{ONE}</table:table-row></table:table-rows>"
         "</table:table-row-group>", [["1"]]),
        (f"<table:table-row>\n  {ONE}\n  {ONE}\n</table:table-row>\n", [["1", "1"]]),
        # a comment, a drawing and a table within a cell are no part of what it says
        (f"<table:table-row><table:table-cell {FLOAT}'1'><office:annotation><text:p>9</text:p></office:annotation>"
         f"<text:p>1</text:p></table:table-cell>{ONE}</table:table-row>", [["1", "1"]]),
        (f"<table:table-row><table:table-cell {STRING}><text:p>a</text:p><draw:g><draw:rect>"
         f"<text:p>9</text:p></draw:rect></draw:g></table:table-cell>{ONE}</table:table-row>", [["a", "1"]]),
        (f"<table:table-row><table:table-cell {STRING}><text:p>a</text:p><table:table table:name='x'><table:table-row>"
         f"<table:table-cell {FLOAT}'9'><text:p>9</text:p></table:table-cell></table:table-row></table:table>"
         f"</table:table-cell>{ONE}</table:table-row><table:table-row>{ONE}</table:table-row>", [["a", "1"], ["1"]]),
        (f"<table:shapes><draw:frame><text:p>9</text:p></draw:frame></table:shapes>"
         f"<table:table-row>{ONE}</table:table-row>", [["1"]]),
    ],
)  # fmt: skip
def test_where_cells_stand(rows: str, expected: list[list[str]]) -> None:
    (grid,) = grids(sheet(rows))
    assert grid.rows == expected


def test_copies_of_other_documents_are_no_sheets() -> None:
    """LibreOffice keeps what formulas take from other workbooks; links of another kind have tables too."""
    outside = sheet(f"<table:table-row>{ONE}</table:table-row>", name="'file:///home/x/budget.ods'#Feuille1")
    dde = f"<table:dde-links><table:dde-link>{sheet('')}</table:dde-link></table:dde-links>"
    assert [grid.name for grid in grids(sheet("") + outside + dde)] == ["Un"]


@pytest.mark.parametrize("said_by", ["style", "table"])
def test_a_hidden_sheet_says_so(said_by: str) -> None:
    looks = '<style:table-properties table:display="false"/>'
    style = f'<style:style style:name="ta1" style:family="table">{looks}</style:style>'
    more = ' table:style-name="ta1"' if said_by == "style" else ' table:display="false"'
    (grid,) = grids(sheet("", more=more), style)
    assert grid.hidden


@pytest.mark.parametrize("said_by", ["collapse", "filter"])
def test_hidden_rows_say_so(said_by: str) -> None:
    rows = (
        f'<table:table-row/><table:table-row table:visibility="{said_by}">{ONE}</table:table-row>'
        f'<table:table-row table:visibility="{said_by}" table:number-rows-repeated="2"/>'
    )
    (grid,) = grids(sheet(rows))
    assert grid.hidden_rows == {1, 2, 3}


LINES = [("O04-1", 812, 2000)]


@pytest.mark.parametrize(
    "name", ["indented", "no mimetype", "UTF-16", "in a folder", "backslashes", "other prefixes", "a template"]
)
def test_however_the_package_is_written(name: str) -> None:
    indicators = ods_sheet("Indicateurs", [("Code", "Numérateur"), *LINES])
    sheets = ods_sheet("Identification", identification(1)) + indicators
    content = document(sheets)
    parts = {"mimetype": SPREADSHEET.encode(), "content.xml": content.encode(), "META-INF/manifest.xml": b"<m/>"}
    if name == "indented":
        parts["content.xml"] = re.sub(
            r"(<(?:/?(?:table|office)|text:p))", r"\n   \1", content.replace("?><", "?>\n<")
        ).encode()
    elif name == "no mimetype":
        del parts["mimetype"]
    elif name == "UTF-16":
        parts["content.xml"] = content.replace("UTF-8", "UTF-16").encode("utf-16")
    elif name == "in a folder":
        parts = {f"classeur/{path}": part for path, part in parts.items()}
    elif name == "backslashes":
        parts = {path.replace("/", "\\").upper(): part for path, part in parts.items()}
    elif name == "other prefixes":
        parts["content.xml"] = (
            content.replace("table:", "t:").replace("xmlns:table", "xmlns:t").replace("text:", "x:").encode()
        )
    else:
        parts["mimetype"] += b"-template"
    parsed = read_file("0" * 64, zipped(parts))
    assert parsed.findings == []
    assert {cell.cell: cell.value_read for cell in parsed.cells if cell.section == "indicators"} == {
        "A2": "O04-1",
        "B2": "812",
    }


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"META-INF/manifest.xml": MANIFEST.format("<manifest:encryption-data/>").encode()}, "file_encrypted_or_old"),
        ({"content.xml": None, "encrypted-package": b"\x01\x02"}, "file_encrypted_or_old"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text"}, "file_not_recognised"),
        ({"content.xml": b"<office:document-content>"}, "file_damaged"),
        ({"content.xml": f"<office:document-content {ODF}/>".encode()}, "file_not_recognised"),
        ({"content.xml": document("").encode()[:-30]}, "file_damaged"),
        ({"content.xml": b'<!DOCTYPE x [<!ENTITY e "1">]>' + document("").encode().partition(b"?>")[2]}, "file_unsafe"),
        ({"content.xml": f'<!DOCTYPE x [<!ENTITY e "1">]>{document("").partition("?>")[2]}'.encode("utf-16")},
         "file_unsafe"),
        ({"content.xml": document(sheet('<table:table-row table:number-rows-repeated="x"/>')).encode()},
         "file_damaged"),
    ],
)  # fmt: skip
def test_what_is_refused(parts: dict[str, bytes | None], code: str) -> None:
    whole = {"mimetype": SPREADSHEET.encode(), "content.xml": document(sheet("")).encode()} | parts
    content = zipped({name: part for name, part in whole.items() if part is not None})
    assert [finding.code for finding in read_file("0" * 64, content).findings] == [code]


@pytest.mark.parametrize(
    "xml",
    [
        cell(STRING, '<text:s text:c="10000"/>' * 100),
        cell(STRING, "x" * 300_000),
        cell(f'{FLOAT}"1" table:number-columns-repeated="9000"', "1") * 6,
    ],
    ids=["spaces", "a text", "cells"],
)
def test_the_room_is_bounded(xml: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_READ_MEMORY", "1")  # forty thousand cells, two hundred and fifty thousand letters
    with pytest.raises(UnreadableFile, match="file_too_heavy"):
        grids(sheet(f"<table:table-row>{xml}</table:table-row>"))


def test_a_report_of_the_maker_is_read() -> None:
    parsed = read_file("0" * 64, ods_report(1, LINES))
    assert parsed.findings == []
    assert read_file("0" * 64, ods("")).findings[0].code == "no_identification"
