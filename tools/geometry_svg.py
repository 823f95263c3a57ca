"""A shape as the `d` of an SVG path, and where its label stands; part of tools/geometry.py."""

from __future__ import annotations

import math
from typing import Any

Shape = Any  # a MultiPolygon of shapely, which is optional


def path(shape: Shape) -> str:
    """The `d` of an SVG path: absolute start of each ring, then relative steps, one decimal."""
    pieces = []
    for part in shape.geoms:
        for line in (part.exterior, *part.interiors):
            pieces.append(ring_path([(round(x * 10), round(y * 10)) for x, y in line.coords[:-1]]))
    return "".join(piece for piece in pieces if piece)


def ring_path(points: list[tuple[int, int]]) -> str:
    points = [p for p, before in zip(points, points[-1:] + points[:-1], strict=True) if p != before]
    if len(points) < 3:
        return ""
    x, y = points[0]
    steps = []
    for nx, ny in points[1:]:
        steps.append(f"{tenth(nx - x)} {tenth(ny - y)}")
        x, y = nx, ny
    return f"M{tenth(points[0][0])} {tenth(points[0][1])}l{' '.join(steps)}z"


def tenth(number: int) -> str:
    whole = number / 10
    return str(int(whole)) if number % 10 == 0 else f"{whole:.1f}"


def label(shape: Shape) -> tuple[float, float]:
    """A place well inside the largest part: the centre of the widest circle that fits, near enough."""
    part = max(shape.geoms, key=lambda polygon: polygon.area)
    low, inside = 0.0, part
    step = math.sqrt(part.area) / 2
    for _ in range(12):
        smaller = part.buffer(-(low + step))
        if smaller.is_empty:
            step /= 2
        else:
            low, inside = low + step, smaller
    widest = inside if inside.geom_type == "Polygon" else max(inside.geoms, key=lambda polygon: polygon.area)
    point = widest.representative_point()
    return round(point.x, 1), round(point.y, 1)
