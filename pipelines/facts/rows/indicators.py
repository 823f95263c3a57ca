"""Indicators as the catalogue defines them, and their figures, from a cell that was read to a year of a trajectory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol, TypedDict

from indicators.typography import Written


class Figured(Protocol):
    """The value of an indicator in one territory and campaign, and on how many territories it rests."""

    @property
    def campaign(self) -> str: ...
    @property
    def territory_code(self) -> str: ...
    @property
    def value(self) -> float | None: ...
    @property
    def partial(self) -> bool | None: ...
    @property
    def territories_answered(self) -> int | None: ...
    @property
    def territories_expected(self) -> int | None: ...


class Targeted(Protocol):
    """The target of a figure, and where it comes from."""

    @property
    def target(self) -> float | None: ...
    @property
    def target_origin(self) -> str | None: ...


class Started(Protocol):
    """Where a figure starts from, and where that comes from."""

    @property
    def baseline(self) -> float | None: ...
    @property
    def baseline_origin(self) -> str | None: ...


class Coded(Written, Protocol):
    """An indicator by its code, and how its figures are written."""

    @property
    def indicator_id(self) -> str: ...


class ToTarget(Written, Protocol):
    """What the catalogue says of the target of an indicator, for which another may have been agreed."""

    @property
    def target_status(self) -> str | None: ...


class FromBaseline(Written, Protocol):
    """What the catalogue says of where an indicator starts from."""

    @property
    def catalogue_baseline(self) -> float | None: ...
    @property
    def baseline_status(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator with all that its definition says."""

    indicator_id: str
    objective_id: int
    title: str
    kind: str
    level: str
    origin: str
    unit: str
    scale: float
    direction: str
    source: str
    numerator_label: str | None
    denominator_label: str | None
    upper_bound: float | None
    since: str | None
    suspended_since: str | None
    retired_since: str | None
    baseline_campaign: str | None
    catalogue_baseline: float | None
    baseline_status: str | None
    catalogue_target: float | None
    target_status: str | None
    stages: list[str] | None
    target_campaign: str | None
    concerns: list[str] | None
    sector: str | None
    owner: str | None
    frequency: str | None
    next_update: date | None


@dataclass(frozen=True, slots=True)
class CatalogueIndicator(Definition):
    """An indicator of the catalogue, with the wording of its objective and its axis."""

    QUERY: ClassVar[str] = "indicators/catalogue"
    axis_id: int
    position: int
    objective_title: str
    title_status: str
    axis_title: str


@dataclass(frozen=True, slots=True)
class ObjectiveIndicator(Definition):
    """An indicator of one objective, with its figure in one territory and campaign."""

    QUERY: ClassVar[str] = "indicators/of_objective"
    campaign: str
    territory_code: str
    value: float | None
    baseline: float | None
    target: float | None
    target_origin: str | None
    progress: float | None
    expected_progress: float | None
    status: str | None
    partial: bool | None
    territories_answered: int | None
    territories_expected: int | None

    @property
    def code(self) -> str:
        return self.indicator_id


@dataclass(frozen=True, slots=True)
class IndicatorFigure:
    """The value of an indicator in one territory and campaign, and on how many territories it rests."""

    campaign: str
    territory_code: str
    indicator_id: str
    value: float | None
    partial: bool | None
    territories_answered: int | None
    territories_expected: int | None

    @property
    def code(self) -> str:
        return self.indicator_id


@dataclass(frozen=True, slots=True)
class ExportedIndicator:
    """An indicator in one territory and campaign as exports tell it, beside the campaign before and France."""

    QUERY: ClassVar[str] = "export/indicators"
    indicator_id: str
    objective_id: int
    axis_id: int
    title: str
    unit: str
    kind: str
    value: float | None
    numerator: float | None
    denominator: float | None
    baseline: float | None
    target: float | None
    baseline_status: str | None
    baseline_campaign: str | None
    target_status: str | None
    target_campaign: str | None
    progress: float | None
    expected_progress: float | None
    projected_progress: float | None
    status: str
    territories_answered: int | None
    territories_expected: int | None
    coverage: float | None
    partial: bool | None
    basis: str | None
    stage: str | None
    since: str | None
    suspended_since: str | None
    previous_value: float | None
    value_evolution: float | None
    previous_progress: float | None
    comparable_evolution: float | None
    comparable_territories: int | None
    previous_status: str | None
    france_value: float | None

    @property
    def points_ahead(self) -> float | None:
        """How far its progress is ahead of its path, less than nothing where it is behind; None where it has none."""
        if self.progress is None or self.expected_progress is None:
            return None
        return self.progress - self.expected_progress


