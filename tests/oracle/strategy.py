"""A strategy read from its TOML files into exact numbers, without the program's own models."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Indicator:
    id: str
    objective: int
    axis: int
    kind: str
    level: str
    origin: str
    unit: str
    scale: Fraction
    direction: str
    upper_bound: Fraction | None
    since: str | None
    suspended: str | None
    retired: str | None
    stages: tuple[str, ...]
    baseline: Fraction
    target: Fraction


@dataclass(frozen=True)
class Strategy:
    campaigns: tuple[str, ...]
    baseline_campaign: str
    target_campaign: str
    coverage_threshold: Fraction
    on_track: Fraction
    watch: Fraction
    indicators: dict[str, Indicator]

    def collected(self, campaign: str) -> list[Indicator]:
        """Begun (`since`), and not retired with its objective or by itself."""
        return [
            one
            for one in self.indicators.values()
            if (one.since is None or one.since <= campaign) and (one.retired is None or campaign < one.retired)
        ]

    def baseline_of(self, one: Indicator) -> str:
        """`baseline_campaign`, or the campaign before `since`."""
        if one.since is None:
            return self.baseline_campaign
        return self.campaigns[self.campaigns.index(one.since) - 1]

    def expected(self, one: Indicator, campaign: str) -> Fraction:
        """100 × campaigns since the baseline campaign / campaigns from it to the target campaign."""
        start = self.campaigns.index(self.baseline_of(one))
        end = self.campaigns.index(self.target_campaign)
        return Fraction(100 * (self.campaigns.index(campaign) - start), end - start)


def read(folder: Path) -> Strategy:
    whole = _toml(folder / "strategie.toml")["strategy"]
    indicators = {}
    for path in sorted((folder / "objectives").glob("*.toml")):
        objective = _toml(path)
        for one in objective["indicator"]:
            indicators[one["id"]] = _indicator(objective, one)
    return Strategy(
        tuple(whole["campaigns"]),
        whole["baseline_campaign"],
        whole["target_campaign"],
        Fraction(whole["coverage_threshold"]),
        Fraction(whole["statuses"]["on_track"]),
        Fraction(whole["statuses"]["watch"]),
        indicators,
    )


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def _indicator(objective: dict[str, Any], one: dict[str, Any]) -> Indicator:
    scale = Fraction(one["scale"])
    # a milestone goes from its first stage to its last unless its file says otherwise
    first, last = (Fraction(0), scale) if one["kind"] == "milestone" else (None, None)
    upper = one.get("upper_bound")
    retired = [date for date in (objective.get("retired_since"), one.get("retired_since")) if date]
    return Indicator(
        one["id"],
        objective["id"],
        objective["axis"],
        one["kind"],
        one["level"],
        one["origin"],
        one["unit"],
        scale,
        one["direction"],
        None if upper is None else Fraction(upper),
        one.get("since"),
        one.get("suspended_since"),
        min(retired, default=None),
        tuple(one.get("stages", ())),
        Fraction(one.get("baseline", first)),
        Fraction(one.get("target", last)),
    )
