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
class Progress:
    """How far a figure went in one territory and campaign, and how far it was to be."""

    campaign: str | None
    territory_code: str
    progress: float | None
    expected_progress: float | None


@dataclass(frozen=True, slots=True)
class ComparedMean(Progress):
    """A mean with its status, beside the campaign before (once this one is closed) and France."""

    status: str
    comparable_evolution: float | None
    comparable_territories: int | None
    previous_progress: float | None
    france_progress: float | None


@dataclass(frozen=True, slots=True)
class ObjectiveProgress(Progress):
    """The progress of one objective."""

    campaign: str
    objective_id: int

    @property
    def code(self) -> str:
        return f"objectif-{self.objective_id}"


@dataclass(frozen=True, slots=True)
class Mean(Progress):
    """A mean of any sort with its status: that of an objective, of an axis or of the strategy, as `code` says."""

    campaign: str
    code: str
    status: str


@dataclass(frozen=True, slots=True)
class Strategy(ComparedMean):
    """The strategy in one territory and campaign, beside the campaign before (once this one is closed) and France."""

    QUERY: ClassVar[str] = "progress/strategy"
    campaign: str
    objectives_scored: int | None
    objectives_scorable: int | None

    @property
    def code(self) -> str:
        return "strategie"


@dataclass(frozen=True, slots=True)
class Axis(ComparedMean):
    """An axis in one territory and campaign, beside the campaign before (once this one is closed) and France."""

    QUERY: ClassVar[str] = "progress/axes"
    axis_id: int
    title: str
    objectives_scored: int | None
    objectives_scorable: int | None

    @property
    def code(self) -> str:
        return f"axe-{self.axis_id}"


@dataclass(frozen=True, slots=True)
class Objective(ComparedMean):
    """An objective in one territory and campaign, beside the campaign before (once this one is closed) and France."""

    QUERY: ClassVar[str] = "progress/objectives"
    objective_id: int
    axis_id: int
    title: str
    title_status: str
    indicators_scored: int | None
    indicators_followed: int | None
    indicators_scorable: int | None
    previous_status: str | None
    france_status: str | None

    @property
    def code(self) -> str:
        return f"objectif-{self.objective_id}"

    @property
    def numbered(self) -> str:
        """`4. Former les enseignants`."""
        return f"{self.objective_id}. {self.title}"


@dataclass(frozen=True, slots=True)
class StatusChange(ObjectiveProgress):
    """An objective whose status is not that of the campaign before, in one territory."""

    QUERY: ClassVar[str] = "progress/status_changes"
    title: str
    status: str
    previous_progress: float | None
    previous_status: str
    previous_expected: float | None


@dataclass(frozen=True, slots=True)
class Celebrated(ObjectiveProgress):
    """An objective to celebrate in one territory, and how far it is ahead of France."""

    QUERY: ClassVar[str] = "progress/celebrated"
    title: str
    progress: float
    status: str
    france_progress: float | None
    ahead: float | None


@dataclass(frozen=True, slots=True)
class ObjectiveTerritory(ObjectiveProgress):
    """One territory on one objective, and its figure for one indicator."""

    QUERY: ClassVar[str] = "progress/objective_territories"
    name: str
    region_name: str | None
    region_code: str | None
    status: str | None
    indicators_scored: int | None
    indicators_followed: int | None
    value: float | None
    partial: bool | None
    indicator_status: str | None
    territories_answered: int | None
    territories_expected: int | None


@dataclass(frozen=True, slots=True)
class ObjectiveCampaign(ObjectiveProgress):
    """One objective in one campaign and territory, empty where there is no result."""

    QUERY: ClassVar[str] = "progress/status_history"
    title: str
    indicators_scored: int | None
    indicators_scorable: int | None
    status: str | None


@dataclass(frozen=True, slots=True)
class MeanCampaign(Mean):
    """A mean in one campaign and territory: that of an objective, of an axis or of the strategy, as `code` says."""

    QUERY: ClassVar[str] = "progress/mean_history"


@dataclass(frozen=True, slots=True)
class MeanTerritory(Mean):
    """The same mean in a territory beneath another, and since which campaign it has its status."""

    QUERY: ClassVar[str] = "progress/mean_territories"
    name: str
    level: str
    since: str | None
