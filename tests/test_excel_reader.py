"""A workbook of Excel by its XML: however cells, formulas, texts, parts and links are written, what is seen is read."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from books import load_workbook
from hypothesis import given
from hypothesis import strategies as st
from odd_files import odd_files, with_prefix, without_addresses
from odd_packages import (
    HEAD,
    INDICATOR_HEADER,
    INDICATORS,
    LINKS,
    MAIN,
    SHARED,
    STYLES,
    WORKBOOK,
    WORKBOOK_LINKS,
    Members,
    members,
    report_members,
    rows_xml,
    sheet_xml,
    zipped,
)

from pipelines.ingest.grids import Grid
from pipelines.ingest.limits import UnreadableFile
from pipelines.ingest.reader import read_file
from pipelines.ingest.spreadsheets.excel import excel_grids
from pipelines.ingest.spreadsheets.excel_cells import NotOrdinary, RawRow, column_number, ordinary_rows, tree_rows
from pipelines.ingest.spreadsheets.zip_package import Package
from pipelines.ingest.unpack import opened
from pipelines.outputs.template.annotate import annotate

N = "\u202f"
PERCENT = '<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/></cellXfs>'
FULL = '<calcPr calcId="124519" fullCalcOnLoad="1"/>'


def sheets(parts: Members) -> list[Grid]:
    return excel_grids(Package(zipped(parts)))


def read(cells: str, styles: str = "", properties: str = "", texts: str = "") -> list[list[str]]:
    """The rows of a sheet whose sheetData is `cells`, by both ways of going through it where both can."""
    parts = members({"Un": sheet_xml(cells)}, styles=styles, properties=properties)
    if texts:
        parts[SHARED] = f'{HEAD}<sst xmlns="{MAIN}">{texts}</sst>'.encode()
    (ordinary,) = sheets(parts)
    odd = parts | {"xl/worksheets/sheet1.xml": sheet_xml(cells, before="<!-- not ordinary -->")}
    (by_tree,) = sheets(odd)
    assert by_tree == ordinary
    return ordinary.rows


def text_of(cell: str, **more: str) -> str:
    """What a cell says, alone in its sheet."""
    rows = read(f'<row r="1">{cell}</row>', **more)
    return rows[0][0] if rows and rows[0] else ""


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        # numbers
        ('<c r="A1"><v>812</v></c>', "812"), ('<c r="A1" t="n"><v>812.0</v></c>', "812"),
        ('<c r="A1"><v>0</v></c>', "0"),
        ('<c r="A1"><v>8.12E2</v></c>', "812"), ('<c r="A1"><v> 812 </v></c>', "812"),
        ('<c r="A1"><v>007</v></c>', "7"),
        ('<c r="A1"><v>-0</v></c>', "0"), ('<c r="A1"><v>1e-3</v></c>', "0.001"),
        ('<c r="A1"><v>1.125</v></c>', "1.1250"),
        ('<c r="A1"><v>1_000</v></c>', "1_000"), ('<c r="A1"><v>NaN</v></c>', "NaN"), ('<c r="A1"><v>٣</v></c>', "٣"),
        ('<c r="A1"><v>1E999</v></c>', "inf"), ('<c r="A1"><v>beaucoup</v></c>', "beaucoup"),
        # nothing
        ('<c r="A1"/>', ""), ('<c r="A1"></c>', ""), ('<c r="A1"><v/></c>', ""), ('<c r="A1" t="s"><v></v></c>', ""),
        ('<c r="A1" t="b"><v/></c>', ""), ('<c r="A1" t="inlineStr"><is/></c>', ""),
        # logical values and errors, known or not
        ('<c r="A1" t="b"><v>1</v></c>', "VRAI"), ('<c r="A1" t="b"><v>0</v></c>', "FAUX"),
        ('<c r="A1" t="b"><v>true</v></c>', "VRAI"), ('<c r="A1" t="b"><v>false</v></c>', "FAUX"),
        ('<c r="A1" t="e"><v>#REF!</v></c>', "#REF!"), ('<c r="A1" t="e"><v>#CALC!</v></c>', "#CALC!"),
        ('<c r="A1" t="e"><v>#GETTING_DATA</v></c>', "#GETTING_DATA"), ('<c r="A1" t="e"><v>29</v></c>', "#29"),
        ('<c r="A1" t="e"/>', "#N/A"), ('<c r="A1" t="e"><f>1/0</f></c>', "#N/A"),
        ('<c r="A1" t="e" vm="1"><f>X()</f><v>#VALUE!</v></c>', "#VALUE!"),
        # texts
        ('<c r="A1" t="str"><v>812</v></c>', "812"), ('<c r="A1" t="inlineStr"><is><t>a&amp;b</t></is></c>', "a&b"),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>', " a "),
        ('<c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>O0</t></r><r><t>4-1</t></r></is></c>', "O04-1"),
        ('<c r="A1" t="inlineStr"><is><t>学</t><rPh sb="0" eb="1"><t>がく</t></rPh></is></c>', "学"),
        ('<c r="A1" t="inlineStr"><is><t>a_x000D_b</t></is></c>', "a\rb"),
        ('<c r="A1" t="inlineStr"><is><t>_x005F_x000D_</t></is></c>', "_x000D_"),
        ('<c r="A1" t="inlineStr"><is><t>_xD83D__xDE00_</t></is></c>', "😀"),
        ('<c r="A1" t="inlineStr"><is><t>_xD800_</t></is></c>', "\ufffd"),
        ('<c r="A1" t="d"><v>2026-01-15T00:00:00Z</v></c>', "2026-01-15T00:00:00Z"),
    ],
)  # fmt: skip
def test_a_cell_by_its_type(cell: str, text: str) -> None:
    assert text_of(cell) == text


@pytest.mark.parametrize(
    ("cell", "properties", "text"),
    [
        ('<c r="A1"><f>SUM(B1)</f><v>812</v></c>', "", "812"),
        ('<c r="A1" t="str"><f>"a"</f><v>a</v></c>', "", "a"),
        ('<c r="A1" t="b"><f>TRUE()</f><v>1</v></c>', "", "VRAI"),
        # never calculated, as each writer leaves it
        ('<c r="A1"><f>SUM(B1)</f><v></v></c>', "", "=SUM(B1)"),  # openpyxl
        ('<c r="A1"><f>SUM(B1)</f><v /></c>', "", "=SUM(B1)"),
        ('<c r="A1"><f>SUM(B1)</f></c>', "", "=SUM(B1)"),  # Apache POI, EPPlus
        ('<c r="A1" t="str"><f>SUM(B1)</f></c>', "", "=SUM(B1)"),  # SheetJS
        ('<c r="A1" t="n"><f>SUM(B1)</f></c>', "", "=SUM(B1)"),
        ('<c r="A1" t="b"><f>TRUE()</f></c>', "", "=TRUE()"),
        ('<c r="A1"><f>SUM(B1,&#10;B2)</f><v></v></c>', "", "=SUM(B1, B2)"),
        ('<c r="A1"><f>SUM(B1,\nB2)</f></c>', "", "=SUM(B1, B2)"),
        ('<c r="A1"><f t="shared" ref="A1:A9" si="0">B1*2</f></c>', "", "=B1*2"),
        ('<c r="A1"><f t="shared" si="0"/></c>', "", "="),
        ('<c r="A1"><f t="array" ref="A1:A2">B1:B2</f><v></v></c>', "", "=B1:B2"),
        ('<c r="A1" cm="1"><f t="array" ref="A1">_xlfn.UNIQUE(B1:B2)</f><v></v></c>', "", "=_xlfn.UNIQUE(B1:B2)"),
        ('<c r="A1"><f>1&lt;2</f></c>', "", "=1<2"),
        # XlsxWriter: a zero in the place of the value, where the whole is to be calculated by whoever opens it
        ('<c r="A1"><f>SUM(B1)</f><v>0</v></c>', FULL, "=SUM(B1)"),
        ('<c r="A1"><f>SUM(B1)</f><v>0.0</v></c>', '<calcPr forceFullCalc="true"/>', "=SUM(B1)"),
        ('<c r="A1"><f>SUM(B1)</f><v>0</v></c>', "", "0"),
        ('<c r="A1"><f>SUM(B1)</f><v>10</v></c>', FULL, "10"),
        ('<c r="A1"><v>0</v></c>', FULL, "0"),
        # calculated to an empty text
        ('<c r="A1" t="str"><f>IF(B1="","",B1)</f><v></v></c>', "", ""),
        ('<c r="A1" t="str"><f>IF(B1="",&#10;"",B1)</f><v/></c>', "", ""),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', FULL, ""),
    ],
)
def test_a_formula(cell: str, properties: str, text: str) -> None:
    assert text_of(cell, properties=properties) == text


@pytest.mark.parametrize(
    ("xml", "rows"),
    [
        ('<row r="2"><c r="B2"><v>1</v></c></row>', [[], ["", "1"]]),
        ("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row><c><v>4</v></c></row>", [["1", "", "3"], [], ["4"]]),
        ('<row r="3"><c r="C3"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>',
         [[], [], ["", "", "1", "2"], ["3"]]),
        ('<row r="1"><c r="A2"><v>1</v></c><c r="B1"><v>2</v></c></row>', [["", "2"], ["1"]]),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', [["2"]]),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"/></row>', [["1"]]),
        ('<row r="1"><c r="B1"><v>2</v></c><c r="A1"><v>1</v></c></row>', [["1", "2"]]),
        ('<row r="2"><c r="A2"><v>2</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>', [["1"], ["2"]]),
        ('<row r="1"><c r="a1"><v>1</v></c><c r="$B$1"><v>2</v></c></row>', [["1", "2"]]),
        ('<row r="0"><c r="A0"><v>1</v></c></row>', [["1"]]),
        ('<row r="-3"><c r="A-3"><v>1</v></c></row>', [["1"]]),
        ('<row r="1"><c r="A1"><v>1</v></c></row><c r="A9"><v>9</v></c>', [["1"]]),
        ('<row r="1"/><c r="A1"><v>9</v></c><row r="2"><c r="A2"><v>1</v></c></row>', [[], ["1"]]),
        ('<row r="1"><row r="2"><c r="A2"><v>9</v></c></row><c r="A1"><v>1</v></c></row>', [["1"]]),
        (f'<row r="{"9" * 5000}"><c><v>1</v></c></row>', [["1"]]),
    ],
)  # fmt: skip
def test_where_a_cell_stands(xml: str, rows: list[list[str]]) -> None:
    assert read(xml) == rows


@pytest.mark.parametrize(
    ("styles", "cell", "text"),
    [
        (PERCENT, '<c r="A1" s="1"><v>0.75</v></c>', f"75{N}%"),
        (PERCENT, '<c r="A1" s="01"><v>0.75</v></c>', f"75{N}%"),
        (PERCENT, '<c r="A1"><v>0.75</v></c>', "0.75"),
        (PERCENT, '<c r="A1" s="9"><v>0.75</v></c>', "0.75"),
        (PERCENT, f'<c r="A1" s="{"9" * 5000}"><v>0.75</v></c>', "0.75"),
        (PERCENT, '<c r="A1" s="1"><v>0,75</v></c>', f"75{N}%"),
        (PERCENT, '<c r="A1" s="1" t="str"><v>0.75</v></c>', "0.75"),
        (PERCENT, '<c r="A1" s="1"><f>B1/C1</f><v>0.75</v></c>', f"75{N}%"),
        # the look of cells that name none is the first
        ('<cellXfs count="1"><xf numFmtId="9" applyNumberFormat="1"/></cellXfs>',
         '<c r="A1"><v>0.75</v></c>', f"75{N}%"),
        # formats of one's own, also under a number that is another's, with spaces in the attributes
        ('<numFmts><numFmt numFmtId = "164" formatCode = "0.0\\ %" /></numFmts>'
         '<cellXfs><xf numFmtId = "164" /></cellXfs>',
         '<c r="A1"><v>0.75</v></c>', f"75{N}%"),
        ('<numFmts><numFmt numFmtId="9" formatCode="0"/></numFmts><cellXfs><xf numFmtId="9"/></cellXfs>',
         '<c r="A1"><v>0.75</v></c>', "0.75"),
        ('<numFmts><numFmt numFmtId="165" formatCode="&quot;VRAI&quot;;&quot;VRAI&quot;;&quot;FAUX&quot;"/></numFmts>'
         '<cellXfs><xf numFmtId="165"/></cellXfs>', '<c r="A1"><v>1</v></c>', "VRAI"),
        # styles that are those of other things
        ('<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/></cellXfs>'
         '<dxfs><dxf><numFmt numFmtId="0" formatCode="0%"/></dxf></dxfs>', '<c r="A1"><v>0.75</v></c>', "0.75"),
        ('<cellXfs><xf numFmtId="44"/></cellXfs>', '<c r="A1"><v>900</v></c>', f"900,00{N}€"),
        ('<cellXfs><xf numFmtId="14"/></cellXfs>', '<c r="A1"><v>46037</v></c>', "2026-01-15"),
        ('<cellXfs><xf numFmtId="46"/></cellXfs>', '<c r="A1"><v>2.5</v></c>', "60:00"),
    ],
)  # fmt: skip
def test_a_number_by_its_format(styles: str, cell: str, text: str) -> None:
    assert text_of(cell, styles=styles) == text


@pytest.mark.parametrize("attribute", ['date1904="1"', 'date1904="true"'])
def test_the_calendar_of_a_workbook(attribute: str) -> None:
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    assert text_of('<c r="A1"><v>44575</v></c>', styles=styles, properties=f"<workbookPr {attribute}/>") == "2026-01-15"


RAISED = '<rPr><vertAlign val="superscript"/></rPr>'
STRUCK = "<rPr><strike/></rPr>"


@pytest.mark.parametrize(
    ("texts", "place", "text"),
    [
        ("<si><t>a</t></si><si><t>b</t></si>", "1", "b"),
        ("<si><r><t>a</t></r><r><t>b</t></r><phoneticPr/></si>", "0", "ab"),
        # figures that their look sets apart are no part of the number beside them, and words stay as they are
        (f"<si><r><t>90</t></r><r>{RAISED}<t>1</t></r></si>", "0", "90 (1)"),
        (f"<si><r><t>90</t></r><r>{RAISED}<t>(1)</t></r></si>", "0", "90 (1)"),
        (f"<si><r><t>90</t></r><r>{RAISED}<t>1</t></r><r>{RAISED}<t>, 2</t></r></si>", "0", "90 (1, 2)"),
        (f"<si><r>{STRUCK}<t>1</t></r><r><t>900</t></r></si>", "0", "(1) 900"),
        (f"<si><r>{STRUCK}<t xml:space='preserve'>1 </t></r><r><t>900</t></r></si>", "0", "(1) 900"),
        ("<si><r><t>9</t></r><r><rPr><b/><strike val='0'/></rPr><t>00</t></r></si>", "0", "900"),
        ("<si><r><t>9</t></r><r><rPr><vertAlign val='baseline'/></rPr><t>00</t></r></si>", "0", "900"),
        (f"<si><r>{STRUCK}<t>900</t></r></si>", "0", "900"),
        (f"<si><r><t>1</t></r><r>{RAISED}<t>er</t></r><r><t> comité</t></r></si>", "0", "1er comité"),
        (f"<si><r><t>m</t></r><r>{RAISED}<t>2</t></r></si>", "0", "m2"),
        ("<si><t>a</t></si>", "1", "#N/A"),
        ("<si><t>a</t></si>", "-1", "#N/A"),
        ("<si><t>a</t></si>", "9" * 5000, "#N/A"),
        ("<si/>", "0", ""),
        ("<si>" + "<r>" * 50_000 + "</r>" * 50_000 + "</si>", "0", ""),
    ],
)
def test_a_shared_text(texts: str, place: str, text: str) -> None:
    assert text_of(f'<c r="A1" t="s"><v>{place}</v></c>', texts=texts) == text


# The same report, its package written otherwise: a percentage, an error and a formula must be seen all the same.
ROWS = (
    '<row r="2"><c r="A2" t="inlineStr"><is><t>O04-1</t></is></c>'
    '<c r="B2" s="1"><v>0.75</v></c><c r="C2"><v>1</v></c></row>'
    '<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3"><v>300</v></c><c r="C3" t="e"><v>#REF!</v></c></row>'
    '<row r="4"><c r="A4" t="inlineStr"><is><t>O01-3</t></is></c>'
    '<c r="B4"><f>SUM(C4)</f></c><c r="C4"><v>9</v></c></row>'
)
SEEN = [list(INDICATOR_HEADER), ["O04-1", f"75{N}%", "1"], ["O05-1", "300", "#REF!"], ["O01-3", "=SUM(C4)", "9"]]
Respelling = Callable[[Members], Members]


def report() -> Members:
    """The parts of the report, with links to its styles and texts."""
    parts = report_members(1, rows_xml([INDICATOR_HEADER]) + ROWS, styles=PERCENT)
    parts[SHARED] = f'{HEAD}<sst xmlns="{MAIN}"><si><t>O05-1</t></si></sst>'.encode()
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKS}/{kind}" Target="{kind}.xml"/>'
        for n, kind in ((8, "styles"), (9, "sharedStrings"))
    )
    parts[WORKBOOK_LINKS] = parts[WORKBOOK_LINKS].replace(b"</Relationships>", f"{links}</Relationships>".encode())
    return parts


def named(change: Callable[[str], str]) -> Respelling:
    return lambda parts: {change(name): part for name, part in parts.items()}


def linked(old: str, new: str, part: str = WORKBOOK_LINKS) -> Respelling:
    return lambda parts: parts | {part: parts[part].replace(old.encode(), new.encode())}


def moved(old: str, new: str, target: str) -> Respelling:
    """A part elsewhere, and the link that leads there."""

    def respell(parts: Members) -> Members:
        parts = linked(f'Target="{old.removeprefix("xl/")}"', f'Target="{target}"')(parts)
        return {new if name == old else name: part for name, part in parts.items()}

    return respell


def after(more: str) -> Respelling:
    """Something behind the cells of Indicateurs."""
    return linked("</sheetData>", f"</sheetData>{more}", INDICATORS)


def each_part(change: Callable[[bytes], bytes]) -> Respelling:
    return lambda parts: {name: change(part) for name, part in parts.items()}


def without(name: str) -> Respelling:
    return lambda parts: {member: part for member, part in parts.items() if member != name}


def strict(part: bytes) -> bytes:
    return part.replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006", b"http://purl.oclc.org/ooxml/officeDocument"
    ).replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")


def prefixed(parts: Members) -> Members:
    return parts | {INDICATORS: with_prefix(parts[INDICATORS])}


def elsewhere(parts: Members) -> Members:
    """The whole workbook in another folder, where the package says."""
    moved_parts = {name.replace("xl/", "classeur/"): part for name, part in parts.items()}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    contents = f'<Types><Override PartName="/classeur/workbook.xml" ContentType="{kind}"/></Types>'.encode()
    return linked('Target="xl/', 'Target="/classeur/', "_rels/.rels")(moved_parts) | {"[Content_Types].xml": contents}


def several(parts: Members) -> Members:
    """Another workbook part stands beside the one that counts."""
    parts = {name.replace("xl/workbook", "xl/workbook22"): part for name, part in parts.items()}
    parts["xl/_rels/workbook22.xml.rels"] = parts.pop("xl/_rels/workbook.xml.rels")
    parts = linked("xl/workbook.xml", "xl/workbook22.xml", "_rels/.rels")(parts)
    return parts | {"xl/workbook.xml": f'<workbook xmlns="{MAIN}"><sheets/></workbook>'.encode()}


RESPELLED: dict[str, Respelling] = {
    "as it is": lambda parts: parts,
    "capitals": named(str.upper),
    "small letters": named(str.lower),
    "backslashes": named(lambda name: name.replace("/", "\\")),
    "leading slashes": named(lambda name: f"/{name}"),
    "in a folder": named(lambda name: f"Mon classeur/{name}"),
    "in a folder of a Mac": lambda parts: named(lambda name: f"c/{name}")(parts)
    | {f"__MACOSX/c/._{n}": b"" for n in parts},
    "dots": named(lambda name: name.replace("xl/", "xl/./x/../")),
    "capitals of a part": moved(INDICATORS, "xl/worksheets/SHEET2.XML", "worksheets/sheet2.xml"),
    "another folder": moved(INDICATORS, "xl/feuilles/deux.xml", "feuilles/deux.xml"),
    "from the root": moved(INDICATORS, "feuilles/deux.xml", "/feuilles/deux.xml"),
    "upwards": moved(INDICATORS, "feuilles/deux.xml", "../feuilles/deux.xml"),
    "backslash in a link": moved(INDICATORS, "xl/worksheets/deux.xml", "worksheets\\deux.xml"),
    "escaped": moved(INDICATORS, "xl/feuille n° 2.xml", quote("feuille n° 2.xml")),
    "escaped on both sides": moved(INDICATORS, "xl/feuille%202.xml", "feuille%202.xml"),
    "escaped in the package": moved(INDICATORS, "xl/feuille%202.xml", "feuille 2.xml"),
    "accents taken apart": moved(INDICATORS, "xl/donne\u0301es.xml", "donn\u00e9es.xml"),
    "as a picture": moved(INDICATORS, "xl/media/image1.png", "media/image1.png"),
    "styles elsewhere": moved(STYLES, "xl/Looks.xml", "Looks.xml"),
    "styles in capitals": named(lambda name: name.replace("styles", "Styles")),
    "texts elsewhere": moved(SHARED, "texts/all.xml", "/texts/all.xml"),
    "links without styles and texts": linked(f"{LINKS}/styles", "x", WORKBOOK_LINKS),
    "no links of the package": without("_rels/.rels"),
    "no links of the workbook": without(WORKBOOK_LINKS),
    "no links at all": lambda parts: without("_rels/.rels")(without(WORKBOOK_LINKS)(parts)),
    "another workbook part": several,
    "another folder for all": elsewhere,
    "strict": each_part(strict),
    "prefixes": prefixed,
    "UTF-16": each_part(lambda part: part.decode().replace('"UTF-8"', '"UTF-16"').encode("utf-16")),
    "UTF-16, no mark": each_part(lambda part: part.decode().replace('"UTF-8"', '"UTF-16BE"').encode("utf-16-be")),
    "a mark of UTF-8": each_part(lambda part: b"\xef\xbb\xbf" + part),
    "an encoding spelled otherwise": each_part(lambda part: part.replace(b'"UTF-8"', b'"utf8"')),
    "an encoding that is not the one": each_part(lambda part: part.replace(b'"UTF-8"', b"'utf-16'")),
    "no declaration": each_part(lambda part: part.removeprefix(HEAD.encode())),
    "a line before": each_part(lambda part: b"\n" + part),
    "Windows-1252": each_part(lambda part: part.decode().replace("UTF-8", "windows-1252").encode("cp1252")),
    "without addresses": lambda parts: parts | {INDICATORS: without_addresses(parts[INDICATORS].decode()).encode()},
    "attributes with spaces": lambda parts: parts | {INDICATORS: re.sub(rb'(\w)="', rb'\1 = "', parts[INDICATORS])},
    "simple quotes": lambda parts: parts | {INDICATORS: parts[INDICATORS].replace(b'"', b"'")},
    "ends of line of Windows": lambda parts: parts | {INDICATORS: parts[INDICATORS].replace(b"><", b">\r\n<")},
    "attributes in another order": lambda parts: parts
    | {INDICATORS: re.sub(rb'<c (r="\w+") ([st]="\w+")', rb"<c \2 \1", parts[INDICATORS])},
    "a dimension of rows": lambda parts: parts
    | {INDICATORS: parts[INDICATORS].replace(b"<sheetData>", b'<dimension ref="1:4"/><sheetData>')},
    "a dimension that is none": lambda parts: parts
    | {INDICATORS: parts[INDICATORS].replace(b"<sheetData>", b'<dimension ref="A0:F3"/><sheetData>')},
    "merged columns": after('<mergeCells><mergeCell ref="H:I"/></mergeCells>'),
    "merged rows": after('<mergeCells><mergeCell ref="9:12"/></mergeCells>'),
    "alternatives": linked(
        "<sheets>", '<mc:AlternateContent xmlns:mc="m"><mc:Choice/></mc:AlternateContent><sheets>', WORKBOOK
    ),
    "a state of its own": linked('name="Indicateurs"', 'name="Indicateurs" state="show"', WORKBOOK),
    "a name that leads nowhere": linked("</sheets>", '<sheet name="x" sheetId="9" r:id=""/></sheets>', WORKBOOK),
}  # fmt: skip


@pytest.mark.parametrize("name", RESPELLED)
def test_the_package_does_not_decide_the_figure(name: str) -> None:
    content = zipped(RESPELLED[name](report()))
    grids = excel_grids(Package(content))
    assert [grid.rows for grid in grids if grid.name == "Indicateurs"] == [SEEN]
    parsed = read_file("0" * 64, content)
    values_read = {cell.cell: cell.value_read for cell in parsed.cells if cell.section == "indicators"}
    assert (values_read["B2"], values_read["C3"], values_read["B4"], parsed.findings) == (
        f"75{N}%",
        "#REF!",
        "=SUM(C4)",
        [],
    )


@pytest.mark.parametrize("name", RESPELLED)
def test_each_is_one_file_and_has_its_annotated_copy(name: str, tmp_path: Path) -> None:
    """With a copy of its sheets where openpyxl opens it, with the list alone elsewhere; never an accident."""
    content = zipped(RESPELLED[name](report()))
    assert list(opened("compte rendu.xlsx", content)) == [("compte rendu.xlsx", content)]
    issue = {"severity": "error", "code": "number_unreadable", "sheet": "Indicateurs", "cell": "B2"}
    texts = {"problem": "« 75 % » n'est pas un nombre.", "advice": "Saisissez un nombre.", "value_read": f"75{N}%"}
    texts |= {"message": " ".join(texts.values()), "source_file": "compte rendu.xlsx"}
    book = load_workbook(annotate(content, [issue | texts], tmp_path / "annotated"))
    assert any("75 %" in str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)


@pytest.mark.parametrize("kind", ["chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"])
def test_a_sheet_that_holds_no_cells_of_ours_is_left_out(kind: str) -> None:
    parts = members({"Un": sheet_xml(rows_xml([("a",)])), "Deux": b"<not even XML"})
    parts[WORKBOOK_LINKS] = re.sub(
        rb'/worksheet"(?= Target="worksheets/sheet2)', f'/{kind}"'.encode(), parts[WORKBOOK_LINKS]
    )
    assert [grid.name for grid in sheets(parts)] == ["Un"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_says_so(state: str) -> None:
    parts = members({"Un": sheet_xml("")}, states={"Un": f' state="{state}"'})
    assert sheets(parts)[0].hidden


@pytest.mark.parametrize(
    ("attributes", "hidden"),
    [('hidden="1"', True), ('hidden="true"', True), ('ht="0"', True), ('ht="0.0" customHeight="1"', True),
     ('hidden="0"', False), ('ht="15.75"', False), ('ht="0.5"', False), ('x:hidden="1" xmlns:x="y"', False)],
)  # fmt: skip
def test_a_hidden_row_says_so(attributes: str, hidden: bool) -> None:
    xml = f'<row r="1"/><row r="2" {attributes}><c r="A2"><v>1</v></c></row><row r="3" {attributes}/>'
    for before in ("", "<!-- by its tree -->"):
        (grid,) = sheets(members({"Un": sheet_xml(xml, before=before)}))
        assert grid.hidden_rows == ({1, 2} if hidden else set())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (without(INDICATORS), "file_damaged"),
        (without(WORKBOOK), "file_damaged"),
        (linked("rId2", "rId7"), "file_damaged"),
        (linked('sheetId="2" r:id="rId2"', 'sheetId="2" r:id="rId1"', WORKBOOK), "file_damaged"),
        (lambda parts: without(WORKBOOK_LINKS)(parts) | {"xl/worksheets/sheet7.xml": b"<worksheet/>"}, "file_damaged"),
        (lambda parts: parts | {"xl/STYLES.xml": b"<x/>"}, "file_damaged"),
        (lambda parts: parts | {"encrypted-package": b"x"}, "file_encrypted_or_old"),
        (linked("1</t>", "1&nbsp;</t>", INDICATORS), "file_damaged"),
        (linked("<t>O04-1", "<t>&#xD800;", INDICATORS), "file_damaged"),
        (linked("<t>O04-1", "<t>&#0;", INDICATORS), "file_damaged"),
    ],
)
def test_what_is_refused(change: Respelling, code: str) -> None:
    assert [finding.code for finding in read_file("0" * 64, zipped(change(report()))).findings] == [code]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("part", [INDICATORS, WORKBOOK, STYLES, SHARED, WORKBOOK_LINKS])
def test_an_entity_is_refused_in_any_encoding(part: str, encoding: str) -> None:
    parts = report()
    xml = parts[part].decode().removeprefix(HEAD)
    parts[part] = f'<!DOCTYPE x [<!ENTITY e "812">]>{xml}'.encode(encoding)
    assert [finding.code for finding in read_file("0" * 64, zipped(parts)).findings] == ["file_unsafe"]


def test_the_room_is_that_of_the_whole_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few bytes a sheet may ask for millions of cells: they are counted together."""
    monkeypatch.setenv("PILOTAGE_READ_MEMORY", "1")  # forty thousand cells
    far = sheet_xml('<row r="1"><c r="XFC1"><v>1</v></c></row>')
    assert len(sheets(members({"Un": far, "Deux": far}))) == 2
    with pytest.raises(UnreadableFile, match="file_too_heavy"):
        sheets(members({"Un": far, "Deux": far, "Trois": far}))


