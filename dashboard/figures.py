"""Which figure the address asks for: an indicator by its code, or the mean of an objective, an axis, the strategy.

Apart: reading an address is tested without a page."""

from __future__ import annotations

from dashboard import data
from pipelines.facts.rows.indicators import CatalogueIndicator, ObjectiveIndicator
from pipelines.facts.rows.progress import Axis, Level, Objective, Strategy

FRANCE = "NAT-FR"
STRATEGY = "strategie"


def names() -> dict[str, str]:
    """Every figure that can be explained, by the code it has in the address."""
    at = {"campaign": None, "previous": None, "territory": FRANCE}
    titles = {STRATEGY: "Toute la stratégie"}
    titles |= {row.code: f"Axe {row.axis_id} : {row.title}" for row in data.rows(Axis, **at)}
    for row in data.rows(Objective, **at):
        titles[row.code] = f"Objectif {row.objective_id} : {row.title}"
    return titles | {row.indicator_id: f"{row.indicator_id} {row.title}" for row in data.rows(CatalogueIndicator)}


def parse(code: str) -> tuple[str, int]:
    """The kind of a figure (indicator, objective, axis, strategy) and its number."""
    kinds = {"objectif": "objective", "axe": "axis", "strategie": "strategy"}
    word, _, number = code.partition("-")
    return (kinds[word], int(number or 0)) if word in kinds else ("indicator", 0)


def mean(
    kind: str, number: int, campaign: str, previous: str | None, territory: str
) -> tuple[Level | None, tuple[ObjectiveIndicator, ...], list[Objective]]:
    """The mean and its terms: indicators of an objective, objectives of an axis or of the strategy."""
    at = {"campaign": campaign, "previous": previous, "territory": territory}
    objectives = data.rows(Objective, **at)
    if kind == "objective":
        mean_row = next(row for row in objectives if row.objective_id == number)
        terms = data.rows(ObjectiveIndicator, campaign=campaign, objective=number, territory=territory)
        return mean_row, terms, []
    if kind == "axis":
        mean_row = next(row for row in data.rows(Axis, **at) if row.axis_id == number)
        return mean_row, (), [row for row in objectives if row.axis_id == number]
    return data.row(Strategy, **at), (), list(objectives)


def sentence(title: str, name: str, campaign: str, value: str | None) -> str:
    """The figure that is explained, in one sentence."""
    place = "la France entière" if name == "France" else name
    if value is None:
        return f"{title}, pour {place}, en {campaign} : il n'y a pas de chiffre, et voici pourquoi."
    return f"{title}, pour {place}, en {campaign} : {value}. Voici d'où vient ce chiffre."
