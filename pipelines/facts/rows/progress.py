"""Where the strategy, its axes and its objectives stand: the rows of facts/sql/progress."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol


class Judged(Protocol):
    """What was expected of a figure, and how it stands."""

    @property
    def expected_progress(self) -> float | None: ...
    @property
    def status(self) -> str | None: ...


class Located(Protocol):
    """A figure of a territory; `code` names it, as an address does."""

    @property
    def code(self) -> str: ...
    @property
    def territory_code(self) -> str: ...


class Measured(Located, Protocol):
    """How far a figure went in one territory and campaign."""

    @property
    def campaign(self) -> str | None: ...
    @property
    def progress(self) -> float | None: ...


class Level(Measured, Judged, Protocol):
    """The same against what was expected of it."""


class Earlier(Located, Protocol):
    """How far a figure had gone in the campaign before."""

    @property
    def previous_progress(self) -> float | None: ...


class Evolved(Protocol):
    """How far a figure moved since the campaign before, like with like, and on how many territories."""

    @property
    def comparable_evolution(self) -> float | None: ...
    @property
    def comparable_territories(self) -> int | None: ...


class OfObjectives(Protocol):
    """A mean of objectives: of how many, out of how many it could."""

    @property
    def objectives_scored(self) -> int | None: ...
    @property
    def objectives_scorable(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Strategy:
    """The strategy in one territory and campaign, beside the campaign before (once this one is closed) and France."""

    QUERY: ClassVar[str] = "progress/strategy"
    campaign: str
    territory_code: str
    progress: float | None
    expected_progress: float | None
    objectives_scored: int | None
    objectives_scorable: int | None
    status: str
    comparable_evolution: float | None
    comparable_territories: int | None
    previous_progress: float | None
    france_progress: float | None

    @property
    def code(self) -> str:
        return "strategie"


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis in one territory and campaign, beside the campaign before (once this one is closed) and France."""

    QUERY: ClassVar[str] = "progress/axes"
    campaign: str | None
    territory_code: str
    axis_id: int
    title: str
    progress: float | None
    expected_progress: float | None
    objectives_scored: int | None
    objectives_scorable: int | None
    status: str
    comparable_evolution: float | None
    comparable_territories: int | None
    previous_progress: float | None
    france_progress: float | None

    @property
    def code(self) -> str:
        return f"axe-{self.axis_id}"


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective in one territory and campaign, beside the campaign before (once this one is closed) and France."""

    QUERY: ClassVar[str] = "progress/objectives"
    campaign: str | None
    territory_code: str
    objective_id: int
    axis_id: int
    title: str
    title_status: str
    progress: float | None
    expected_progress: float | None
    indicators_scored: int | None
    indicators_followed: int | None
    indicators_scorable: int | None
    status: str
    comparable_evolution: float | None
    comparable_territories: int | None
    previous_progress: float | None
    previous_status: str | None
    france_progress: float | None
    france_status: str | None

    @property
    def code(self) -> str:
        return f"objectif-{self.objective_id}"

    @property
    def numbered(self) -> str:
        """`4. Former les enseignants`."""
        return f"{self.objective_id}. {self.title}"


@dataclass(frozen=True, slots=True)
class StatusChange:
    """An objective whose status is not that of the campaign before, in one territory."""

    QUERY: ClassVar[str] = "progress/status_changes"
    campaign: str
    territory_code: str
    objective_id: int
    title: str
    progress: float | None
    status: str
    expected_progress: float | None
    previous_progress: float | None
    previous_status: str
    previous_expected: float | None

    @property
    def code(self) -> str:
        return f"objectif-{self.objective_id}"


@dataclass(frozen=True, slots=True)
class Celebrated:
    """An objective to celebrate in one territory, and how far it is ahead of France."""

    QUERY: ClassVar[str] = "progress/celebrated"
    campaign: str
    territory_code: str
    objective_id: int
    title: str
    progress: float
    expected_progress: float | None
    status: str
    france_progress: float | None
    ahead: float | None

    @property
    def code(self) -> str:
        return f"objectif-{self.objective_id}"


@dataclass(frozen=True, slots=True)
class ObjectiveTerritory:
    """One territory on one objective, and its figure for one indicator."""

    QUERY: ClassVar[str] = "progress/objective_territories"
    campaign: str
    objective_id: int
    territory_code: str
    name: str
    region_name: str | None
    region_code: str | None
    progress: float | None
    expected_progress: float | None
    status: str | None
    indicators_scored: int | None
    indicators_followed: int | None
    value: float | None
    partial: bool | None
    indicator_status: str | None
    territories_answered: int | None
    territories_expected: int | None

    @property
    def code(self) -> str:
        return f"objectif-{self.objective_id}"


@dataclass(frozen=True, slots=True)
class ObjectiveCampaign:
    """One objective in one campaign and territory, empty where there is no result."""

    QUERY: ClassVar[str] = "progress/status_history"
    objective_id: int
    title: str
    campaign: str
    territory_code: str
    progress: float | None
    expected_progress: float | None
    indicators_scored: int | None
    indicators_scorable: int | None
    status: str | None

    @property
    def code(self) -> str:
        return f"objectif-{self.objective_id}"


@dataclass(frozen=True, slots=True)
class MeanCampaign:
    """A mean in one campaign and territory: that of an objective, of an axis or of the strategy, as `code` says."""

    QUERY: ClassVar[str] = "progress/mean_history"
    campaign: str
    territory_code: str
    code: str
    progress: float | None
    expected_progress: float | None
    status: str


@dataclass(frozen=True, slots=True)
class MeanTerritory:
    """The same mean in a territory beneath another, and since which campaign it has its status."""

    QUERY: ClassVar[str] = "progress/mean_territories"
    campaign: str
    territory_code: str
    code: str
    progress: float | None
    expected_progress: float | None
    status: str
    name: str
    level: str
    since: str | None
