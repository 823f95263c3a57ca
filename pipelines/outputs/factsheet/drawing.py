"""A map as drawing shapes of office documents (DrawingML), hatched by status: editable, alone or grouped for Word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from indicators.palette import Look, colour, hexadecimal, look
from indicators.shapes import Shape, insets
from pipelines.outputs.factsheet.blocks import Area, Map
from pipelines.outputs.factsheet.progress import legend_rows
from pipelines.outputs.factsheet.svg import drawn, frame, label_place

EMU_MM = 36_000
Point = tuple[float, float]
OFFICE = "http://schemas.openxmlformats.org"
GROUP = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
NAMESPACES = (
    f'xmlns:w="{OFFICE}/wordprocessingml/2006/main" xmlns:wp="{OFFICE}/drawingml/2006/wordprocessingDrawing" '
    f'xmlns:a="{OFFICE}/drawingml/2006/main" xmlns:wpg="{GROUP}" xmlns:wps="{SHAPE}"'
)
LEGEND_MM = 48
BARE = "<a:noFill/><a:ln><a:noFill/></a:ln>"
PAPER = f'<a:solidFill><a:srgbClr val="{hexadecimal(colour("paper"))}"/></a:solidFill>'
Room = tuple[int, int, int, int]


@dataclass(frozen=True)
class Drawn:
    """One territory placed on the page, in EMU: its corner and size, and the inner XML of its geometry and fill."""

    name: str
    left: int
    top: int
    width: int
    height: int
    properties: str


def rings(path: str) -> list[list[Point]]:
    """The points of an SVG path of indicators.shapes: `M x y l dx dy … z`, as often as it has parts."""
    parts = []
    for start, steps in re.findall(r"M([-\d. ]+)l([-\d. ]+)z", path):
        x, y = map(float, start.split())
        points = [(x, y)]
        moves = [float(step) for step in steps.split()]
        for dx, dy in zip(moves[::2], moves[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        parts.append(points)
    return parts


class Placement:
    """Where the view box of a map falls in a room of `width` × `height` millimetres."""

    def __init__(self, drawing: Map, width: float, height: float) -> None:
        self.left, self.top, own_width, own_height = frame(drawing)
        self.scale = min(width / own_width, height / own_height) * EMU_MM
        self.width, self.height = round(own_width * self.scale), round(own_height * self.scale)

    def __call__(self, point: Point) -> tuple[int, int]:
        return round((point[0] - self.left) * self.scale), round((point[1] - self.top) * self.scale)


def territories_drawn(drawing: Map, placement: Placement) -> list[Drawn]:
    """The territories of a map, the one it is about last."""
    return [_territory(shape, area, placement, drawing.zoomed) for shape, area in drawn(drawing)]


def labels(drawing: Map, placement: Placement) -> list[tuple[str, int, int]]:
    """The numbers of the territories and where they are centred, in EMU."""
    return [(area.label, *placement(label_place(shape))) for shape, area in drawn(drawing)]


def _territory(shape: Shape, area: Area, placement: Placement, zoomed: bool) -> Drawn:
    parts = [[placement(point) for point in ring] for ring in rings(shape.main_path if zoomed else shape.path)]
    left, top = min(x for part in parts for x, _ in part), min(y for part in parts for _, y in part)
    width = max(x for part in parts for x, _ in part) - left
    height = max(y for part in parts for _, y in part) - top
    lines = "".join(_ring([(x - left, y - top) for x, y in part]) for part in parts)
    geometry = (
        '<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/>'
        f'<a:pathLst><a:path w="{width}" h="{height}">{lines}</a:path></a:pathLst></a:custGeom>'
    )
    thickness = 28_000 if area.marked else 7_000 if zoomed else 3_500
    line = f'<a:ln w="{thickness}"><a:solidFill><a:srgbClr val="{hexadecimal(colour("ink"))}"/></a:solidFill></a:ln>'
    return Drawn(area.territory_code, left, top, width, height, geometry + fill(look(area.status)) + line)


def _ring(points: list[tuple[int, int]]) -> str:
    first, *others = [f'<a:pt x="{x}" y="{y}"/>' for x, y in points]
    return f"<a:moveTo>{first}</a:moveTo>{''.join(f'<a:lnTo>{point}</a:lnTo>' for point in others)}<a:close/>"


def fill(own: Look) -> str:
    """The fill of a status: plain, or a pattern of the same kind as its hatch on paper."""
    ink, ground = hexadecimal(own.ink), hexadecimal(own.ground)
    if own.office in ("solid", "none"):
        return f'<a:solidFill><a:srgbClr val="{ink if own.office == "solid" else ground}"/></a:solidFill>'
    return (
        f'<a:pattFill prst="{own.office}"><a:fgClr><a:srgbClr val="{ink}"/></a:fgClr>'
        f'<a:bgClr><a:srgbClr val="{ground}"/></a:bgClr></a:pattFill>'
    )


def inset_frames(drawing: Map, placement: Placement) -> list[tuple[str, int, int, int, int]]:
    """The frames of a map of the whole country: title, left, top, width and height in EMU."""
    if drawing.zoomed:
        return []
    frames = []
    for inset in insets(drawing.level):
        left, top = placement((inset.x, inset.y))
        frames.append(
            (inset.title, left, top, round(inset.width * placement.scale), round(inset.height * placement.scale))
        )
    return frames


def word_drawing(drawing: Map, width: float, height: float, identifier: int = 1) -> str:
    """The `w:drawing` of a map in a room of so many millimetres, its legend at its right."""
    placement = Placement(drawing, width, height)
    pieces = [
        _shape((territory.left, territory.top, territory.width, territory.height), territory.properties)
        for territory in territories_drawn(drawing, placement)
    ]
    pieces += (
        _numbers(drawing, placement) + _frames(drawing, placement) + _legend(drawing, placement.width + 6 * EMU_MM)
    )
    size = f'cx="{placement.width + (6 + LEGEND_MM) * EMU_MM}" cy="{placement.height}"'
    return (
        f"<w:drawing {NAMESPACES}><wp:inline><wp:extent {size}/>"
        f'<wp:docPr id="{identifier}" name={quoteattr(drawing.heading)} descr={quoteattr(drawing.alt)}/>'
        f'<a:graphic><a:graphicData uri="{GROUP}"><wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext {size}/><a:chOff x="0" y="0"/><a:chExt {size}/></a:xfrm></wpg:grpSpPr>{"".join(pieces)}</wpg:wgp>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


def _numbers(drawing: Map, placement: Placement) -> list[str]:
    width, height = 7 * EMU_MM, 4 * EMU_MM
    return [
        _text(text, (x - width // 2, y - height // 2, width, height), 8, "center", PAPER)
        for text, x, y in (labels(drawing, placement) if drawing.zoomed else [])
    ]


def _frames(drawing: Map, placement: Placement) -> list[str]:
    line = f'<a:ln w="3500"><a:solidFill><a:srgbClr val="{hexadecimal(colour("path"))}"/></a:solidFill></a:ln>'
    pieces = []
    for title, left, top, width, height in inset_frames(drawing, placement):
        pieces.append(_shape((left, top, width, height), f"{_rectangle()}<a:noFill/>{line}"))
        pieces.append(_text(title, (left + EMU_MM // 2, top, 30 * EMU_MM, 3 * EMU_MM), 5, "left", BARE))
    return pieces


def _legend(drawing: Map, left: int) -> list[str]:
    line = f'<a:ln w="6000"><a:solidFill><a:srgbClr val="{hexadecimal(colour("ink"))}"/></a:solidFill></a:ln>'
    pieces = []
    for row, (text, status) in enumerate(legend_rows(drawing)):
        top = (6 + 7 * row) * EMU_MM
        pieces.append(_shape((left, top, 8 * EMU_MM, 5 * EMU_MM), f"{_rectangle()}{fill(look(status))}{line}"))
        pieces.append(_text(text, (left + 10 * EMU_MM, top, (LEGEND_MM - 10) * EMU_MM, 5 * EMU_MM), 8, "left", BARE))
    return pieces


def _rectangle() -> str:
    return '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'


def _place(room: Room) -> str:
    left, top, width, height = room
    return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _shape(room: Room, properties: str) -> str:
    return f"<wps:wsp><wps:cNvSpPr/><wps:spPr>{_place(room)}{properties}</wps:spPr><wps:bodyPr/></wps:wsp>"


def _text(text: str, room: Room, size: int, side: str, ground: str) -> str:
    return (
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>{_place(room)}{_rectangle()}{ground}</wps:spPr><wps:txbx>'
        '<w:txbxContent><w:p><w:pPr><w:spacing w:before="0" w:after="0"/>'
        f'<w:jc w:val="{side}"/></w:pPr><w:r><w:rPr><w:sz w:val="{2 * size}"/></w:rPr>'
        f"<w:t>{escape(text)}</w:t></w:r></w:p></w:txbxContent></wps:txbx>"
        '<wps:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/></wps:wsp>'
    )
