"""The figures of a demonstration: each indicator of each territory goes its own way from baseline towards target."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from indicators.models import Indicator, Objective
from indicators.territories import Territory
from pipelines.demo.chance import stream
from pipelines.demo.world import World, fixed_denominator

# How territories fare beside the national pace: weight in the draw, factor on that pace.
PROFILES = {"steady": (70, 1.0), "ahead": (12, 1.35), "slow": (10, 0.5), "plateau": (5, 1.0), "retreat": (3, -0.25)}
FASTEST, SLOWEST = 1.45, 0.55  # national pace of the best and of the worst objective; 1 reaches the target in time
YEAR_BEGUN = 0.3  # a campaign that has just begun has made this part of its way
LARGEST_STEP = 0.45  # beyond half, the reader asks whether the value is right: few figures jump that far


@dataclass(frozen=True)
class Figure:
    """What a committee writes: two numbers, a number alone, a yes or a no, the name of a stage."""

    numerator: float | str
    denominator: int | None = None


class Trajectories:
    """Figures for any indicator, territory and campaign; the same question always has the same answer."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.strategy = world.catalogue.strategy
        self._levels: dict[tuple[str, str], dict[str, float]] = {}

    def figure(self, indicator: Indicator, territory: Territory, campaign: str) -> Figure:
        """What the committee of `territory` would write for `indicator` if it made no mistake."""
        if indicator.kind == "milestone":
            return Figure(self._stage(indicator, campaign))
        if indicator.kind == "share":
            return Figure("oui" if self.answers_yes(indicator, territory, campaign) else "non")
        value = self.level(indicator, territory, campaign)
        if indicator.kind == "count":
            return Figure(round(value * self._weight(territory)))
        return self._quotient(indicator, value, territory, campaign)

    def answers_yes(self, indicator: Indicator, territory: Territory, campaign: str) -> bool:
        """Whether the territory is among those that have already adopted what a share asks."""
        share = _toward(indicator, indicator.baseline or 0, self._national(indicator, campaign))
        return indicator.scale * stream(self.world.seed, "adoption", indicator.id, territory.code).random() < share

    def level(self, indicator: Indicator, territory: Territory, campaign: str) -> float:
        """The value in the indicator's unit, before it is written as two whole numbers."""
        key = (indicator.id, territory.code)
        if key not in self._levels:
            self._levels[key] = self._trajectory(indicator, territory)
        return self._levels[key][campaign]

    def _trajectory(self, indicator: Indicator, territory: Territory) -> dict[str, float]:
        chance = stream(self.world.seed, "trajectory", indicator.id, territory.code)
        start = _bounded(indicator, self._start(indicator, min(1.8, max(-1.8, chance.gauss(0, 1)))))
        names = list(PROFILES)
        profile = chance.choices(names, [PROFILES[name][0] for name in names])[0]
        drive = min(1.4, max(0.6, stream(self.world.seed, "drive", territory.code).gauss(1, 0.13)))
        values: dict[str, float] = {}
        for campaign in self.strategy.campaigns:
            pace = self._national(indicator, campaign, stop=0.4 if profile == "plateau" else 1.0)
            moved = min(1.05, pace * drive * PROFILES[profile][1]) + chance.gauss(0, 0.015)
            wanted = _bounded(indicator, _toward(indicator, start, moved))
            before = list(values.values())[-1] if values and (not indicator.since or campaign > indicator.since) else 0
            values[campaign] = _step(before, wanted, chance.uniform(0.3, LARGEST_STEP), surge=chance.random() < 0.02)
        return values

    def _start(self, indicator: Indicator, deviation: float) -> float:
        """A baseline of its own around the catalogue's, clear of the bounds; the catalogue's if none is collected."""
        baseline, target = indicator.baseline or 0, indicator.target or 0
        room = [0.3 * abs(target - baseline), 0.3 * baseline]
        if indicator.since or (ceiling := _ceiling(indicator)) is None:
            return baseline if indicator.since else baseline + min(room) * deviation
        return baseline + min(*room, 0.3 * (ceiling - baseline)) * deviation

    def _national(self, indicator: Indicator, campaign: str, stop: float = 1.0) -> float:
        """The part of the way from baseline to target that the nation has gone by `campaign`, at its pace."""
        campaigns = self.strategy.campaigns
        first = campaigns.index(self.world.catalogue.baseline_campaign(indicator))
        length = max(1, campaigns.index(self.strategy.target_campaign) - first)
        now = campaigns.index(campaign) - (1 - YEAR_BEGUN if campaign == self.world.current_campaign else 0)
        elapsed = min(stop, max(0.0, (now - first) / length))
        if indicator.since:  # what starts from nothing rises fast, then less
            elapsed **= 0.5
        return min(1.05, elapsed * self._paces[indicator.id])

    @cached_property
    def _paces(self) -> dict[str, float]:
        """Objectives in an order drawn by chance, from the fastest to the slowest; indicators around theirs."""
        seed, objectives = self.world.seed, self.world.catalogue.objectives
        drawn: list[Objective] = sorted(objectives, key=lambda o: stream(seed, "objective", o.id).random())
        gap = (FASTEST - SLOWEST) / max(1, len(drawn) - 1)
        return {
            indicator.id: (FASTEST - gap * rank) * stream(seed, "pace", indicator.id).uniform(0.88, 1.12)
            for rank, objective in enumerate(drawn)
            for indicator in objective.indicators
        }

    def _stage(self, indicator: Indicator, campaign: str) -> str:
        """The stage reached; a suspended project stays where it was."""
        stages, campaigns = indicator.stages or ("",), self.strategy.campaigns
        if indicator.suspended_since and campaign >= indicator.suspended_since:
            campaign = campaigns[max(0, campaigns.index(indicator.suspended_since) - 1)]
        return stages[min(len(stages) - 1, int(self._national(indicator, campaign) * len(stages)))]

    def _weight(self, territory: Territory) -> float:
        """The part of a national number that belongs to a territory."""
        peers = [committee for committee in self.world.committees if committee.level == territory.level]
        return self.world.population(territory) / sum(self.world.population(peer) for peer in peers)

    def _quotient(self, indicator: Indicator, value: float, territory: Territory, campaign: str) -> Figure:
        denominator = self.world.denominator(indicator, territory, campaign)
        exact = value / indicator.scale * denominator
        if fixed_denominator(indicator.denominator or "") == 1:
            return Figure(round(exact, 1), denominator)
        ceiling = _ceiling(indicator)
        if ceiling is None:
            return Figure(round(exact), denominator)
        return Figure(min(round(exact), int(ceiling / indicator.scale * denominator + 1e-9)), denominator)


def _toward(indicator: Indicator, start: float, moved: float) -> float:
    return start + ((indicator.target or 0) - start) * moved


def _ceiling(indicator: Indicator) -> float | None:
    """The value that cannot be passed: an upper bound, or the whole for a percentage."""
    if indicator.upper_bound is not None:
        return indicator.upper_bound
    return indicator.scale if indicator.unit == "%" else None


def _bounded(indicator: Indicator, value: float) -> float:
    ceiling = _ceiling(indicator)
    return max(0.0, value if ceiling is None else min(ceiling, value))


def _step(before: float, wanted: float, largest: float, surge: bool) -> float:
    """The value wanted, or the furthest a plausible year can go from the one before."""
    if not before or surge:
        return wanted
    return min(before * (1 + largest), max(before * (1 - largest), wanted))
