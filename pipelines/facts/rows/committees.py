"""What committees think and do, beside what the figures say: the rows of facts/sql/committees that many read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a committee says of an axis, beside the status that is computed for its territory."""

    QUERY: ClassVar[str] = "committees/assessments"
    campaign: str
    axis_id: int | None
    title: str | None
    territory_code: str
    territory_name: str
    level: str
    appraisal: str | None
    progress: float | None
    status: str | None
    disagrees: bool
    highlights: str | None
    difficulties: str | None
    requests: str | None

    @property
    def code(self) -> str:
        return f"axe-{self.axis_id}" if self.axis_id else "strategie"


@dataclass(frozen=True, slots=True)
class BestPractice:
    """An action done for one objective in a territory that leads."""

    QUERY: ClassVar[str] = "committees/best_practices"
    campaign: str
    objective_id: int
    territory_code: str
    territory_name: str
    level: str
    progress: float
    status: str
    title: str | None
    lead: str | None
    partners: str | None
    budget: float | None
    comment: str | None
    due_on: date | None

    @property
    def code(self) -> str:
        return f"objectif-{self.objective_id}"
