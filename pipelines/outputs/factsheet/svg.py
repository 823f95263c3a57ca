"""The pictures of a factsheet as SVG: the map, hatched so that black and white is enough, and the trajectory."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from indicators.palette import Look, colour, look
from indicators.shapes import VIEW_BOX, Shape, insets, shapes
from indicators.typography import percent
from pipelines.outputs.factsheet.blocks import Area, Map, Series

Box = tuple[float, float, float, float]
SVG = 'xmlns="http://www.w3.org/2000/svg"'
FONT = "Public Sans, Arial, sans-serif"
LEFT, TOP, RIGHT, BOTTOM = 11.0, 6.0, 26.0, 7.0
SIZE = 2.9
Point = tuple[float, float]


def frame(drawing: Map) -> Box:
    """The part of the view box that a map shows: all of it, or what holds its territories with a margin."""
    if not drawing.zoomed:
        return VIEW_BOX
    bounds = [shape.bounds for shape, _ in drawn(drawing)]
    left, top = min(b[0] for b in bounds), min(b[1] for b in bounds)
    width, height = max(b[2] for b in bounds) - left, max(b[3] for b in bounds) - top
    margin = max(width, height) * 0.04
    return left - margin, top - margin, width + 2 * margin, height + 2 * margin


def drawn(drawing: Map) -> list[tuple[Shape, Area]]:
    """The shapes of a map with their areas; the one the factsheet is about comes last, over its neighbours."""
    areas = {area.territory_code: area for area in drawing.areas}
    pairs = [(shape, areas[shape.territory_code]) for shape in shapes(drawing.level) if shape.territory_code in areas]
    return sorted(pairs, key=lambda pair: pair[1].marked)


def svg_map(drawing: Map, width_mm: float, height_mm: float) -> str:
    """The picture, as large as it can be in that room."""
    left, top, width, height = frame(drawing)
    millimetre = max(width / width_mm, height / height_mm)
    pairs = drawn(drawing)
    looks = {look(area.status).code: look(area.status) for _, area in pairs}
    parts = ["<defs>", *(_pattern(own, millimetre) for own in looks.values() if own.hatch), "</defs>"]
    parts += [_area(shape, area, millimetre, drawing.zoomed) for shape, area in pairs]
    if drawing.zoomed:
        parts += [_label(shape, area, millimetre) for shape, area in pairs]
    else:
        parts += _insets(drawing, millimetre)
    return (
        f'<svg {SVG} width="{width / millimetre:.2f}mm" height="{height / millimetre:.2f}mm" '
        f'viewBox="{left:.1f} {top:.1f} {width:.1f} {height:.1f}">{"".join(parts)}</svg>'
    )


def _pattern(own: Look, millimetre: float) -> str:
    size = 1.7 * millimetre
    return (
        f'<pattern id="h-{own.code}" width="{size:.3f}" height="{size:.3f}" patternUnits="userSpaceOnUse" '
        'viewBox="0 0 6 6">'
        f'<rect width="6" height="6" fill="{own.ground}"/>'
        f'<path d="{own.hatch}" stroke="{own.ink}" stroke-width=".8" fill="none"/></pattern>'
    )


def _area(shape: Shape, area: Area, millimetre: float, zoomed: bool) -> str:
    own = look(area.status)
    fill = f"url(#h-{own.code})" if own.hatch else own.ink if own.office == "solid" else own.ground
    stroke = 0.9 if area.marked else 0.25 if zoomed else 0.12
    path = shape.main_path if zoomed else shape.path
    return (
        f'<path d="{path}" fill="{fill}" stroke="{colour("ink")}" stroke-width="{stroke * millimetre:.3f}" '
        'stroke-linejoin="round"/>'
    )


def _label(shape: Shape, area: Area, millimetre: float) -> str:
    """The territory's number on a small white ground, where there is room for it."""
    x, y = label_place(shape)
    room = min(shape.bounds[2] - shape.bounds[0], shape.bounds[3] - shape.bounds[1])
    size = min(2.9 * millimetre, max(1.9 * millimetre, room / 2.6))
    if room < size:
        return ""
    wide = size * (0.62 * len(area.label) + 0.35)
    return (
        f'<rect x="{x - wide / 2:.2f}" y="{y - size * 0.6:.2f}" width="{wide:.2f}" height="{size * 1.2:.2f}" '
        f'rx="{size * 0.2:.2f}" fill="{colour("paper")}"/>'
        f'<text x="{x:.2f}" y="{y + size * 0.36:.2f}" font-size="{size:.2f}" font-family="{FONT}" text-anchor="middle" '
        f'font-weight="{700 if area.marked else 400}" fill="{colour("ink")}">{escape(area.label)}</text>'
    )