class GapPart(TypedDict):
    """A territory that makes some of what another is short of."""

    name: str
    level: str
    units: int
    share: float


@dataclass(frozen=True, slots=True)
class Gap:
    """What one territory is short of on a percentage in one campaign, in units, and the largest parts of it."""

    QUERY: ClassVar[str] = "gap/missing"
    indicator_id: str
    title: str
    objective_id: int
    numerator_label: str
    unit: str
    kind: str
    scale: float
    stages: list[str] | None
    direction: str
    level: str
    units_missing: float
    target: float
    parts: list[GapPart] | None


@dataclass(frozen=True, slots=True)
class TrajectoryYear(IndicatorFigure):
    """One indicator in one territory and campaign, empty where there is no result."""

    QUERY: ClassVar[str] = "indicators/trajectory"
    baseline: float | None
    target: float | None
    progress: float | None
    expected_progress: float | None
    projected_progress: float | None
    status: str | None
    baseline_origin: str | None
    target_origin: str | None
    target_campaign: str | None
    comparable_previous: float | None
    comparable_value: float | None
    comparable_territories: int | None


@dataclass(frozen=True, slots=True)
class RealisedYear(IndicatorFigure):
    """The figure of France for one indicator in one campaign, empty where there is no result."""

    QUERY: ClassVar[str] = "indicators/history"
    status: str | None


@dataclass(frozen=True, slots=True)
class MovedIndicator(IndicatorFigure):
    """An indicator whose progress moved since the campaign before, in one territory."""

    QUERY: ClassVar[str] = "indicators/moved"
    objective_id: int
    title: str
    kind: str
    unit: str
    scale: float
    stages: list[str] | None
    reporting_level: str
    previous_value: float | None
    comparable_evolution: float
    comparable_territories: int | None
    status: str


@dataclass(frozen=True, slots=True)
class IndicatorToDiscuss(IndicatorFigure):
    """An indicator that is late or regressing in one territory and campaign, beside France."""

    QUERY: ClassVar[str] = "indicators/to_discuss"
    title: str
    objective_id: int
    kind: str
    unit: str
    scale: float
    stages: list[str] | None
    target_status: str | None
    target_origin: str | None
    target: float | None
    progress: float | None
    expected_progress: float | None
    status: str
    france_value: float | None


@dataclass(frozen=True, slots=True)
class ProgramMilestone:
    """A milestone of the strategy that follows a dispositif, as France stands."""

    QUERY: ClassVar[str] = "committees/program_milestones"
    indicator_id: str
    objective_id: int
    title: str
    kind: str
    unit: str
    scale: float
    stages: list[str] | None
    value: float | None
    status: str | None


@dataclass(frozen=True, slots=True)
class ExplainedFigure(IndicatorFigure):
    """The figure of a territory that follows the indicator, with what says where the territory belongs."""

    QUERY: ClassVar[str] = "explain/figures"
    objective_id: int
    axis_id: int
    numerator: float | None
    denominator: float | None
    basis: str | None
    answered: int | None
    expected: int | None
    coverage: float | None
    baseline: float | None
    target: float | None
    progress_raw: float | None
    progress: float | None
    expected_progress: float | None
    projected_progress: float | None
    status: str
    target_campaign: str | None
    comparable_value: float | None
    comparable_previous: float | None
    comparable_territories: int | None
    baseline_origin: str | None
    target_origin: str | None
    scorable: bool
    silent: bool
    units_missing: float | None
    comparable_evolution: float | None
    name: str
    level: str
    parent_code: str | None
    region_code: str | None
    position: int
    agreed_source: str | None


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A cell behind a retained or superseded figure, as it was read."""

    QUERY: ClassVar[str] = "explain/cells"
    campaign: str
    territory_code: str
    indicator_id: str
    source_file: str
    source_sha256: str
    sheet: str | None
    cell: str | None
    row_number: int | None
    numerator: float | None
    denominator: float | None
    retained: bool
    source: str
    situation: str | None
    value_read_numerator: str | None
    value_read_denominator: str | None
    reason: str | None
    report_version: int | None
    submitted_on: date | None
    comment: str | None
    confidential: bool | None
