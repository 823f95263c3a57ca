"""The method: what each status means, and the catalogue of indicators, objective by objective.

Apart: a page is a script, what it shows is a function that tests call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from dashboard.components.html import prose
from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, table
from dashboard.components.indicator import performance
from dashboard.components.indicator.status import badge, word
from dashboard.components.layout.shell import section
from dashboard.components.links.address import link
from indicators.models import Example
from pipelines.facts.rows.indicators import CatalogueIndicator


def statuses(**values: str) -> Html:
    """The statuses, in the order in which the first that holds is given, with the thresholds of the strategy."""
    columns = [
        Column("Statut", lambda row: badge(row["code"])),
        Column("Ce qu'il veut dire", lambda row: row["means"].format(**values), "wide"),
    ]
    rows = prose.read("method")["status"]
    status_table = table("Les statuts : le premier qui convient est donné", columns, rows, in_order=True)
    return section("Les statuts", status_table, note=None)


def catalogue(rows: Sequence[CatalogueIndicator], examples: Mapping[str, Example | None], threshold: float) -> Html:
    """Every indicator with its definition, under its objective."""
    return section(
        f"Les {len(rows)} indicateurs partagés",
        join(
            _objective(number, list(indicators), examples, threshold)
            for number, indicators in groupby(rows, key=lambda row: row.objective_id)
        ),
        note="Ouvrez un indicateur pour lire son mode de calcul, sa source, sa cible et un exemple à refaire.",
    )


def _objective(
    number: int, rows: Sequence[CatalogueIndicator], examples: Mapping[str, Example | None], threshold: float
) -> Html:
    first = rows[0]
    standing = first.title_status
    flag = "" if standing == "official" else join([" ", tag("span", word("title_status", standing), class_="flag")])
    title = tag("h3", link(f"Objectif {number} : {first.objective_title}", "objectif", objectif=number), flag)
    return join([title, *(performance.definition(row, examples.get(row.indicator_id), threshold) for row in rows)])
