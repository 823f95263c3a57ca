"""The shapes of the territories: all there, in their place, and one the union of the others."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from indicators.shapes import INSETS, SHAPES, VIEW_BOX, DrawnLevel, insets, shapes
from indicators.territories import territories

LEVELS: tuple[DrawnLevel, ...] = ("department", "academy", "region")
PARENTS = {territory.code: territory.parent_code or "" for territory in territories()}
Ring = list[tuple[float, float]]


def rings(path: str) -> list[Ring]:
    """The points of a path of ours: `M x y l dx dy … z`, as many times as it has parts."""
    assert re.fullmatch(r"(M-?[\d.]+ -?[\d.]+l(-?[\d.]+ ?)+z)+", path)
    drawn = []
    for part in path.split("z")[:-1]:
        start, _, steps = part.removeprefix("M").partition("l")
        points: Ring = [tuple(float(number) for number in start.split())]  # type: ignore[list-item]
        moves = [float(number) for number in steps.split()]
        for dx, dy in zip(moves[::2], moves[1::2], strict=True):
            points.append((points[-1][0] + dx, points[-1][1] + dy))
        drawn.append(points)
    return drawn


def area(path: str) -> float:
    """Outer rings less holes: the two turn opposite ways."""
    return abs(
        sum((x1 * y2 - x2 * y1) / 2 for ring in rings(path) for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]))
    )


@pytest.mark.parametrize("level", LEVELS)
def test_every_territory_of_a_level_has_one_shape_in_the_view_box(level: DrawnLevel) -> None:
    assert [shape.territory_code for shape in shapes(level)] == [
        territory.code for territory in territories() if territory.level == level
    ]
    left, top, width, height = VIEW_BOX
    for shape in shapes(level):
        points = [point for ring in rings(shape.path) for point in ring]
        assert all(left <= x <= left + width and top <= y <= top + height for x, y in points), shape.territory_code
        inner = [point for ring in rings(shape.main_path) for point in ring]
        xs, ys = [x for x, _ in inner], [y for _, y in inner]
        assert shape.bounds == pytest.approx((min(xs), min(ys), max(xs), max(ys)), abs=0.15)


@pytest.mark.parametrize("level", LEVELS)
def test_labels_stand_inside_their_shape(level: DrawnLevel) -> None:
    for shape in shapes(level):
        assert any(_holds(ring, shape.label_x, shape.label_y) for ring in rings(shape.path)), shape.territory_code


def _holds(ring: Ring, x: float, y: float) -> bool:
    crossed = False
    for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossed = not crossed
    return crossed


@pytest.mark.parametrize("level", ["academy", "region"])
def test_a_territory_is_as_large_as_its_departments(level: DrawnLevel) -> None:
    beneath: dict[str, float] = {}
    for shape in shapes("department"):
        code = PARENTS[shape.territory_code] if level == "academy" else PARENTS[PARENTS[shape.territory_code]]
        beneath[code] = beneath.get(code, 0) + area(shape.main_path)
    for shape in shapes(level):
        assert area(shape.main_path) == pytest.approx(beneath[shape.territory_code], rel=0.02), shape.territory_code


def test_departments_are_where_they_should_be() -> None:
    place = {shape.territory_code.removeprefix("DEPT-"): shape for shape in shapes("department")}
    overseas = {"971", "972", "973", "974", "976"}
    mainland = {code: shape for code, shape in place.items() if code not in overseas}
    assert min(mainland, key=lambda code: mainland[code].bounds[1]) in ("59", "62")
    assert min(mainland, key=lambda code: mainland[code].bounds[0]) == "29"
    assert max(mainland, key=lambda code: mainland[code].bounds[3]) == "2A"
    assert max(mainland, key=lambda code: mainland[code].bounds[2]) == "2B"
    sizes = {code: area(shape.main_path) for code, shape in mainland.items()}
    assert max(sizes, key=sizes.__getitem__) == "33"
    assert min(sizes, key=sizes.__getitem__) == "75"
    assert sizes["67"] > sizes["68"]
    assert sizes["2B"] > sizes["2A"]
    for west, east in [
        ("35", "53"),
        ("40", "32"),
        ("78", "77"),
        ("92", "94"),
        ("69", "01"),
        ("85", "79"),
        ("08", "55"),
    ]:
        assert place[west].label_x < place[east].label_x


def test_overseas_and_the_inner_ring_stand_in_their_frames() -> None:
    frames = {inset.title: inset for inset in INSETS}
    for title, codes in {
        "Guadeloupe": ["971"],
        "Guyane": ["973"],
        "Mayotte": ["976"],
        "Paris et petite couronne": ["75", "92", "93", "94"],
    }.items():
        frame = frames[title]
        for shape in shapes("department"):
            if shape.territory_code.removeprefix("DEPT-") in codes:
                assert frame.x < shape.label_x < frame.x + frame.width
                assert frame.y < shape.label_y < frame.y + frame.height
    assert {inset.title for inset in insets("department")} - {inset.title for inset in insets("region")} == {
        "Paris et petite couronne"
    }


def test_the_file_stays_light() -> None:
    assert SHAPES.stat().st_size < 250_000