def test_a_text_named_many_times_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_READ_MEMORY", "1")  # two hundred and fifty thousand letters
    parts = members({"Un": sheet_xml("".join('<row><c t="s"><v>0</v></c></row>' for _ in range(26)))})
    parts[SHARED] = f"<sst><si><t>{'x' * 10_000}</t></si></sst>".encode()
    with pytest.raises(UnreadableFile, match="file_too_heavy"):
        sheets(parts)


def by_both(part: bytes) -> tuple[list[RawRow] | None, list[RawRow]]:
    """The rows that say something, by the expression (None where it leaves them) and by the tree."""
    try:
        ordinary = list(ordinary_rows(part))
    except NotOrdinary:
        ordinary = None
    return ordinary, [row for row in tree_rows(part) if row.cells or row.hidden]


@pytest.mark.proof
def test_both_ways_through_a_sheet_agree_on_the_corpus() -> None:
    sheets_compared = 0
    for odd in odd_files():
        if not odd.hostile and odd.content.startswith(b"PK"):
            for part in sheet_parts(odd.content):
                try:
                    ordinary, by_tree = by_both(part)
                except UnreadableFile:
                    continue
                if ordinary is not None:
                    sheets_compared += 1
                    assert ordinary == by_tree
    assert sheets_compared > 400


