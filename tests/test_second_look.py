"""What a fast reader loses of a workbook, told from its XML: errors, formulas never calculated, percentages."""

from __future__ import annotations

import io
import zipfile

import pytest

from pipelines.reading.package import Package
from pipelines.reading.safety import UnreadableFile
from pipelines.reading.second_look import column_number, lost_values, shown_percentage

NAMES = 'xmlns:table="t" xmlns:office="o" xmlns:calcext="c" xmlns:text="x"'
ODS = f"<document {NAMES}><office:body>{{}}</office:body></document>"
PERCENT = 'office:value-type="percentage" office:value="0.455"'
RELS = """<Relationships><Relationship Id="r1" Target="{}"/><Other Id="r1" Target="wrong.xml"/></Relationships>"""
BOOK = """<workbook xmlns:r="r"><sheets><sheet name="Un" sheetId="1" r:id="r1"/></sheets></workbook>"""
STYLES = """<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.0\\ %"/>
<numFmt numFmtId="165" formatCode="0.0"/></numFmts>
<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="10"/>
<xf numFmtId="164"/><xf numFmtId="165"/></cellXfs><cellStyles><xf numFmtId="9"/></cellStyles></styleSheet>"""


def package(members: dict[str, str]) -> Package:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return Package(file.getvalue())


def ods(tables: str) -> dict[str, dict[tuple[int, int], str]]:
    return lost_values(package({"content.xml": ODS.format(tables)}))


def cell(attributes: str = "", text: str = "", kind: str = "table-cell") -> str:
    return f"<table:{kind} {attributes}><text:p>{text}</text:p></table:{kind}>"


def row(*cells: str, repeated: int = 1) -> str:
    times = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f"<table:table-row{times}>{''.join(cells)}</table:table-row>"


def table(*rows: str, name: str = "Un") -> str:
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def sheet(
    cells: str, styles: str = STYLES, target: str = "worksheets/sheet1.xml", end: str = "</row></sheetData></worksheet>"
) -> dict[tuple[int, int], str]:
    """What is lost of a workbook of one sheet, beside the part of a sheet that was taken out of it."""
    members = {
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": RELS.format(target),
        "xl/styles.xml": styles,
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData><row>{cells}{end}",
        "xl/worksheets/sheet2.xml": '<worksheet><c r="A1" t="e"><v>#REF!</v></c></worksheet>',
    }
    found = lost_values(package({name: text for name, text in members.items() if text}))
    assert set(found) <= {"Un"}
    return found.get("Un", {})


@pytest.mark.parametrize(
    ("attributes", "text", "shown"),
    [
        (PERCENT, "46 %", "45,5\u202f%"),
        ('office:value-type="percentage"', "46 %", None),
        ('calcext:value-type="error" table:formula="of:=1/0"', "#DIV/0!", "#DIV/0!"),
        ('calcext:value-type="error"', "", "#N/A"),
        ('table:formula="of:=[.A1]+1"', "", "=[.A1]+1"),
        ('table:formula="of:=[.A1]+1"', "#REF!", "#REF!"),
        ('table:formula="of:=[.A1]+1"', "Err:502", "Err:502"),
        ('table:formula="of:=[.A1]+1" office:value-type="string"', "", None),
        ('table:formula="of:=[.A1]+1" office:value-type="float" office:value="3"', "3", None),
        ('office:value-type="float" office:value="0.455"', "0.455", None),
        ('office:value-type="string"', "#REF!", None),
    ],
)
def test_a_cell_of_an_open_document(attributes: str, text: str, shown: str | None) -> None:
    assert ods(table(row(cell(attributes, text)))) == {"Un": {(0, 0): shown} if shown else {}}


def test_addresses_in_an_open_document() -> None:
    """Repeated rows and columns, covered cells and the next sheet."""
    first = table(
        row(cell("", "a"), repeated=3),
        row(cell('table:number-columns-repeated="2"'), cell("", "b", "covered-table-cell"), cell(PERCENT)),
        row(cell(PERCENT + ' table:number-columns-repeated="2"'), "<table:table-cell/>", cell(PERCENT), repeated=2),
        row(cell(PERCENT)),
    )
    second = table(row(cell()), row(cell(), cell(PERCENT)), name="Deux")
    found = ods(first + second)
    assert set(found["Un"]) == {(3, 3), (4, 0), (4, 1), (4, 3), (5, 0), (5, 1), (5, 3), (6, 0)}
    assert set(found["Deux"]) == {(1, 1)}


def test_what_is_repeated_for_ever_is_a_decoration() -> None:
    repeated = f'{PERCENT} table:number-columns-repeated="{{}}"'
    assert len(ods(table(row(cell(repeated.format(1000)))))["Un"]) == 1000
    assert ods(table(row(cell(repeated.format(1001))), row(cell(PERCENT)))) == {"Un": {(1, 0): "45,5\u202f%"}}


