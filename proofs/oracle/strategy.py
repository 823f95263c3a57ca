"""A strategy read from its TOML files into exact numbers, without the program's own models."""

from __future__ import annotations

import csv
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
    baseline_campaign: str | None
    target_campaign: str | None
    concerns: tuple[str, ...]
    sector: str | None


@dataclass(frozen=True)
class Agreed:
    """A line of targets.csv: what is None is left to the catalogue."""

    baseline: Fraction | None
    target: Fraction | None
    due: str | None


@dataclass(frozen=True)
class Strategy:
    campaigns: tuple[str, ...]
    baseline_campaign: str
    target_campaign: str
    coverage_threshold: Fraction
    on_track: Fraction
    watch: Fraction
    indicators: dict[str, Indicator]
    scored_threshold: Fraction
    agreed: dict[tuple[str, str], Agreed]  # territory, indicator

    def collected(self, campaign: str) -> list[Indicator]:
        """Begun (`since`), and not retired with its objective or by itself."""
        return [
            indicator
            for indicator in self.indicators.values()
            if (indicator.since is None or indicator.since <= campaign)
            and (indicator.retired is None or campaign < indicator.retired)
        ]

    def baseline_of(self, indicator: Indicator) -> str:
        """Its own, else the campaign before `since` where there is one, else the strategy's."""
        if indicator.baseline_campaign is not None:
            return indicator.baseline_campaign
        if indicator.since is None or indicator.since == self.campaigns[0]:
            return self.baseline_campaign
        return self.campaigns[self.campaigns.index(indicator.since) - 1]

    def agreement(self, territory: str, indicator: Indicator) -> Agreed:
        return self.agreed.get((territory, indicator.id), Agreed(None, None, None))

    def due(self, territory: str, indicator: Indicator) -> str:
        """That of targets.csv for the territory, else the indicator's, else the strategy's."""
        return self.agreement(territory, indicator).due or indicator.target_campaign or self.target_campaign

    def expected(self, territory: str, indicator: Indicator, campaign: str) -> Fraction:
        """100 × campaigns since the baseline campaign / campaigns from it to the target campaign, at most 100."""
        start = self.campaigns.index(self.baseline_of(indicator))
        end = self.campaigns.index(self.due(territory, indicator))
        return min(Fraction(100), Fraction(100 * (self.campaigns.index(campaign) - start), end - start))


def read(folder: Path) -> Strategy:
    whole = _toml(folder / "strategie.toml")["strategy"]
    indicators = {}
    for path in sorted((folder / "objectives").glob("*.toml")):
        objective = _toml(path)
        for indicator in objective["indicator"]:
            indicators[indicator["id"]] = _indicator(objective, indicator)
    return Strategy(
        tuple(whole["campaigns"]),
        whole["baseline_campaign"],
        whole["target_campaign"],
        Fraction(whole["coverage_threshold"]),
        Fraction(whole["statuses"]["on_track"]),
        Fraction(whole["statuses"]["watch"]),
        indicators,
        Fraction(whole.get("scored_threshold", Decimal("0.5"))),
        _agreed(folder / "targets.csv"),
    )


def _agreed(path: Path) -> dict[tuple[str, str], Agreed]:
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file, delimiter=";"))
    return {
        (line["territory_code"], line["indicator_id"]): Agreed(
            _number(line["baseline"]), _number(line["target"]), line["target_campaign"] or None
        )
        for line in lines
    }


def _number(text: str) -> Fraction | None:
    return Fraction(text.replace(",", ".")) if text else None


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def _indicator(objective: dict[str, Any], indicator: dict[str, Any]) -> Indicator:
    scale = Fraction(indicator["scale"])
    # a milestone goes from its first stage to its last unless its file says otherwise
    first, last = (Fraction(0), scale) if indicator["kind"] == "milestone" else (None, None)
    upper = indicator.get("upper_bound")
    retired = [date for date in (objective.get("retired_since"), indicator.get("retired_since")) if date]
    return Indicator(
        indicator["id"],
        objective["id"],
        objective["axis"],
        indicator["kind"],
        indicator["level"],
        indicator["origin"],
        indicator["unit"],
        scale,
        indicator["direction"],
        None if upper is None else Fraction(upper),
        indicator.get("since"),
        indicator.get("suspended_since"),
        min(retired, default=None),
        tuple(indicator.get("stages", ())),
        Fraction(indicator.get("baseline", first)),
        Fraction(indicator.get("target", last)),
        indicator.get("baseline_campaign"),
        indicator.get("target_campaign"),
        tuple(indicator.get("concerns", ())),
        indicator.get("sector"),
    )
