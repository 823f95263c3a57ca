"""How a status is drawn: colours from the palette of the exports, shape and hatch from looks.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipelines.outputs.workbook.appearance import tone

OTHER = "other"


@dataclass(frozen=True)
class Look:
    """`code` is the status, or `other` for all those that are not a progress."""

    code: str
    ink: str
    ground: str
    shape: str
    hatch: str
    sign: str
    office: str


@lru_cache(maxsize=1)
def _drawn() -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / "looks.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=32)
def look(status: str | None) -> Look:
    """The look of a status."""
    code = status if status in _drawn() and status is not None else OTHER
    ink, ground = tone("status", status)
    return Look(code, ink, "#FFFFFF" if code == OTHER else ground, **{"hatch": "", **_drawn()[code]})
