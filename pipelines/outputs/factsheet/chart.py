"""The trajectory as an SVG picture: what was done as a full line with figures, what was expected as a broken one."""

from __future__ import annotations

from html import escape
from itertools import groupby

from indicators.palette import colour
from indicators.typography import percent
from pipelines.outputs.factsheet.map import FONT
from pipelines.outputs.factsheet.sheet import Series

LEFT, TOP, RIGHT, BOTTOM = 11.0, 6.0, 26.0, 7.0
SIZE = 2.9
Point = tuple[float, float]


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
    runs = groupby(enumerate(done), key=lambda one: one[1][0] - one[0])  # a year without data breaks the line
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