def label_place(shape: Shape) -> tuple[float, float]:
    """Where the label of a territory goes in its own place; the larger copy of an inset has its own."""
    left, top, right, bottom = shape.bounds
    inside = left <= shape.label_x <= right and top <= shape.label_y <= bottom
    return (shape.label_x, shape.label_y) if inside else ((left + right) / 2, (top + bottom) / 2)


def svg_swatch(status: str) -> str:
    """How a map draws a status, for its legend."""
    own = look(status)
    fill = own.ink if own.office == "solid" else own.ground
    lines = "".join(
        f'<path transform="translate({x} {y})" d="{own.hatch}" stroke="{own.ink}" stroke-width=".8" fill="none"/>'
        for x in (0, 6, 12)
        for y in (0, 6)
        if own.hatch
    )
    return f'<svg {SVG} viewBox="0 0 18 10.8"><rect width="18" height="12" fill="{fill}"/>{lines}</svg>'


def _insets(drawing: Map, millimetre: float) -> Sequence[str]:
    size = 1.75 * millimetre
    return [
        f'<rect x="{inset.x}" y="{inset.y}" width="{inset.width}" height="{inset.height}" fill="none" '
        f'stroke="{colour("path")}" stroke-width="{0.15 * millimetre:.3f}"/>'
        f'<text x="{inset.x + size / 2:.2f}" y="{inset.y + size * 1.2:.2f}" font-size="{size:.2f}" '
        f'font-family="{FONT}" fill="{colour("soft")}">{escape(inset.title)}</text>'
        for inset in insets(drawing.level)
    ]


def svg_trajectory(series: Series, width: float, height: float) -> str:
    """The picture, in millimetres: progress from 0 to 100 upwards, campaigns from left to right."""
    steps = max(len(series.labels) - 1, 1)
    across, up = (width - LEFT - RIGHT) / steps, (height - TOP - BOTTOM) / 100

    def place(at: int, value: float) -> Point:
        return LEFT + at * across, height - BOTTOM - value * up

    parts = [_grid(level, place(0, level), width - RIGHT) for level in (0, 25, 50, 75, 100)]
    parts += [
        _text(label, (place(at, 0)[0], height - 1.5), "middle", colour("soft"))
        for at, label in enumerate(series.labels)
    ]
    expected = [place(at, value) for at, value in enumerate(series.expected) if value is not None]
    done = [(at, value) for at, value in enumerate(series.progress) if value is not None]
    parts.append(_line(expected, colour("soft"), 'stroke-dasharray="1.6 1.2"', 0.5))
    runs = groupby(
        enumerate(done), key=lambda numbered: numbered[1][0] - numbered[0]
    )  # a year without data breaks the line
    parts += [_line([place(*point) for _, point in run], colour("accent"), "", 0.9) for _, run in runs]
    for at, value in done:
        x, y = place(at, value)
        parts.append(f'<circle cx="{x:.2f}" cy="{y:.2f}" r="1.1" fill="{colour("accent")}"/>')
        parts.append(_text(percent(value, 0), (x, y - 2.2), "middle", colour("accent"), bold=True))
    parts += _names(expected, [place(at, value) for at, value in done])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}">{"".join(parts)}</svg>'
    )


def _grid(level: int, start: Point, right: float) -> str:
    line = f'<path d="M{start[0]:.2f} {start[1]:.2f}H{right:.2f}" stroke="{colour("rule")}" stroke-width=".2"/>'
    return line + _text(percent(level, 0), (start[0] - 1.5, start[1] + 1), "end", colour("soft"))


def _line(points: list[Point], ink: str, dash: str, width: float) -> str:
    path = "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
    return f'<path d="M{path}" fill="none" stroke="{ink}" stroke-width="{width}" {dash}/>' if points else ""


def _names(expected: list[Point], done: list[Point]) -> list[str]:
    """The names of the two lines at their right ends, kept apart where the ends are close."""
    if not expected:
        return []
    if not done:
        return [_text("Attendu", (expected[-1][0] + 2, expected[-1][1] + 1), "start", colour("soft"))]
    own, other = done[-1][1], expected[-1][1]
    gap = max(4.2 - abs(own - other), 0) / 2
    own, other = (own - gap, other + gap) if own <= other else (own + gap, other - gap)
    x = max(done[-1][0], expected[-1][0]) + 2.5
    return [
        _text("Avancement", (x, own + 1), "start", colour("accent"), bold=True),
        _text("Attendu", (x, other + 1), "start", colour("soft")),
    ]


def _text(text: str, at: Point, anchor: str, ink: str, bold: bool = False) -> str:
    weight = 700 if bold else 400
    return (
        f'<text x="{at[0]:.2f}" y="{at[1]:.2f}" font-size="{SIZE}" font-family="{FONT}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{ink}">{escape(text)}</text>'
    )
