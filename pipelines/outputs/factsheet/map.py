"""The map as an SVG picture: each territory hatched by its status, so that black and white is enough."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from indicators.palette import Look, colour, look
from indicators.shapes import VIEW_BOX, Shape, insets, shapes
from pipelines.outputs.factsheet.sheet import Area, Map

Box = tuple[float, float, float, float]
SVG = 'xmlns="http://www.w3.org/2000/svg"'
FONT = "Public Sans, Arial, sans-serif"


def frame(shown: Map) -> Box:
    """The part of the view box that a map shows: all of it, or what holds its territories with a margin."""
    if not shown.zoomed:
        return VIEW_BOX
    bounds = [one.bounds for one, _ in drawn(shown)]
    left, top = min(b[0] for b in bounds), min(b[1] for b in bounds)
    width, height = max(b[2] for b in bounds) - left, max(b[3] for b in bounds) - top
    margin = max(width, height) * 0.04
    return left - margin, top - margin, width + 2 * margin, height + 2 * margin


def drawn(shown: Map) -> list[tuple[Shape, Area]]:
    """The shapes of a map with their areas; the one the fiche is about comes last, over its neighbours."""
    areas = {one.territory_code: one for one in shown.areas}
    found = [(one, areas[one.territory_code]) for one in shapes(shown.level) if one.territory_code in areas]
    return sorted(found, key=lambda pair: pair[1].marked)


def svg_map(shown: Map, width_mm: float, height_mm: float) -> str:
    """The picture, as large as it can be in that room."""
    left, top, width, height = frame(shown)
    millimetre = max(width / width_mm, height / height_mm)
    pairs = drawn(shown)
    looks = {look(area.status).code: look(area.status) for _, area in pairs}
    parts = ["<defs>", *(_pattern(one, millimetre) for one in looks.values() if one.hatch), "</defs>"]
    parts += [_area(shape, area, millimetre, shown.zoomed) for shape, area in pairs]
    if shown.zoomed:
        parts += [_label(shape, area, millimetre) for shape, area in pairs]
    else:
        parts += _insets(shown, millimetre)
    return (
        f'<svg {SVG} width="{width / millimetre:.2f}mm" height="{height / millimetre:.2f}mm" '
        f'viewBox="{left:.1f} {top:.1f} {width:.1f} {height:.1f}">{"".join(parts)}</svg>'
    )


def _pattern(one: Look, millimetre: float) -> str:
    size = 1.7 * millimetre
    return (
        f'<pattern id="h-{one.code}" width="{size:.3f}" height="{size:.3f}" patternUnits="userSpaceOnUse" '
        'viewBox="0 0 6 6">'
        f'<rect width="6" height="6" fill="{one.ground}"/>'
        f'<path d="{one.hatch}" stroke="{one.ink}" stroke-width=".8" fill="none"/></pattern>'
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


def _insets(shown: Map, millimetre: float) -> Sequence[str]:
    size = 1.75 * millimetre
    return [
        f'<rect x="{one.x}" y="{one.y}" width="{one.width}" height="{one.height}" fill="none" '
        f'stroke="{colour("path")}" stroke-width="{0.15 * millimetre:.3f}"/>'
        f'<text x="{one.x + size / 2:.2f}" y="{one.y + size * 1.2:.2f}" font-size="{size:.2f}" font-family="{FONT}" '
        f'fill="{colour("soft")}">{escape(one.title)}</text>'
        for one in insets(shown.level)
    ]