def test_a_few_bytes_never_ask_for_millions_of_cells() -> None:
    many = 'office:value-type="float" table:number-columns-repeated="{}"'
    assert ods(table(row(cell(many.format(5000)), repeated=1000) + row(cell()))) == {"Un": {}}
    for rows in (
        row(cell(many.format(5001)), repeated=1000),
        row(cell('table:number-columns-repeated="5001"', "texte"), repeated=1000),
        row(cell(many.format(5000)), repeated=1000) + row(cell("", "un")),
    ):
        with pytest.raises(UnreadableFile, match="file_too_heavy"):
            ods(table(rows))
    assert ods(table(row(cell('table:number-columns-repeated="9000"'), repeated=1000))) == {"Un": {}}


def test_xml_that_is_none_is_left_to_the_fast_reader() -> None:
    assert lost_values(package({"content.xml": "<a><b>"})) == {}
    assert lost_values(package({"content.xml": "<a/><b/>"})) == {}
    cut = ODS.format(table(row(cell(PERCENT)))).removesuffix("</office:body></document>")
    assert lost_values(package({"content.xml": cut})) == {}
    assert sheet('<c r="A1" t="e"><v>#REF!</v></c><c') == {}
    assert sheet('<c r="A1" t="e"><v>#REF!</v></c>', end="") == {}
    assert sheet('<c r="A1" s="0"><v>0.5</v></c>', styles='<styleSheet><cellXfs><xf numFmtId="9"/>') == {}
    with pytest.raises(UnreadableFile, match="file_unsafe"):
        lost_values(package({"content.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}))


@pytest.mark.parametrize(
    ("content", "lost"),
    [
        ('<c r="B2" t="e"><v>#REF!</v></c>', {(1, 1): "#REF!"}),
        ("<c r='B2' t='e'><f>A1</f></c>", {(1, 1): "#N/A"}),
        ("<c r='B2' t='e'><v>#REF!</v></c>", {(1, 1): "#REF!"}),
        ('<c r="A1" t="e"><v>#REF!</v></c><c r="B1"><f>A1</f><v>3</v></c>', {(0, 0): "#REF!"}),
        ('<c r="A1" t="e"><v>#REF!</v></c><c r="B1"><v> </v></c>', {(0, 0): "#REF!"}),
        ('<c r="AA10"><f>A1+B1</f><v></v></c>', {(9, 26): "=A1+B1"}),
        ('<c r="A1"><f>A1+B1</f></c>', {(0, 0): "=A1+B1"}),
        ('<c r="A1"><f>A1+B1</f><v/></c>', {(0, 0): "=A1+B1"}),
        ('<c r="A1"><f t="shared" si="0"/></c>', {(0, 0): "="}),
        ('<c r="A1"><f>A1+B1</f><v>3</v></c>', {}),
        ('<c r="A1" s="1"><v>0.455</v></c>', {(0, 0): "45,5\u202f%"}),
        ('<c r="A1" s="2"><v>1</v></c>', {(0, 0): "100\u202f%"}),
        ('<c r="A1" s="3"><v>0.5</v></c>', {(0, 0): "50\u202f%"}),
        ('<c r="A1" s="4"><v>0.5</v></c>', {}),
        ('<c r="A1" s="0"><v>0.5</v></c>', {}),
        ('<c r="A1" s="1" t="s"><v>0</v></c>', {}),
        ('<c r="A1" s="1"></c><c r="B1" s="1"><v>0.1</v></c>', {(0, 1): "10\u202f%"}),
        ('<c r="A1" s="1"><v>0.1</v></c><c r="B1"><v>0.2</v></c>', {(0, 0): "10\u202f%"}),
        ('<c r="A1" t="e"><v>#N/A</v></c><c r="B1" s="1"><v>0.2</v></c>', {(0, 0): "#N/A", (0, 1): "20\u202f%"}),
        ('<c t="e"><v>#N/A</v></c>', {}),
    ],
)
def test_a_cell_of_a_workbook(content: str, lost: dict[tuple[int, int], str]) -> None:
    assert sheet(content) == lost


def test_prefixes_targets_and_styles_of_a_workbook() -> None:
    error = '<c r="A1" t="e"><v>#REF!</v></c>'
    for target in ("worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "./worksheets/sheet1.xml"):
        assert sheet(error, target=target) == {(0, 0): "#REF!"}
    assert sheet(error, target="worksheets/other.xml") == {}
    assert sheet(error, styles="") == {(0, 0): "#REF!"}
    assert sheet('<x:c xmlns:x="y" r="A1"><x:f>A1</x:f></x:c>') == {(0, 0): "=A1"}
    built_in = '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/></cellXfs></styleSheet>'
    assert sheet('<c r="A1" s="1"><v>0.25</v></c>', styles=built_in) == {(0, 0): "25\u202f%"}


def test_letters_and_percentages() -> None:
    assert [column_number(one) for one in ("A", "z", "AA", "BC", "XFD")] == [0, 25, 26, 54, 16383]
    assert [shown_percentage(one) for one in ("0.455", "1", "0.1")] == ["45,5\u202f%", "100\u202f%", "10\u202f%"]
