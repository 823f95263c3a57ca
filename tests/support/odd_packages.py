"""Builds packages (zip) of workbooks part by part, so that a test may write what no spreadsheet program would."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter.utility

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORKBOOK, WORKBOOK_LINKS, SHARED, STYLES = (
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
)
IDENTIFICATION, INDICATORS = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
Row = Sequence[Any]
Members = dict[str, bytes]


def zipped(members: Mapping[str, bytes] | Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these members, the same for the same ones."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        pairs: Any = members.items() if isinstance(members, Mapping) else members
        for name, content in pairs:
            member = zipfile.ZipInfo(name)
            # LibreOffice does not open a document whose mimetype is compressed
            member.compress_type = zipfile.ZIP_STORED if name == "mimetype" else method
            package.writestr(member, content, compresslevel=1)  # hundreds of megabytes of blanks: size is no matter
    return file.getvalue()


def cell(row: int, column: int, value: Any, more: str = "") -> str:
    """One cell, its text in place; `more` adds attributes."""
    address = xlsxwriter.utility.xl_rowcol_to_cell(row, column)
    if value is None:
        return ""
    if isinstance(value, bool):
        return f'<c r="{address}" t="b"{more}><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{address}"{more}><v>{value}</v></c>'
    return f'<c r="{address}" t="inlineStr"{more}><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def rows_xml(lines: Sequence[Row]) -> str:
    """Rows as Excel writes them."""
    return "".join(
        f'<row r="{n + 1}">{"".join(cell(n, column, value) for column, value in enumerate(line))}</row>'
        for n, line in enumerate(lines)
    )


def sheet_xml(rows: str, before: str = "", after: str = "") -> bytes:
    """A worksheet of these rows; `before` and `after` stand around its sheetData."""
    return f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'.encode()


def identification(version: int, territory: Any = "DEPT-59", **labels: Any) -> list[Row]:
    """The lines of Identification."""
    lines = {
        "Niveau": "départemental",
        "Territoire": territory,
        "Année scolaire": "2025-2026",
        "Version": version,
        "Statut": "transmis",
    }
    return list((lines | labels).items())


def members(
    sheets: Mapping[str, bytes], *, properties: str = "", states: Mapping[str, str] | None = None, styles: str = ""
) -> Members:
    """The parts of a workbook of these sheets (name → its XML)."""
    states = states or {}
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"{states.get(name, "")}/>'
        for n, name in enumerate(sheets, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f"{HEAD}<Types/>".encode(),
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE_LINKS}"><Relationship Id="rId1" '
        f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode(),
        WORKBOOK: f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{properties}<sheets>{listed}</sheets>'
        "</workbook>".encode(),
        WORKBOOK_LINKS: f'{HEAD}<Relationships xmlns="{PACKAGE_LINKS}">{links}</Relationships>'.encode(),
    }
    if styles:
        parts[STYLES] = f'{HEAD}<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'.encode()
    return parts | {f"xl/worksheets/sheet{n}.xml": xml for n, xml in enumerate(sheets.values(), start=1)}


INDICATOR_HEADER = ("Code", "Numérateur", "Dénominateur", "Situation")
GOOD = ("O04-1", 812, 2000)


def report_members(version: int, rows: str | None = None, before: str = "", after: str = "", **more: Any) -> Members:
    """The parts of a report; `rows` is the XML of the rows of Indicateurs."""
    indicators = sheet_xml(rows if rows is not None else rows_xml([INDICATOR_HEADER, GOOD]), before, after)
    return members({"Identification": sheet_xml(rows_xml(identification(version))), "Indicateurs": indicators}, **more)


SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {"office": "office", "table": "table", "text": "text"}.items()
)
CALC = (
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
    'xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'
)


def ods_cell(value: Any) -> str:
    """One cell of an OpenDocument sheet; a text that begins with `<` is taken as the cell itself."""
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(value).lower()}"/>'
    if isinstance(value, int | float):
        attributes = f'office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {attributes}><text:p>{value}</text:p></table:table-cell>"
    if value.startswith("<"):
        return value
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def ods_sheet(name: str, lines: Sequence[Row], after: str = "") -> str:
    """One sheet; `after` adds rows as they stand."""
    rows = "".join(f"<table:table-row>{''.join(map(ods_cell, line))}</table:table-row>" for line in lines)
    return f"<table:table table:name={quoteattr(name)}>{rows}{after}</table:table>"


def ods(sheets: str, kind: str = SPREADSHEET, before: str = "") -> bytes:
    """An OpenDocument file of these sheets."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {ODF} {CALC} office:version="1.3">'
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    parts = {"mimetype": kind.encode(), "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()}
    return zipped(parts)


def ods_report(version: int, lines: Sequence[Row], after: str = "") -> bytes:
    """A report as LibreOffice saves it."""
    return ods(
        ods_sheet("Identification", identification(version))
        + ods_sheet("Indicateurs", [INDICATOR_HEADER, *lines], after)
    )


def lying_about_size(content: bytes, name: str, size: int) -> bytes:
    """The same package, whose central directory and member both say another size for `name`."""
    altered = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        member = package.getinfo(name)
    struct.pack_into("<L", altered, member.header_offset + 22, size)
    place = altered.find(b"PK\x01\x02")
    while place >= 0:
        length = struct.unpack_from("<H", altered, place + 28)[0]
        if altered[place + 46 : place + 46 + length] == name.encode():
            struct.pack_into("<L", altered, place + 24, size)
        place = altered.find(b"PK\x01\x02", place + 4)
    return bytes(altered)
