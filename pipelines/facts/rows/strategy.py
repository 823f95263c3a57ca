"""What figures are of: the strategy with its rules, the build that is shown, the campaign and the territory of a
file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol


class Rules(Protocol):
    """The thresholds of the strategy by which subjects are chosen."""

    @property
    def watch(self) -> float: ...
    @property
    def coverage_threshold(self) -> float: ...


@dataclass(frozen=True, slots=True)
class StrategyRules:
    """The strategy: its title, its years, its thresholds."""

    QUERY: ClassVar[str] = "strategy/strategy"
    title: str
    baseline_campaign: str
    target_campaign: str
    coverage_threshold: float
    on_track: float
    watch: float


@dataclass(frozen=True, slots=True)
class ShownBuild:
    """The build that is shown: when the last of its data came, if any did, of which program, whether they are
    invented."""

    QUERY: ClassVar[str] = "strategy/build"
    demonstration: bool
    built_at: datetime | None
    program_version: str
    content_digest: str


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """What a file says of its build, its strategy, its campaign and its territory."""

    QUERY: ClassVar[str] = "export/edition"
    demonstration: bool
    built_at: datetime
    program_version: str
    content_digest: str
    strategy: str
    target_campaign: str
    coverage_threshold: float
    on_track: float
    watch: float
    campaign: str
    state: str | None
    closes_on: date | None
    committees_expected: int | None
    committees_answered: int | None
    previous_campaign: str | None
    territory_code: str
    territory_name: str
    level: str
    number: str
    region_name: str | None
