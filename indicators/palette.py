"""The palette: every colour of the tool and how a status is drawn, once, from palette.toml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from indicators.toml_file import toml_beside

OTHER = "other"


@dataclass(frozen=True)
class Look:
    """How a status is drawn. `code` is the status, or `other` for all those that are not a progress.

    `ink` and `ground` are colours; `shape` an outline and `hatch` lines, as SVG paths; `sign` a character near to the
    shape; `office` a fill pattern of office suites; `marker` a point of plotly."""

    code: str
    ink: str
    ground: str
    shape: str
    hatch: str
    sign: str
    office: str
    marker: str


def palette() -> dict[str, Any]:
    """palette.toml: groups of colours by name, the tone of each code, the look of each status."""
    return toml_beside(__file__, "palette.toml")


def colour(name: str, group: str = "base") -> str:
    """A colour as `#RRGGBB`."""
    return palette()[group][name]


def curve(place: int) -> str:
    """The colour of a curve of a chart by its place, the first again after the last."""
    colours = palette()["curve"]["colours"]
    return colours[place % len(colours)]


def hexadecimal(colour: str) -> str:
    """A colour as the formats of office suites write it: `RRGGBB`."""
    return colour.removeprefix("#")


def tone(group: str, code: str | None) -> tuple[str, str]:
    """The colours of a status, text and ground; quiet ones where the code has no tone."""
    text, ground = palette()["tone"][palette().get(group, {}).get(code, "idle")]
    return text, ground


def mark(status: str | None) -> tuple[str, str]:
    """The point of a status in a chart, and its colour, which stands out on white and on dark alike."""
    return look(status).marker, colour(palette()["status"].get(status, "idle"), "chart")


@lru_cache(maxsize=32)
def look(status: str | None) -> Look:
    """The look of a status; of what is not a progress, on bare paper."""
    looks = palette()["look"]
    code = status if status in looks and status is not None else OTHER
    ink, ground = tone("status", status)
    return Look(code, ink, colour("paper") if code == OTHER else ground, **{"hatch": "", **looks[code]})
