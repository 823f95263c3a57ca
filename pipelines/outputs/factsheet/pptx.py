"""A factsheet as a short presentation: native charts that stay editable, the map as shapes, the points to discuss."""

from __future__ import annotations

from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.util import Emu, Mm, Pt

from indicators.palette import colour, hexadecimal, look
from pipelines.outputs.factsheet.blocks import Block, Cell, Factsheet, Group, Line, Map, Points, Series, Table
from pipelines.outputs.factsheet.drawing import EMU_MM, Placement, fill, inset_frames, labels, territories_drawn
from pipelines.outputs.factsheet.package import describe, packed
from pipelines.outputs.factsheet.progress import legend_rows
from pipelines.outputs.factsheet.wording import phrase

WIDTH, HEIGHT = 338.7, 190.5  # millimetres, 16:9
MARGIN = 16.0
FONT = "Arial"
Room = tuple[float, float, float, float]
TOP = 34.0
TITLE_ONLY = 5
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SLIDE = "http://schemas.openxmlformats.org/presentationml/2006/main"


def write_pptx(factsheet: Factsheet) -> bytes:
    """The bytes of the presentation: a title, then one slide for each block, two short ones together."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Mm(WIDTH), Mm(HEIGHT)
    _title_slide(presentation, factsheet)
    for blocks in _together(factsheet.slides):
        _slide(presentation, factsheet, blocks)
    describe(presentation.core_properties, factsheet)
    return packed(presentation)


def _together(blocks: tuple[Block, ...]) -> list[list[Block]]:
    """A table of territories shares the slide of the map or of the other such table before it."""
    slides: list[list[Block]] = []
    for block in blocks:
        if slides and len(slides[-1]) == 1 and _narrow(block) and (_narrow(slides[-1][0]) or _zoomed(slides[-1][0])):
            slides[-1].append(block)
        else:
            slides.append([block])
    return slides


def _narrow(block: Block) -> bool:
    return isinstance(block, Table) and len(block.columns) == 3


def _zoomed(block: Block) -> bool:
    return isinstance(block, Map) and block.zoomed


def _title_slide(presentation: Any, factsheet: Factsheet) -> None:
    slide = presentation.slides.add_slide(presentation.slide_layouts[TITLE_ONLY])
    heading_at(slide, factsheet.title, (MARGIN, 30, WIDTH - 2 * MARGIN, 34), size=32)
    text_at(slide, [factsheet.subtitle], (MARGIN, 66, WIDTH - 2 * MARGIN, 16), size=14, ink=colour("soft"))
    text_at(slide, [factsheet.sentence], (MARGIN, 86, WIDTH - 2 * MARGIN, 50), size=20)
    footer(slide, factsheet)


def _slide(presentation: Any, factsheet: Factsheet, blocks: list[Block]) -> None:
    slide = presentation.slides.add_slide(presentation.slide_layouts[TITLE_ONLY])
    ends = len(blocks) > 1 and isinstance(blocks[0], Table)
    heading = phrase("heading", "ends") if ends else blocks[0].heading
    heading_at(slide, heading, (MARGIN, 10, WIDTH - 2 * MARGIN, 16), size=24)
    width = (WIDTH - 2 * MARGIN - 10 * (len(blocks) - 1)) / len(blocks)
    for at, block in enumerate(blocks):
        room = (MARGIN + at * (width + 10), TOP, width, HEIGHT - TOP - 22)
        if ends:
            text_at(slide, [block.heading], (room[0], TOP - 7, width, 8), size=14, bold=True)
        _write(slide, block, room)
    footer(slide, factsheet)


def _write(slide: Any, block: Block, room: Room) -> None:
    if isinstance(block, Table):
        _table(slide, block, room)
    elif isinstance(block, Series):
        _chart(slide, block, room)
    elif isinstance(block, Map):
        _map(slide, block, room)
    elif isinstance(block, Points):
        text_at(slide, list(block.items) or [block.empty], room, size=16, bullets=True)
    else:
        _columns(slide, block, room)


def _columns(slide: Any, block: Group, room: Room) -> None:
    """Lists side by side: two wide ones, or as many as three across."""
    across = min(len(block.points), 3)
    size, width = 14 if across == 2 else 10, room[2] / across
    rows = [block.points[at : at + across] for at in range(0, len(block.points), across)]
    weights = [60 + max(sum(40 + len(item) for item in points.items) for points in row) for row in rows]
    for at, points in enumerate(block.points):
        row = at // across
        height = room[3] * weights[row] / sum(weights)
        left, top = room[0] + (at % across) * width, room[1] + room[3] * sum(weights[:row]) / sum(weights)
        text_at(slide, [points.heading], (left, top, width - 6, 7), size=size, bold=True, ink=colour("accent"))
        items = list(points.items) or [points.empty]
        text_at(slide, items, (left, top + 8, width - 6, height - 9), size=size, bullets=bool(points.items))


def _chart(slide: Any, block: Series, room: Room) -> None:
    data = CategoryChartData(number_format="0.0")
    data.categories = block.labels
    data.add_series(phrase("column", "progress"), block.progress)
    data.add_series(phrase("column", "expected"), block.expected)
    kind = XL_CHART_TYPE.LINE_MARKERS if block.kind == "line" else XL_CHART_TYPE.COLUMN_CLUSTERED
    frame = slide.shapes.add_chart(kind, *(Mm(length) for length in room), data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", block.alt)
    chart = frame.chart
    chart.font.size, chart.font.name = Pt(11), FONT
    chart.has_legend, chart.has_title = True, False
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = 0, 100, 25
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = '0"\u202f%"', False
    axis.major_gridlines.format.line.color.rgb = rgb(colour("rule"))
    axis.format.line.fill.background()
    for series, ink in zip(chart.plots[0].series, (colour("accent"), colour("path")), strict=True):
        _coloured(series, block.kind, ink)


def _coloured(series: Any, kind: str, ink: str) -> None:
    if kind != "line":
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(ink)
        return
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = rgb(ink), Pt(2.25)
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb(ink)
    series.marker.format.line.color.rgb = rgb(ink)


def _map(slide: Any, block: Map, room: Room) -> None:
    placement = Placement(block, room[2] * 0.66, room[3])
    left, top = Mm(room[0]), Mm(room[1])
    group = slide.shapes.add_group_shape()
    group._element.nvGrpSpPr.cNvPr.set("descr", block.alt)
    group.name = block.heading
    for territory in territories_drawn(block, placement):
        shape = group.shapes.add_shape(1, left + territory.left, top + territory.top, territory.width, territory.height)
        shape.name = territory.name
        _redraw(shape, territory.properties)
    if block.zoomed:
        for text, x, y in labels(block, placement):
            _label(slide, text, left + x, top + y)
    for title, x, y, width, height in inset_frames(block, placement):
        around = slide.shapes.add_shape(1, left + x, top + y, width, height)
        _redraw(around, '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>')
        text_at(slide, [title], (room[0] + x / EMU_MM + 1, room[1] + y / EMU_MM, 40, 4), size=7, ink=colour("soft"))
    at = room[0] + room[2] * 0.7
    for row, (text, status) in enumerate(legend_rows(block)):
        swatch = slide.shapes.add_shape(1, Mm(at), Mm(room[1] + 8 + row * 11), Mm(12), Mm(7))
        _redraw(swatch, f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill(look(status))}')
        text_at(slide, [text], (at + 15, room[1] + 7 + row * 11, 70, 9), size=14)


def _redraw(shape: Any, inner: str) -> None:
    """Gives a shape another geometry, fill and line; a line of its own is thin ink."""
    properties = shape._element.spPr
    for child in list(properties)[1:]:
        properties.remove(child)
    own = parse_xml(f'<p:x xmlns:a="{DRAWING}" xmlns:p="{SLIDE}">{inner}</p:x>')
    for child in own:
        properties.append(child)
    style = shape._element.find(f"{{{SLIDE}}}style")
    if style is not None:
        shape._element.remove(style)
    if properties.find(f"{{{DRAWING}}}ln") is None:
        shape.line.color.rgb, shape.line.width = rgb(colour("ink")), Pt(0.5)


def _label(slide: Any, text: str, x: int, y: int) -> None:
    width, height = Mm(9), Mm(5.5)
    box = slide.shapes.add_textbox(Emu(x - width // 2), Emu(y - height // 2), width, height)
    box.fill.solid()
    box.fill.fore_color.rgb = rgb(colour("paper"))
    frame = box.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor, frame.word_wrap = MSO_ANCHOR.MIDDLE, False
    frame.paragraphs[0].alignment = PP_ALIGN.CENTER
    run(frame.paragraphs[0], text, 11)


def _table(slide: Any, block: Table, room: Room) -> None:
    lines = [Line(tuple(Cell(column.title) for column in block.columns), strong=True), *block.lines]
    height = min(room[3] - 3, 9.0 * len(lines))
    places = (Mm(room[0]), Mm(room[1] + 3), Mm(room[2]), Mm(height))
    frame = slide.shapes.add_table(len(lines), len(block.columns), *places)
    frame.name = block.heading
    table = frame.table
    total = sum(column.part for column in block.columns)
    for at, column in enumerate(block.columns):
        table.columns[at].width = Mm(room[2] * column.part / total)
    for row, line in enumerate(lines):
        for at, cell in enumerate(line.cells):
            _table_cell(table.cell(row, at), cell, block.columns[at].number, line.strong)
    if block.note:
        text_at(slide, [block.note], (room[0], room[1] + height + 6, room[2], 8), size=10, ink=colour("soft"))


def _table_cell(place: Any, cell: Cell, number: bool, strong: bool) -> None:
    own = look(cell.status) if cell.status else None
    place.fill.solid()
    place.fill.fore_color.rgb = rgb(colour("ground" if strong else "paper"))
    place.margin_top = place.margin_bottom = Mm(0.6)
    paragraph = place.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if number else PP_ALIGN.LEFT
    text = f"{own.sign} {cell.text}" if own else cell.text
    run(paragraph, text, 11, bold=strong or own is not None, ink=own.ink if own else colour("ink"))


def heading_at(slide: Any, text: str, room: Room, size: float) -> None:
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = (Mm(length) for length in room)
    frame = title.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = 0
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    run(frame.paragraphs[0], text, min(size, 22) if len(text) > 70 else size, bold=True, ink=colour("accent"))


def text_at(
    slide: Any, lines: list[str], room: Room, size: float, bold: bool = False, ink: str = "", bullets: bool = False
) -> None:
    frame = slide.shapes.add_textbox(*(Mm(length) for length in room)).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(size / 3)
        run(paragraph, f"• {line}" if bullets else line, size, bold, ink or colour("ink"))


def footer(slide: Any, factsheet: Factsheet) -> None:
    text = f"{factsheet.title} — {factsheet.footer}"
    text_at(slide, [text], (MARGIN, HEIGHT - 14, WIDTH - 2 * MARGIN, 10), size=8, ink=colour("soft"))
    if factsheet.banner:
        room = (MARGIN, 3, WIDTH - 2 * MARGIN, 6)
        text_at(slide, [factsheet.banner], room, size=10, bold=True, ink=colour("warning"))


def run(paragraph: Any, text: str, size: float, bold: bool = False, ink: str | None = None) -> None:
    run = paragraph.add_run()
    run.text, run.font.size, run.font.name, run.font.bold = text, Pt(size), FONT, bold
    run.font.language_id = MSO_LANGUAGE_ID.FRENCH
    if ink:
        run.font.color.rgb = rgb(ink)


def rgb(text: str) -> RGBColor:
    return RGBColor.from_string(hexadecimal(text))
