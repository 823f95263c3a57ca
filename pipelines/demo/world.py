"""The territories of a demonstration: who reports, who is beneath whom, how many people, how large a denominator."""

from __future__ import annotations

import math
import re
from functools import cached_property
from typing import Any

from indicators.models import Catalogue, Indicator
from indicators.territories import Territory, fold
from pipelines.demo.chance import sizes, stream


class World:
    """One demonstration: a seed, a strategy, territories. Everything else follows from these three."""

    def __init__(self, seed: int, catalogue: Catalogue, territories: tuple[Territory, ...]) -> None:
        self.seed = seed
        self.catalogue = catalogue
        self.committees = tuple(t for t in territories if t.level != "academy")
        self._by_code = {t.code: t for t in territories}
        self._denominators: dict[tuple[str, str, str], float] = {}

    @property
    def complete_campaigns(self) -> tuple[str, ...]:
        """Every campaign but the last, which has just begun."""
        return self.catalogue.strategy.campaigns[:-1]

    @property
    def current_campaign(self) -> str:
        return self.catalogue.strategy.campaigns[-1]

    @cached_property
    def _departments(self) -> dict[str, list[Territory]]:
        """Région → its départements, through their académies."""
        below: dict[str, list[Territory]] = {}
        for department in self.committees:
            academy = self._by_code.get(department.parent_code or "")
            if department.level == "department" and academy and academy.parent_code:
                below.setdefault(academy.parent_code, []).append(department)
        return below

    def departments(self, territory: Territory) -> list[Territory]:
        """The départements of a région, a département itself, or all of them for the nation."""
        if territory.level == "department":
            return [territory]
        if territory.level == "region":
            return self._departments.get(territory.code, [])
        return [t for t in self.committees if t.level == "department"]

    def region(self, department: Territory) -> Territory | None:
        academy = self._by_code.get(department.parent_code or "")
        return self._by_code.get(academy.parent_code or "") if academy else None

    def population(self, territory: Territory) -> int:
        """Invented inhabitants: of a département by chance, of the others by addition."""
        if territory.level == "department":
            drawn = stream(self.seed, "population", territory.code).lognormvariate(math.log(520_000), 0.62)
            return round(min(2_600_000, max(80_000, drawn)))
        return sum(self.population(department) for department in self.departments(territory)) or 500_000

    def denominator(self, indicator: Indicator, territory: Territory, campaign: str) -> int:
        """The denominator a territory states: the same label has the same size everywhere in a report, and drifts."""
        label = fold(indicator.denominator or "")
        key = (label, territory.code, campaign)
        if key not in self._denominators:
            self._denominators[key] = self._denominator(indicator.denominator or "", label, territory, campaign)
        return round(self._denominators[key])

    def _denominator(self, written: str, label: str, territory: Territory, campaign: str) -> float:
        if fixed := fixed_denominator(written):
            return fixed
        size = next((s for s in sizes()["size"] if any(word in label for word in s["words"])), sizes()["default"])
        if size.get("academies"):
            return len({department.parent_code for department in self.departments(territory)}) or 1
        chance = stream(self.seed, "denominator", label, territory.code)
        drift = 1.0
        for _ in range(self.catalogue.strategy.campaigns.index(campaign)):
            drift *= 1 + min(0.04, max(-0.04, chance.gauss(-0.002, 0.012)))
        return max(size.get("at_least", 1), self._base(size, territory) * drift)

    def _base(self, size: dict[str, Any], territory: Territory) -> float:
        chance = stream(self.seed, "size", *size.get("words", ["default"]), territory.code)
        if "between" in size:
            return chance.uniform(*size["between"])
        return self.population(territory) * size["per_thousand"] / 1000 * chance.uniform(0.88, 1.12)


def fixed_denominator(label: str) -> int | None:
    """The number a label is, or ends with in brackets: « 1 », « Actions du plan (27) »."""
    match = re.fullmatch(r"\s*(\d+)\s*|.*\((\d+)\)\s*", label)
    return int(match[1] or match[2]) if match else None