def test_a_sheet_that_is_cut_in_pieces_has_the_rows_of_its_tree() -> None:
    """Full, empty, blank and hidden rows stand where one piece ends and the next begins."""
    lines = [
        f'<row r="{n}" spans="1:3"><c r="A{n}" t="str"><v>{"é" * (n % 40)}</v></c>'
        f'<c r="C{n}" s="2"><v>{n}</v></c></row>'
        f'<row r="{n + 1}"/><row r="{n + 2}"><c r="A{n + 2}" s="1"/><c r="B{n + 2}" s="1"/></row>'
        f'<row r="{n + 3}" hidden="1"><c r="B{n + 3}"><f>A{n}</f><v>{n}</v></c></row>'
        for n in range(1, 6_000, 4)
    ]
    ordinary, by_tree = by_both(sheet_xml("".join(lines)))
    assert ordinary == by_tree
    assert len(by_tree) == 2 * len(lines)


def sheet_parts(content: bytes) -> list[bytes]:
    try:
        package = Package(content)
        return [package.read(name) for name in package.members if "/worksheets/" in name and name.endswith(".xml")]
    except UnreadableFile:
        return []


TEXT = st.text(alphabet="aé <>&\"'=#0\n😀_x", max_size=6)
ATTRIBUTES = st.lists(
    st.sampled_from(['s="1"', 't="s"', 't="str"', 't="e"', 't="b"', 'cm="1"']), max_size=2, unique_by=lambda a: a[0]
)
ESCAPES = st.sampled_from(["", "&#10;", "&#x41;", "&amp;", "&lt;", "&#1114111;", "&#xD7FF;"])


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@st.composite
def cells(draw: Any, row: int) -> str:
    column = draw(st.sampled_from(["A", "B", "C", "AA", "XFD"]))
    number = draw(st.sampled_from([row] * 9 + [row + 1]))
    inside = draw(st.sampled_from(["", "<v/>", "<v>{}</v>", "<f>{}</f>", "<f>{}</f><v>{}</v>", "<f>{}</f><v/>",
                                   '<f t="shared" si="0"/>', "<is><t>{}</t></is>",
                                   '<is><t xml:space="preserve">{}</t></is>',
                                   "<is><r><t>{}</t></r></is>"]))  # fmt: skip
    content = escaped(draw(TEXT)) + draw(ESCAPES)
    start = f'<c r="{column}{number}" {" ".join(draw(ATTRIBUTES))}'.rstrip()
    return f"{start}>{inside.replace('{}', content)}</c>" if inside else f"{start}/>"


