"""A factsheet as an editable text document: the same blocks in the same order, real headings, tables and shapes."""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from indicators.palette import colour, hexadecimal, look
from indicators.typography import percent
from pipelines.outputs.factsheet.blocks import (
    Cell,
    Column,
    Facts,
    Factsheet,
    Group,
    Line,
    Map,
    OnPaper,
    Points,
    Series,
    Table,
)
from pipelines.outputs.factsheet.drawing import word_drawing
from pipelines.outputs.factsheet.package import describe, packed
from pipelines.outputs.factsheet.wording import phrase

WIDTH_MM = 184.0
FONT = "Arial"


def write_docx(factsheet: Factsheet) -> bytes:
    """The bytes of the document."""
    document = Document()
    _paper(document, factsheet)
    document.add_heading(factsheet.title, level=0)
    _paragraph(document, factsheet.subtitle, ink=colour("soft"))
    if factsheet.banner:
        banner_line(document, factsheet.banner)
    _paragraph(document, factsheet.sentence, size=10.5)
    for block in factsheet.blocks:
        _write(document, block)
    describe(document.core_properties, factsheet)
    return packed(document)


def banner_line(document: Any, text: str) -> None:
    """That data are invented, on the colour of a warning."""
    banner = _paragraph(document, text, ink=colour("warning"), bold=True)
    banner.paragraph_format.element.get_or_add_pPr().append(_shading("clear", "auto", colour("warning_ground")))


def _paper(document: Any, factsheet: Factsheet) -> None:
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = Mm(13)
    section.bottom_margin, section.footer_distance = Mm(15), Mm(7)
    sizes = {"Normal": 8.5, "Title": 18, "Heading 1": 11.5, "Heading 2": 9.5, "List Bullet": 8.5}
    house_look(document, sizes, factsheet.footer)


def house_look(document: Any, sizes: dict[str, float], footer: str) -> None:
    """Our fonts and colours in these styles (name → points), the language, and a footer with the number of the page."""
    for name, size in sizes.items():
        _style(document.styles[name], size, name)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    foot = document.sections[0].footer.paragraphs[0]
    _run(foot, f"{footer} — {phrase('document', 'page')} ", size=7, ink=colour("soft"))
    for instruction in ("PAGE", "NUMPAGES"):
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), instruction)
        foot._p.append(field)
        if instruction == "PAGE":
            _run(foot, " / ", size=7, ink=colour("soft"))


def _style(style: Any, size: float, name: str) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), FONT)
    heading = name == "Title" or name.startswith("Heading")
    style.font.color.rgb = _rgb(colour("accent" if heading else "ink"))
    style.paragraph_format.space_before = Pt(7 if name == "Heading 1" else 4 if name == "Heading 2" else 0)
    style.paragraph_format.space_after = Pt(1.5)
    style.paragraph_format.line_spacing = 1.0


def _write(document: Any, block: OnPaper) -> None:
    document.add_heading(block.heading, level=1)
    if isinstance(block, Table):
        _table(document, block)
    elif isinstance(block, Points):
        _points(document, block)
    elif isinstance(block, Facts):
        _facts(document, block)
    elif isinstance(block, Group):
        for points in block.points:
            document.add_heading(points.heading, level=2)
            _points(document, points)
    elif isinstance(block, Map):
        _map(document, block)
    else:
        _table(document, _as_table(block))


def _as_table(series: Series) -> Table:
    """A trajectory in figures: a text document holds no native chart."""
    columns = (Column(phrase("column", "campaign"), 40), Column(phrase("column", "progress"), 30, True))
    lines = [
        Line((Cell(label), Cell(percent(done)), Cell(percent(expected))))
        for label, done, expected in zip(series.labels, series.progress, series.expected, strict=True)
    ]
    return Table(series.heading, (*columns, Column(phrase("column", "expected"), 30, True)), tuple(lines))


def _points(document: Any, block: Points) -> None:
    for item in block.items:
        document.add_paragraph(item, style="List Bullet")
    if not block.items and block.empty:
        _paragraph(document, block.empty, ink=colour("soft"))


def _facts(document: Any, block: Facts) -> None:
    if block.lead:
        _paragraph(document, block.lead)
    for name, text in block.items:
        paragraph = _paragraph(document, f"{name} : ", ink=colour("soft"))
        _run(paragraph, text)


def _map(document: Any, block: Map) -> None:
    size = (86.0, 84.0) if block.zoomed else (118.0, 98.0)
    document.add_paragraph().add_run()._r.append(parse_xml(word_drawing(block, *size)))


def _table(document: Any, block: Table) -> None:
    add_table(document, block, WIDTH_MM, 8)


def add_table(document: Any, block: Table, width_mm: float, size: float) -> None:
    """A table in so many millimetres: thin rules, a header that comes again on each page, rows that are not cut."""
    table = document.add_table(rows=1, cols=len(block.columns))
    table.autofit = False
    total = sum(column.part for column in block.columns)
    widths = [Mm(width_mm * column.part / total) for column in block.columns]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width  # the grid, which some programs trust more than the cells
    _row(table.rows[0], block, tuple(Cell(column.title) for column in block.columns), widths, size, bold=True)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for line in block.lines:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        _row(row, block, line.cells, widths, size, bold=line.strong)
    if block.note:
        _paragraph(document, block.note, ink=colour("soft"), size=7.5)


def _row(row: Any, block: Table, cells: tuple[Cell, ...], widths: list[Any], size: float, bold: bool) -> None:
    for place, column, cell, width in zip(row.cells, block.columns, cells, widths, strict=True):
        place.width = width
        paragraph = place.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0.5)
        if column.number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        own = look(cell.status) if cell.status else None
        text = f"{own.sign} {cell.text}" if own else cell.text
        _run(paragraph, text, size=size, bold=bold or own is not None, ink=own.ink if own else None)
        place._tc.get_or_add_tcPr().append(_rule())
        if bold:
            place._tc.get_or_add_tcPr().append(_shading("clear", "auto", colour("ground")))


def _paragraph(document: Any, text: str, size: float | None = None, bold: bool = False, ink: str | None = None) -> Any:
    paragraph = document.add_paragraph()
    _run(paragraph, text, size, bold, ink)
    return paragraph


def _run(paragraph: Any, text: str, size: float | None = None, bold: bool = False, ink: str | None = None) -> None:
    run = paragraph.add_run(text)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if ink:
        run.font.color.rgb = _rgb(ink)


def _rgb(text: str) -> RGBColor:
    return RGBColor.from_string(hexadecimal(text))


def _rule() -> Any:
    """A thin line under a cell."""
    borders, bottom = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "2"), ("color", hexadecimal(colour("rule")))):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    return borders


def _shading(pattern: str, ink: str, ground: str) -> Any:
    shading = OxmlElement("w:shd")
    for name, value in (("val", pattern), ("color", hexadecimal(ink)), ("fill", hexadecimal(ground))):
        shading.set(qn(f"w:{name}"), value)
    return shading
