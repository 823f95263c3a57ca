"""Who governs: bodies and how often they meet, members, dispositifs; read from governance.toml, checked once."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from indicators.models import Definition, Level
from indicators.territories import fold

FILE = "governance.toml"
LISTS = ("member", "sector_committee", "program")  # those of the package where a catalogue states none


class Body(Definition):
    """A body of the strategy: the committees of a level, unless its meetings have a type of their own in the report of
    that level. One that is not `reported`, as catalogues of before said of the instance nationale, is not counted."""

    name: str
    level: Level
    per_year: int = Field(ge=1)
    asked: str
    meeting_type: Literal["instance nationale"] | None = None
    reported: bool = True


class Member(Definition):
    """An organisation of the comité des partenaires; one that is not `confirmed` was read in no public source."""

    name: str
    group: str
    short: str | None = None
    also: tuple[str, ...] = ()
    confirmed: bool = True

    def spellings(self) -> set[str]:
        """Every name it is known under, folded: `AMF`, its whole name, or both together."""
        both = (f"{self.name} {self.short}", f"{self.short} {self.name}", self.short) if self.short else ()
        return {fold(name) for name in (self.name, *both, *self.also)}


class SectorCommittee(Definition):
    """A committee of the State and of an industry."""

    name: str
    about: str


class Program(Definition):
    """A dispositif: its name in reports, what a title holds that speaks of it, the milestones that follow it."""

    name: str
    title: str
    about: str
    words: tuple[str, ...] = Field(min_length=1)
    indicators: tuple[str, ...] = ()

    def spellings(self) -> set[str]:
        """The names it has in a cell that asks for a dispositif, folded."""
        return {fold(name) for name in (self.name, self.title, *self.words)}


class Governance(Definition):
    """The bodies in the order they are shown, the working groups, the members, the dispositifs."""

    working_groups: tuple[str, ...]
    bodies: tuple[Body, ...] = Field(alias="body", min_length=1)
    members: tuple[Member, ...] = Field(alias="member")
    sector_committees: tuple[SectorCommittee, ...] = Field(alias="sector_committee")
    programs: tuple[Program, ...] = Field(alias="program")

    @model_validator(mode="after")
    def _told_apart(self) -> Governance:
        """What is typed names one member, and one dispositif, at most."""
        for listed in (self.members, self.programs):
            owner_of: dict[str, str] = {}
            for entry in listed:
                for spelling in entry.spellings():
                    other = owner_of.setdefault(spelling, entry.name)
                    if other != entry.name:
                        problem = f"« {spelling} » désigne à la fois « {other} » et « {entry.name} »"
                        raise ValueError(f"{problem} ; retirez-le de l'un des deux")
        return self

    def per_year(self, level: Level) -> int:
        """How many meetings are asked of a committee of this level that reports its own."""
        own = (body for body in self.bodies if body.reported and body.meeting_type is None)
        return next(body.per_year for body in own if body.level == level)

    @property
    def sessions_per_year(self) -> int | None:
        """How many sessions are asked of the instance nationale de dialogue; None where none can be counted."""
        return next((body.per_year for body in self.bodies if body.reported and body.meeting_type), None)


@lru_cache(maxsize=8)
def governance(folder: Path | None = None) -> Governance:
    """The governance of the catalogue in `folder`; that of the package where it states none."""
    content, packaged = _content(stated_in(folder)), _content(stated_in())
    return Governance.model_validate({name: packaged[name] for name in LISTS} | content)


def _content(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def stated_in(folder: Path | None = None) -> Path:
    """The file that states the governance for a catalogue: its own, else that of the package."""
    path = (folder or Path(__file__).parent) / FILE
    return path if path.exists() else Path(__file__).parent / FILE
