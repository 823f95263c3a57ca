"""What the territories that lead have done: their finished actions for an objective.

Apart: a page is a script, what it shows is a function that tests call."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.html.markup import Html, tag
from dashboard.components.html.table import Column, table
from dashboard.components.indicator.status import badge
from dashboard.components.links.places import territory_link
from dashboard.components.territory.progress import why_progress
from indicators.typography import ABSENT, euros
from pipelines.facts.rows.committees import BestPractice

NOTE = (
    "Les actions « réalisées » que déclarent les territoires du premier quart de leur niveau pour cet objectif :"
    " une piste à regarder, pas une preuve que l'action explique l'avance."
)


def practices(rows: Sequence[BestPractice], campaign: str) -> Html:
    """One row per finished action, the territory furthest ahead first."""
    if not rows:
        return tag("p", f"Aucune action réalisée n'est déclarée par ces territoires en {campaign}.", class_="note")
    columns = [
        Column("Action", lambda row: row.title or ABSENT, "wide"),
        Column("Territoire", lambda row: territory_link(row.territory_name, row.level, row.territory_code, campaign)),
        Column("Avancement", why_progress, "number"),
        Column("Statut", lambda row: badge(row.status)),
        Column("Pilote", lambda row: row.lead or ABSENT),
        Column("Partenaires", lambda row: row.partners or ABSENT),
        Column("Budget", lambda row: euros(row.budget), "number"),
    ]
    return table(f"Actions réalisées dans les territoires en tête, {campaign}", columns, rows)
