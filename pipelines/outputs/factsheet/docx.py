"""A factsheet as an editable text document: the same blocks in the same order, real headings, tables and shapes."""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from indicators.palette import colour, hexadecimal, look
from indicators.typography import percent
from pipelines.outputs.factsheet.blocks import (
    BESIDE,
    Cell,
    Column,
    Facts,
    Factsheet,
    Group,
    Line,
    Map,
    OnPaper,
    Points,
    Section,
    Series,
    Table,
    Written,
    folded,
)
from pipelines.outputs.factsheet.drawing import word_drawing
from pipelines.outputs.factsheet.package import describe, packed
from pipelines.outputs.factsheet.wording import phrase

WIDTH_MM = 184.0
FONT = "Arial"
SIZE = 8.5  # points of the text of a fiche, which has two full pages
# How large each style is beside the text.
SCALE = {"Normal": 1.0, "Title": 2.1, "Heading 1": 1.35, "Heading 2": 1.12, "List Bullet": 1.0, "List Number": 1.0}
ZOOMED_MM, COUNTRY_MM = (86.0, 84.0), (104.0, 64.0)  # the room of a map
LONG = 12  # lines
SMALL, TABLE = 0.88, 0.94  # of a note, of a table


def write_docx(factsheet: Factsheet, size: float = SIZE) -> bytes:
    """The bytes of the document, its text in letters of this size (points)."""
    document = Document()
    _paper(document, factsheet, size)
    document.add_heading(factsheet.title, level=0)
    _paragraph(document, factsheet.subtitle, ink=colour("soft"))
    if factsheet.banner:
        _banner(document, factsheet.banner)
    _paragraph(document, factsheet.sentence, size=1.24 * size)
    for block in factsheet.blocks:
        _write(document, folded(block) if isinstance(block, Table) and _long_and_narrow(block) else block)
    describe(document.core_properties, factsheet)
    return packed(document)


def _banner(document: Any, text: str) -> None:
    """That data are invented, on the colour of a warning."""
    banner = _paragraph(document, text, ink=colour("warning"), bold=True)
    banner.paragraph_format.element.get_or_add_pPr().append(_shading("clear", "auto", colour("warning_ground")))


def _paper(document: Any, factsheet: Factsheet, size: float) -> None:
    """A4, our fonts and colours in the styles, the language, and a footer with the number of the page."""
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = Mm(13)
    section.bottom_margin, section.footer_distance = Mm(15), Mm(7)
    for name, scale in SCALE.items():
        _style(document.styles[name], size * scale, name)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    _foot(document.sections[0].footer.paragraphs[0], factsheet.footer)


def _foot(paragraph: Any, text: str) -> None:
    _run(paragraph, f"{text} — {phrase('document', 'page')} ", size=7, ink=colour("soft"))
    for instruction in ("PAGE", "NUMPAGES"):
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), instruction)
        _run(paragraph, "1", size=7, ink=colour("soft"))  # what is read until the field is computed, and its look
        field.append(paragraph.runs[-1]._r)
        paragraph._p.append(field)
        if instruction == "PAGE":
            _run(paragraph, " / ", size=7, ink=colour("soft"))


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


def _long_and_narrow(table: Table) -> bool:
    """A page has no columns here: a table that stands beside a map in the PDF is under it, in two halves if it is long
    (LibreOffice 25 falls on a table in a column of the page that is higher than the column beside it)."""
    return len(table.columns) == BESIDE and len(table.lines) > LONG


def _write(document: Any, block: OnPaper, level: int = 1) -> None:
    if block.heading:
        document.add_heading(block.heading, level=level)
    if isinstance(block, Section):
        for sentence in block.sentences:
            _paragraph(document, sentence)
        for each in block.blocks:
            _write(document, each, level + 1)
    elif isinstance(block, Written):
        _written(document, block)
    elif isinstance(block, Group):
        for points in block.points:
            document.add_heading(points.heading, level=2)
            _points(document, points)
    elif isinstance(block, Map):
        _map(document, block)
    else:
        _table(document, _as_table(block))


def _written(document: Any, block: Written) -> None:
    if isinstance(block, Table):
        _table(document, block)
    elif isinstance(block, Points):
        _points(document, block)
    else:
        _facts(document, block)


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
        paragraph = document.add_paragraph(item, style="List Number" if block.answer else "List Bullet")
        if block.answer:
            paragraph.paragraph_format.keep_with_next = True
            _to_write(document, block.answer)
    if not block.items and block.empty:
        _paragraph(document, block.empty, ink=colour("soft"))


def _to_write(document: Any, word: str) -> None:
    """A dotted line to the edge of the page, after a word."""
    line = _paragraph(document, f"{word}\u00a0: \t", ink=colour("soft"))
    line.paragraph_format.left_indent, line.paragraph_format.space_after = Mm(6), Pt(5)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _facts(document: Any, block: Facts) -> None:
    if block.lead:
        _paragraph(document, block.lead)
    for name, text in block.items:
        paragraph = _paragraph(document, f"{name} : ", ink=colour("soft"))
        _run(paragraph, text)


def _map(document: Any, block: Map) -> None:
    _drawing(document, block, *(ZOOMED_MM if block.zoomed else COUNTRY_MM))


def _drawing(document: Any, block: Map, width: float, height: float) -> None:
    document.add_paragraph().add_run()._r.append(parse_xml(word_drawing(block, width, height)))


def _table(
    document: Any,
    block: Table,
) -> None:
    """Thin rules, a header that comes again on each page, rows that are not cut."""
    if not block.lines and not block.to_fill:
        _paragraph(document, block.empty, ink=colour("soft"))
        return
    table = document.add_table(rows=1, cols=len(block.columns))
    table.autofit = False
    size = TABLE * document.styles["Normal"].font.size.pt
    total = sum(column.part for column in block.columns)
    widths = [Mm(WIDTH_MM * column.part / total) for column in block.columns]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width  # the grid, which some programs trust more than the cells
    _row(table.rows[0], block, tuple(Cell(column.title) for column in block.columns), widths, size, bold=True)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    blank = Line((Cell("\n"),) * len(block.columns))
    for line in (*block.lines, *(blank,) * block.to_fill):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        _row(row, block, line.cells, widths, size, bold=line.strong)
    if block.note:
        _paragraph(document, block.note, ink=colour("soft"), size=SMALL * document.styles["Normal"].font.size.pt)


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
