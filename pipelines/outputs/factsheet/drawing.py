"""A map as drawing shapes of office documents (DrawingML): vectors that stay editable, hatched by status."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indicators.palette import Look, colour, hexadecimal, look
from indicators.shapes import Shape, insets
from pipelines.outputs.factsheet.map import drawn, frame, label_place
from pipelines.outputs.factsheet.sheet import Area, Map

EMU_MM = 36_000
Point = tuple[float, float]


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
    found = []
    for start, steps in re.findall(r"M([-\d. ]+)l([-\d. ]+)z", path):
        x, y = (float(one) for one in start.split())
        points = [(x, y)]
        moves = [float(one) for one in steps.split()]
        for dx, dy in zip(moves[::2], moves[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        found.append(points)
    return found


class Placement:
    """Where the view box of a map falls in a room of `width` × `height` millimetres."""

    def __init__(self, shown: Map, width: float, height: float) -> None:
        self.left, self.top, own_width, own_height = frame(shown)
        self.scale = min(width / own_width, height / own_height) * EMU_MM
        self.width, self.height = round(own_width * self.scale), round(own_height * self.scale)

    def __call__(self, point: Point) -> tuple[int, int]:
        return round((point[0] - self.left) * self.scale), round((point[1] - self.top) * self.scale)


def territories_drawn(shown: Map, placement: Placement) -> list[Drawn]:
    """The territories of a map, the one it is about last."""
    return [_territory(shape, area, placement, shown.zoomed) for shape, area in drawn(shown)]


def labels(shown: Map, placement: Placement) -> list[tuple[str, int, int]]:
    """The numbers of the territories and where they are centred, in EMU."""
    return [(area.label, *placement(label_place(shape))) for shape, area in drawn(shown)]


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
    return f"<a:moveTo>{first}</a:moveTo>{''.join(f'<a:lnTo>{one}</a:lnTo>' for one in others)}<a:close/>"


def fill(own: Look) -> str:
    """The fill of a status: plain, or a pattern of the same kind as its hatch on paper."""
    ink, ground = hexadecimal(own.ink), hexadecimal(own.ground)
    if own.office in ("solid", "none"):
        return f'<a:solidFill><a:srgbClr val="{ink if own.office == "solid" else ground}"/></a:solidFill>'
    return (
        f'<a:pattFill prst="{own.office}"><a:fgClr><a:srgbClr val="{ink}"/></a:fgClr>'
        f'<a:bgClr><a:srgbClr val="{ground}"/></a:bgClr></a:pattFill>'
    )


def inset_frames(shown: Map, placement: Placement) -> list[tuple[str, int, int, int, int]]:
    """The frames of a map of the whole country: title, left, top, width and height in EMU."""
    if shown.zoomed:
        return []
    frames = []
    for one in insets(shown.level):
        left, top = placement((one.x, one.y))
        frames.append((one.title, left, top, round(one.width * placement.scale), round(one.height * placement.scale)))
    return frames
