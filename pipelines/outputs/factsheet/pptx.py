"""A factsheet as a presentation: native charts that stay editable, the map as shapes, what the speaker says as notes;
in our look, or within the template of a house."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from pathlib import Path
from textwrap import wrap
from typing import Any
from zipfile import BadZipFile

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.exc import PackageNotFoundError
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Mm, Pt

from indicators.palette import colour, curve, hexadecimal, look
from indicators.typography import typeset
from pipelines.errors import WrongConfiguration
from pipelines.outputs.factsheet.blocks import (
    Block,
    Cell,
    Factsheet,
    Group,
    Line,
    Map,
    Points,
    Series,
    Slide,
    Stack,
    Table,
    Tile,
    Tiles,
)
from pipelines.outputs.factsheet.drawing import EMU_MM, Placement, fill, inset_frames, labels, territories_drawn
from pipelines.outputs.factsheet.package import describe, packed
from pipelines.outputs.factsheet.progress import legend_rows
from pipelines.outputs.factsheet.wording import phrase
from pipelines.settings import options

WIDTH, HEIGHT = 338.7, 190.5  # millimetres, 16:9
MARGIN = 16.0
FONT, FRENCH = "Arial", "fr-FR"
Room = tuple[float, float, float, float]
TOP = 34.0
LEAD = 24.0  # what is beneath the title begins here
GAP = 8.0
SIZES = (16, 14, 12, 11, 10, 9)  # points of a list, the largest that fits
WIDE, LINE = 0.2, 0.43  # millimetres of a character and of a line, for each point of a wide font
MANY_NAMES = 5  # in a chart
TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
STACKED = XL_CHART_TYPE.BAR_STACKED
CHARTS = {
    "line": XL_CHART_TYPE.LINE_MARKERS,
    "bar": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "across": XL_CHART_TYPE.BAR_CLUSTERED,
}
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SECTIONS = "http://schemas.microsoft.com/office/powerpoint/2010/main"
SLIDE = "http://schemas.openxmlformats.org/presentationml/2006/main"


def write_pptx(factsheet: Factsheet) -> bytes:
    """The bytes of the presentation: a cover, then its slides; in the template that PILOTAGE_SLIDES names, if it names
    one. Raises WrongConfiguration where it cannot be read."""
    template = options().slides
    presentation = _opened(template) if template else Presentation()
    if not template:
        presentation.slide_width, presentation.slide_height = Mm(WIDTH), Mm(HEIGHT)
    layout = _title_only(presentation)
    _cover(presentation.slides.add_slide(layout), factsheet)
    for content in factsheet.slides:
        _slide(presentation.slides.add_slide(layout), factsheet, content)
    if template:
        _adopt(presentation, layout)
    describe(presentation.core_properties, factsheet)
    return packed(presentation)


def _opened(template: Path) -> Any:
    """A template of a house, without the slides that show how to use it."""
    try:
        presentation = Presentation(str(template))
    except (OSError, ValueError, KeyError, PackageNotFoundError, BadZipFile) as error:
        message = (
            f"PILOTAGE_SLIDES : « {template.name} » ne s'ouvre pas comme une présentation .pptx ; "
            "enregistrez le modèle .potx en .pptx."
        )
        raise WrongConfiguration(message) from error
    identifiers: Any = presentation.slides._sldIdLst
    for identifier in list(identifiers):
        presentation.part.drop_rel(identifier.rId)
        identifiers.remove(identifier)
    for sections in list(identifiers.getparent().iter(f"{{{SECTIONS}}}sectionLst")):  # they name the slides removed
        extension = sections.getparent()
        extension.getparent().remove(extension)
    return presentation


def _title_only(presentation: Any) -> Any:
    """The layout that has a title and asks for no other text."""
    fixed = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
    layouts = [layout for layout in presentation.slide_layouts if _kinds(layout) & set(TITLES)]
    if not layouts:
        raise WrongConfiguration("PILOTAGE_SLIDES : aucune disposition de ce modèle n'a de titre.")
    return min(
        layouts,
        key=lambda layout: (len(_kinds(layout) - {*TITLES, *fixed}), PP_PLACEHOLDER.TITLE not in _kinds(layout)),
    )


def _kinds(layout: Any) -> set[Any]:
    return {placeholder.placeholder_format.type for placeholder in layout.placeholders}


def _adopt(presentation: Any, layout: Any) -> None:
    """Gives the slides the titles and the fonts of the template, and brings what they hold to its size, under them."""
    title = next(placeholder for placeholder in layout.placeholders if placeholder.placeholder_format.type in TITLES)
    scale = min(presentation.slide_width / Mm(WIDTH), presentation.slide_height / Mm(HEIGHT))
    under = max(title.top + title.height, Mm(LEAD) * scale)
    scale = min(scale, (presentation.slide_height - under) / Mm(HEIGHT - LEAD))
    for slide in presentation.slides:
        own = slide.shapes.title._element
        for place in own.findall(f".//{{{DRAWING}}}xfrm"):
            place.getparent().remove(place)
        for properties in own.iter(f"{{{DRAWING}}}rPr"):
            properties.attrib.pop("b", None)
            properties.set("sz", str(round(int(properties.get("sz")) * scale)))
            for child in list(properties):
                properties.remove(child)
        for shape in slide.shapes:
            if shape._element is not own:
                _scaled(shape, scale, under)


MARGINS = ("marL", "marR", "marT", "marB", "lIns", "rIns", "tIns", "bIns")


def _scaled(shape: Any, scale: float, under: float) -> None:
    below = under + (shape.top - Mm(LEAD)) * scale if shape.top >= Mm(LEAD) else shape.top * scale
    shape.left, shape.top = round(shape.left * scale), round(below)
    shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
    if shape.has_table:
        for column in shape.table.columns:
            column.width = round(column.width * scale)
        for row in shape.table.rows:
            row.height = round(row.height * scale)
    inside = shape.chart._chartSpace if shape.has_chart else shape._element
    for properties in inside.iter(f"{{{DRAWING}}}tcPr", f"{{{DRAWING}}}bodyPr"):
        for margin in {*MARGINS} & {*properties.keys()}:  # else words that held in their column would break
            properties.set(margin, str(round(int(properties.get(margin)) * scale)))
    for properties in inside.iter(f"{{{DRAWING}}}rPr", f"{{{DRAWING}}}defRPr"):
        if size := properties.get("sz"):
            properties.set("sz", str(round(int(size) * scale)))
        for font in properties.findall(f"{{{DRAWING}}}latin"):
            properties.remove(font)


def _cover(slide: Any, factsheet: Factsheet) -> None:
    heading_at(slide, factsheet.title, (MARGIN, 30, WIDTH - 2 * MARGIN, 34), size=32)
    text_at(slide, [factsheet.subtitle], (MARGIN, 66, WIDTH - 2 * MARGIN, 16), size=14, ink=colour("soft"))
    text_at(slide, [factsheet.sentence], (MARGIN, 86, WIDTH - 2 * MARGIN, 50), size=20)
    footer(slide, factsheet)
    _notes(slide, factsheet.notes)


def _slide(slide: Any, factsheet: Factsheet, content: Slide) -> None:
    size = 24 if len(content.heading) <= 58 else 18
    heading_at(slide, content.heading, (MARGIN, 9, WIDTH - 2 * MARGIN, 15), size=size)
    down = 2.5 if _lines(content.heading, WIDTH - 2 * MARGIN, size) > 1 else 0  # a title of two lines fills its room
    top = TOP + down
    if content.lead:
        size = _fitting([content.lead], WIDTH - 2 * MARGIN, 12, (14, 12, 11))
        text_at(
            slide, [content.lead], (MARGIN, LEAD + 0.5 + down, WIDTH - 2 * MARGIN, 10), size=size, ink=colour("soft")
        )
        top += 4 if size < 14 or len(content.lead) > 120 else 0
    rooms = _rooms(content, top)
    for block, room in zip(content.blocks, rooms, strict=True):
        if isinstance(block, Table | Points) and len(rooms) > 1 and block.heading != content.heading:
            text_at(slide, [block.heading], (room[0], room[1], room[2], 7), size=12, bold=True, ink=colour("accent"))
            room = (room[0], room[1] + 6, room[2], room[3] - 6)
        _write(slide, block, room, SIZES if len(rooms) < 4 else SIZES[2:])
    footer(slide, factsheet)
    _notes(slide, content.notes)


def _rooms(content: Slide, top: float) -> list[Room]:
    """Where the blocks of a slide go: two side by side; of four, a table over a list, and beside them a chart over a
    list, each as high as its text needs."""
    whole, height = WIDTH - 2 * MARGIN, HEIGHT - top - 17
    if len(content.blocks) == 1:
        return [(MARGIN, top, whole, height)]
    left = (whole - GAP) * content.split
    columns = ((MARGIN, left), (MARGIN + left + GAP, whole - left - GAP))
    if len(content.blocks) == 2:
        return [(at, top, width, height) for at, width in columns]
    first = content.blocks[0]
    table = _height(first, left) + 6 if isinstance(first, Table) else height / 2
    chart = content.blocks[1]
    named = min(height - 58, 26 + 8.5 * len(chart.labels)) if isinstance(chart, Series) else 0.0  # two lines a name
    above = (min(table + 5, height - 30), max(52.0, min(table, height - 72), named))
    over = [(at, top, width, high) for (at, width), high in zip(columns, above, strict=True)]
    under = [(at, top + high, width, height - high) for (at, width), high in zip(columns, above, strict=True)]
    return [*over, *under]


def _fitting(texts: Sequence[str], width: float, height: float, sizes: Sequence[float]) -> float:
    """The largest of these sizes of type in which texts hold in a room; the smallest where none does."""
    return next((size for size in sizes if _lines_high(texts, width, size) <= height), sizes[-1])


def _lines_high(texts: Sequence[str], width: float, size: float) -> float:
    """The millimetres of texts one under the other, in a wide font."""
    return sum(_lines(text, width, size) for text in texts) * size * LINE + len(texts) * size * LINE / 3


def _lines(text: str, width: float, size: float) -> int:
    """The lines of a text, in a wide font."""
    return len(wrap(text, max(8, int(width / (size * WIDE))))) or 1


def _height(block: Table, width: float) -> float:
    """The millimetres of a table whose first column is the only one that wraps."""
    size, total = _table_size(block), sum(column.part for column in block.columns)
    first = width * block.columns[0].part / total - 3
    cells = [line.cells[0].text for line in block.lines]
    return 8 + sum(max(1, len(wrap(text, int(first / (size * WIDE))))) * size * LINE + 1.4 for text in cells)


def _table_size(block: Table) -> float:
    return 10 if len(block.columns) > 4 or len(block.lines) > 12 else 11


def _notes(slide: Any, notes: tuple[str, ...]) -> None:
    """What the speaker says, under the slide."""
    if notes:
        slide.notes_slide.notes_text_frame.text = "\n".join(notes)


def _write(slide: Any, block: Block | Stack | Tiles, room: Room, sizes: Sequence[float]) -> None:
    if isinstance(block, Table):
        _table(slide, block, room)
    elif isinstance(block, Series | Stack):
        _chart(slide, block, room)
    elif isinstance(block, Map):
        _map(slide, block, room)
    elif isinstance(block, Tiles):
        _tiles(slide, block, room)
    elif isinstance(block, Points):
        items = list(block.items) or [block.empty]
        size = _fitting(items, room[2] - 4, room[3] - 2, sizes)
        text_at(slide, items, room, size=size, bullets=bool(block.items))
    else:
        _columns(slide, block, room)


def _tiles(slide: Any, block: Tiles, room: Room) -> None:
    """A column an axis, a tile an objective: its name, its figures, its status in words, sign and colour."""
    width = (room[2] - 4 * (len(block.columns) - 1)) / max(1, len(block.columns))
    head = max((_tile_height(column.head, width, 10) for column in block.columns), default=0)
    columns = [[_tile_height(tile, width, 9) for tile in column.tiles] for column in block.columns]
    spaces = [(room[3] - head - sum(heights)) / (len(heights) or 1) - 1 for heights in columns]
    more = max(0, min(spaces, default=0))  # what each may have besides, so that the longest column fills the room
    for at, (column, heights) in enumerate(zip(block.columns, columns, strict=True)):
        across, top = room[0] + at * (width + 4), room[1]
        _tile(slide, column.head, (across, top, width, head), 10)
        top += head + 1
        for tile, least in zip(column.tiles, heights, strict=True):
            height = min(24.0, least + more)
            _tile(slide, tile, (across, top, width, height), 9)
            top += height + 1


def _tile_height(tile: Tile, width: float, size: float) -> float:
    """The millimetres that a tile needs: its name over as many lines as it takes, then its figures; and some air."""
    return _lines(tile.text, width - 4, size) * size * LINE + 9 * LINE + 2


def _tile(slide: Any, tile: Tile, room: Room, size: float) -> None:
    own = look(tile.status.status or "")
    box = slide.shapes.add_textbox(*(Mm(length) for length in room))
    box.name = tile.text
    box.fill.solid()
    box.fill.fore_color.rgb = rgb(own.ground)
    box.line.color.rgb, box.line.width = rgb(own.ink), Pt(2 if size > 9 else 0.75)
    frame = box.text_frame
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = Mm(2)
    frame.margin_top = frame.margin_bottom = Mm(0.2)
    run(frame.paragraphs[0], tile.text, size, bold=size > 9, ink=colour("ink"))
    measured = " : ".join(text for text in (f"{own.sign} {tile.status.text}".strip(), tile.figures) if text)
    run(frame.add_paragraph(), typeset(measured), 9, bold=True, ink=own.ink)


def _columns(slide: Any, block: Group, room: Room) -> None:
    """Lists side by side: two wide ones, or as many as three across."""
    across = min(len(block.points), 3)
    width = room[2] / across
    rows = [block.points[at : at + across] for at in range(0, len(block.points), across)]
    weights = [60 + max(sum(40 + len(item) for item in points.items) for points in row) for row in rows]
    heights = [room[3] * weight / sum(weights) for weight in weights]
    size = min(
        _fitting(list(points.items), width - 9, heights[at // across] - 10, SIZES[1:])
        for at, points in enumerate(block.points)
    )
    for at, points in enumerate(block.points):
        row = at // across
        left, top = room[0] + (at % across) * width, room[1] + sum(heights[:row])
        text_at(
            slide, [points.heading], (left, top, width - 6, 7), size=min(size, 13) + 1, bold=True, ink=colour("accent")
        )
        items = list(points.items) or [points.empty]
        text_at(slide, items, (left, top + 8, width - 6, heights[row] - 9), size=size, bullets=bool(points.items))


def _chart(slide: Any, block: Series | Stack, room: Room) -> None:
    kind = STACKED if isinstance(block, Stack) else CHARTS[block.kind]
    frame = slide.shapes.add_chart(kind, *(Mm(length) for length in room), _figures(block))
    frame.name = block.heading
    frame._element.nvGraphicFramePr.cNvPr.set("descr", block.alt)
    chart = frame.chart
    # each name is written whole, on two lines where it is long: LibreOffice leaves out every other that does not hold
    chart.font.size, chart.font.name = Pt(9 if len(block.labels) <= MANY_NAMES else 8), FONT
    chart.has_title, chart.has_legend = True, True
    run(chart.chart_title.text_frame.paragraphs[0], block.heading, 12, bold=True, ink=colour("accent"))
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    axis = chart.value_axis
    axis.major_gridlines.format.line.color.rgb = rgb(colour("rule"))
    axis.format.line.fill.background()
    if kind in (STACKED, CHARTS["across"]):
        chart.category_axis.reverse_order = True  # the first name is read first
        axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
        skip = chart.category_axis._element.makeelement(qn("c:tickLblSkip"), {"val": "1"})  # every name is written
        chart.category_axis._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)
    if isinstance(block, Stack):
        chart.plots[0].gap_width = 50
        longest = max((sum(counts) for counts in zip(*(each for _, each in block.parts), strict=True)), default=0)
        axis.major_unit = max(1, ceil(longest / 5))  # actions are whole
        inks = [curve(place) for place in range(len(block.parts))]
    else:
        axis.minimum_scale, axis.maximum_scale, axis.major_unit = 0, 100, 25
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = '0"\u202f%"', False
        inks = [colour("accent"), colour("path")]
    for series, ink in zip(chart.plots[0].series, inks, strict=True):
        _coloured(series, kind == CHARTS["line"], ink)


def _figures(block: Series | Stack) -> CategoryChartData:
    data = CategoryChartData(number_format="0.0" if isinstance(block, Series) else "0")
    data.categories = block.labels
    if isinstance(block, Stack):
        for name, counts in block.parts:
            data.add_series(name, counts)
        return data
    data.add_series(phrase("column", "progress"), block.progress)
    data.add_series(phrase("column", "expected"), block.expected)
    return data


def _coloured(series: Any, line: bool, ink: str) -> None:
    if not line:
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
    slide.shapes.turbo_add_enabled = True  # or each of a hundred shapes looks at all the others for its number
    shapes = []
    for territory in territories_drawn(block, placement):
        place = (left + territory.left, top + territory.top, territory.width, territory.height)
        shapes.append(slide.shapes.add_shape(1, *place))
        shapes[-1].name = territory.name
        _redraw(shapes[-1], territory.properties)
    group = slide.shapes.add_group_shape(shapes)  # at once: its extent is worked out at each call
    slide.shapes.turbo_add_enabled = False
    group._element.nvGrpSpPr.cNvPr.set("descr", block.alt)
    group.name = block.heading
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
        text_at(
            slide, [text], (at + 15, room[1] + 8 + row * 11, room[2] * 0.3 - 15, 9), size=14 if room[2] > 200 else 11
        )


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
    height = min(room[3] - 3, 9.0 * len(lines), max(_height(block, room[2]), 6.2 * len(lines)))
    places = (Mm(room[0]), Mm(room[1] + 1), Mm(room[2]), Mm(height))
    frame = slide.shapes.add_table(len(lines), len(block.columns), *places)
    frame.name = block.heading
    table = frame.table
    total = sum(column.part for column in block.columns)
    for at, column in enumerate(block.columns):
        table.columns[at].width = Mm(room[2] * column.part / total)
    for row, line in enumerate(lines):
        for at, cell in enumerate(line.cells):
            _table_cell(table.cell(row, at), cell, block.columns[at].number, line.strong, _table_size(block))
    if block.note:
        text_at(slide, [block.note], (room[0], room[1] + height + 6, room[2], 8), size=10, ink=colour("soft"))


def _table_cell(place: Any, cell: Cell, number: bool, strong: bool, size: float) -> None:
    own = look(cell.status) if cell.status else None
    place.fill.solid()
    place.fill.fore_color.rgb = rgb(colour("ground" if strong else "paper"))
    place.margin_top = place.margin_bottom = Mm(0.4)
    place.margin_left = place.margin_right = Mm(1.2)
    paragraph = place.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if number else PP_ALIGN.LEFT
    text = f"{own.sign} {cell.text}" if own else cell.text
    run(paragraph, text, size, bold=strong or own is not None, ink=own.ink if own else colour("ink"))


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
    """A run of text. Written at once: the library takes several times as long to set its properties one by one, and a
    presentation has hundreds of them."""
    filled = f'<a:solidFill><a:srgbClr val="{hexadecimal(ink)}"/></a:solidFill>' if ink else ""
    element = parse_xml(
        f'<a:r xmlns:a="{DRAWING}"><a:rPr lang="{FRENCH}" sz="{round(size * 100)}" b="{int(bold)}">'
        f'{filled}<a:latin typeface="{FONT}"/></a:rPr><a:t/></a:r>'
    )
    element.text = text
    paragraph._p._insert_r(element)


def rgb(text: str) -> RGBColor:
    return RGBColor.from_string(hexadecimal(text))