@st.composite
def random_sheets(draw: Any) -> bytes:
    lines = []
    for row in range(1, draw(st.integers(1, 5))):
        more = draw(
            st.sampled_from(
                ["", ' hidden="1"', ' ht="0"', ' ht="15"', ' spans="1:3"', ' x14ac:dyDescent="0.3" xmlns:x14ac="y"']
            )
        )
        inside = "".join(draw(st.lists(cells(row), max_size=4)))
        lines.append(
            f'<row r="{row}"{more}>{inside}</row>' if inside or draw(st.booleans()) else f'<row r="{row}"{more}/>'
        )
    return sheet_xml("".join(lines))


@given(random_sheets())
def test_both_ways_through_a_sheet_agree(part: bytes) -> None:
    ordinary, by_tree = by_both(part)
    if ordinary is not None:
        assert ordinary == by_tree


def test_a_sheet_of_most_programs_is_ordinary() -> None:
    """Else the speed is lost without a test that fails."""
    parts = [part for odd in odd_files()[:60] for part in sheet_parts(odd.content)]
    assert sum(by_both(part)[0] is not None for part in parts) > 0.95 * len(parts) > 50


@pytest.mark.parametrize(("letters", "number"), [("A", 0), ("z", 25), ("AA", 26), ("XFD", 16_383)])
def test_a_column_by_its_letters(letters: str, number: int) -> None:
    assert column_number(letters) == number


def test_a_package_that_stores_its_members_is_read() -> None:
    assert excel_grids(Package(zipped(report(), zipfile.ZIP_STORED)))[1].rows == SEEN
