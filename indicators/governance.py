"""How often the strategy asks each body to meet: read from governance.toml, checked once."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from indicators.models import Definition, Level

FILE = "governance.toml"


class Body(Definition):
    """A body of the strategy; one that is not `reported` has no meeting that a report could declare."""

    name: str
    level: Level
    per_year: int = Field(ge=1)
    asked: str
    reported: bool = True


class Governance(Definition):
    """The bodies in the order they are shown, and the working groups."""

    working_groups: tuple[str, ...]
    bodies: tuple[Body, ...] = Field(alias="body", min_length=1)

    def per_year(self, level: Level) -> int:
        """How many meetings are asked of a committee of this level that reports its own."""
        return next(body.per_year for body in self.bodies if body.level == level and body.reported)


@lru_cache(maxsize=8)
def governance(folder: Path | None = None) -> Governance:
    """The frequencies of the catalogue in `folder`; those of the package where it states none."""
    return Governance.model_validate(tomllib.loads(stated_in(folder).read_text(encoding="utf-8")))


def stated_in(folder: Path | None = None) -> Path:
    """The file that states the frequencies for a catalogue: its own, else that of the package."""
    path = (folder or Path(__file__).parent) / FILE
    return path if path.exists() else Path(__file__).parent / FILE
