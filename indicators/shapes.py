"""The drawn shapes of the territories, in one view box: overseas and Paris with its inner ring are insets of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

SHAPES = Path(__file__).parent / "geometry" / "shapes.json"
DrawnLevel = Literal["department", "academy", "region"]


@dataclass(frozen=True)
class Shape:
    """One territory. `path` is the `d` of an SVG path, its larger copy in an inset included; `main_path` is without it,
    and `bounds` its corners (left, top, right, bottom); the label is best centred at (`label_x`, `label_y`)."""

    territory_code: str
    path: str
    label_x: float
    label_y: float
    main_path: str
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True)
class Inset:
    """A frame that holds a part of the country which is not drawn in its place, or is drawn again larger."""

    title: str
    x: float
    y: float
    width: float
    height: float
    levels: tuple[DrawnLevel, ...]


@lru_cache(maxsize=1)
def _content() -> dict[str, Any]:
    return json.loads(SHAPES.read_text(encoding="utf-8"))


@lru_cache(maxsize=3)
def shapes(level: DrawnLevel) -> list[Shape]:
    """The territories of a level, in the order of indicators.territories."""
    return [
        Shape(
            shape["code"], shape["path"] + shape["inset"], shape["x"], shape["y"], shape["path"], tuple(shape["bounds"])
        )
        for shape in _content()[level]
    ]


def insets(level: DrawnLevel) -> list[Inset]:
    """The frames that a map of this level shows."""
    return [inset for inset in INSETS if level in inset.levels]


VIEW_BOX: tuple[float, float, float, float] = tuple(_content()["view_box"])
INSETS = [Inset(**{**inset, "levels": tuple(inset["levels"])}) for inset in _content()["insets"]]
