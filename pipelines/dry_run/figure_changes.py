"""What files would change of a territory: each figure before and after, then its objectives, its axes, its strategy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from indicators.catalogue import catalogue
from pipelines.errors import NoWarehouse
from pipelines.queries import query
from pipelines.settings import Settings
from pipelines.warehouse.builds import read_rows

Rows = list[dict[str, Any]]
Query = Callable[[str, dict[str, Any]], Rows]
Figures = dict[tuple[str, str, str], dict[str, Any]]


@dataclass(frozen=True)
class Change:
    """A figure that moves, before and after, None where it did not exist: `kind` is indicator, objective, axis or
    strategy."""

    kind: str
    id: str
    title: str
    campaign: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def present(settings: Settings) -> Query:
    """Asks the current build; before anything was built every answer is empty."""

    def ask(sql: str, parameters: dict[str, Any]) -> Rows:
        try:
            return read_rows(settings, sql, parameters)
        except NoWarehouse:
            return []

    return ask


def figures(ask: Query, territories: Iterable[str]) -> dict[str, Figures]:
    """Every figure of these territories, by kind, campaign and code."""
    wanted = list(territories)
    rows = [{"kind": "indicator"} | row for row in ask(query("preview", "indicators"), {"territories": wanted})]
    rows += ask(query("preview", "means"), {"territories": wanted})
    by_territory: dict[str, Figures] = {code: {} for code in wanted}
    for row in rows:
        by_territory[row.pop("territory_code")][row.pop("kind"), row.pop("campaign"), row.pop("id")] = row
    return by_territory


def changes(settings: Settings, before: Figures, after: Figures) -> tuple[Change, ...]:
    """The figures that differ, in the order of the catalogue, the last campaign first."""
    names = _titles(settings)
    place = {key: number for number, key in enumerate(names)}
    moved = [key for key in {**before, **after} if _shown(before.get(key)) != _shown(after.get(key))]
    moved.sort(key=lambda key: (-int(key[1][:4]), place.get((key[0], key[2]), 0)))
    return tuple(
        Change(kind, code, names.get((kind, code), code), campaign, before.get(key), after.get(key))
        for key in moved
        for kind, campaign, code in [key]
    )


def _shown(row: dict[str, Any] | None) -> tuple[Any, ...] | None:
    """What a person would see move; a figure that nobody gave is the same as no figure."""
    if row is None or row["status"] == "not_reported":
        return None
    return tuple(row.get(name) for name in ("numerator", "denominator", "value", "basis", "progress", "status"))


def _titles(settings: Settings) -> dict[tuple[str, str], str]:
    definitions = catalogue(settings.catalogue)
    titles = {("strategy", ""): "Toute la stratégie"}
    titles |= {("axis", str(axis.id)): f"Axe {axis.id} : {axis.title}" for axis in definitions.axes}
    titles |= {
        ("objective", str(objective.id)): f"Objectif {objective.id} : {objective.title}"
        for objective in definitions.objectives
    }
    return titles | {
        ("indicator", indicator.id): f"{indicator.id} {indicator.title}" for _, indicator in definitions.indicators()
    }
