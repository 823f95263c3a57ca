"""Territories beside each other, each with where it stands: the rows of facts/sql/territories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Child:
    """A territory inside another: where the strategy stands there, and what became of the report of its committee."""

    QUERY: ClassVar[str] = "territories/children"
    campaign: str
    territory_code: str
    name: str
    level: str
    progress: float | None
    expected_progress: float | None
    status: str | None
    comparable_evolution: float | None
    comparable_territories: int | None
    objectives_scored: int | None
    objectives_scorable: int | None
    previous_progress: float | None
    state: str | None
    submitted_on: date | None
    errors: int | None
    warnings: int | None
    received_late: bool | None

    @property
    def code(self) -> str:
        return "strategie"


@dataclass(frozen=True, slots=True)
class MapTerritory:
    """A territory of one level on the strategy, or on one objective where `objective_id` says which."""

    QUERY: ClassVar[str] = "territories/map"
    campaign: str
    objective_id: int | None
    territory_code: str
    name: str
    level: str
    region_name: str | None
    progress: float | None
    expected_progress: float | None
    scored: int | None
    scorable: int | None
    status: str | None

    @property
    def code(self) -> str:
        return f"objectif-{self.objective_id}" if self.objective_id else "strategie"


@dataclass(frozen=True, slots=True)
class AlikeTerritory:
    """A territory of about the same size as another of its level, which is among them; `measured_by` says in what."""

    QUERY: ClassVar[str] = "territories/alike"
    campaign: str
    territory_code: str
    name: str
    size: float
    measured_by: str | None
    progress: float | None
    expected_progress: float | None
    status: str | None

    @property
    def code(self) -> str:
        return "strategie"


@dataclass(frozen=True, slots=True)
class DepartmentToHelp:
    """A département that is not on its path: how far behind, on how many of its objectives."""

    QUERY: ClassVar[str] = "territories/to_help"
    campaign: str
    territory_code: str
    name: str
    level: str
    progress: float
    expected_progress: float
    distance: float
    status: str
    behind: int
    measured: int

    @property
    def code(self) -> str:
        return "strategie"


@dataclass(frozen=True, slots=True)
class ListedTerritory:
    """One of all the territories, in the order in which they are shown."""

    QUERY: ClassVar[str] = "territories/territories"
    territory_code: str
    name: str
    level: str
    parent_code: str | None
    region_code: str | None
    academy_code: str | None
    number: str


@dataclass(frozen=True, slots=True)
class SituatedTerritory:
    """A territory with those that it belongs to, and the number of its départements."""

    QUERY: ClassVar[str] = "territories/territory"
    territory_code: str
    name: str
    level: str
    number: str
    academy_code: str | None
    academy_name: str | None
    region_code: str | None
    region_name: str | None
    departments: int
