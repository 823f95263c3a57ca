"""The mean behind the progress of an objective, an axis or the strategy: its terms, its sum, what is left out."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, table
from dashboard.components.indicator.figures import coded
from dashboard.components.indicator.preference import sentences
from dashboard.components.indicator.status import badge, followed
from dashboard.components.links.address import why
from dashboard.components.links.places import territory_link
from dashboard.components.territory.progress import expected, measured, scored, why_progress
from indicators.typography import ABSENT, figure, number, percent
from pipelines.facts.rows.indicators import ObjectiveIndicator
from pipelines.facts.rows.progress import Level, MeanCampaign, MeanTerritory, Objective


def explained(
    kind: str,
    mean: Level | None,
    indicators: Sequence[ObjectiveIndicator],
    objectives: Sequence[Objective],
    territory: str,
    campaign: str,
) -> Html:
    """`kind` is objective, axis or strategy; the terms of an objective are its indicators, else objectives."""
    wording = sentences()["mean"]
    if mean is None or mean.progress is None:
        return tag("div", tag("p", tag("strong", "Pas de chiffre")), tag("p", wording["nothing"]), class_="notice")
    terms = [row.progress for row in indicators] + [row.progress for row in objectives]
    scored = [progress for progress in terms if progress is not None]
    card = tag(
        "div",
        tag("p", percent(mean.progress), class_="big"),
        tag("p", _formula(scored, mean.progress), class_="formula"),
        measured(mean.progress, mean.expected_progress, mean.status, percent(mean.progress)),
        tag("p", badge(mean.status), class_="facts"),
        tag("p", wording[kind], " ", wording["never"]),
        class_="card",
    )
    listed = (
        _objectives(objectives, territory, campaign)
        if kind != "objective"
        else _indicators(indicators, territory, campaign)
    )
    return join([card, listed])


def _formula(scored: Sequence[float], mean: float) -> str:
    """The sum anyone can redo, term by term."""
    terms = " + ".join(number(progress, 1) for progress in scored)
    return f"({terms}) ÷ {len(scored)} = {percent(mean)}" if len(scored) > 1 else f"un seul terme = {percent(mean)}"


def _indicators(rows: Sequence[ObjectiveIndicator], territory: str, campaign: str) -> Html:
    columns = [
        Column("Indicateur", lambda row: coded(row.indicator_id, row.title), "wide"),
        Column("Valeur", lambda row: why(figure(row.value, row), row.indicator_id, territory, campaign), "number"),
        Column("Avancement", scored, "measure"),
        Column("Statut", lambda row: followed(row.status, row, campaign)),
        Column("Dans la moyenne", lambda row: _counted(row.progress)),
    ]
    return table("Les indicateurs de la moyenne, et ceux qui n'y entrent pas", columns, rows)


def _objectives(rows: Sequence[Objective], territory: str, campaign: str) -> Html:
    columns = [
        Column("Objectif", lambda row: coded(str(row.objective_id), row.title), "wide"),
        Column(
            "Moyenne",
            lambda row: why(percent(row.progress), row.code, territory, campaign),
            "number",
        ),
        Column("Avancement", scored, "measure"),
        Column("Statut", lambda row: badge(row.status)),
        Column("Dans la moyenne", lambda row: _counted(row.progress)),
    ]
    return table("Les objectifs de la moyenne, et ceux qui n'y entrent pas", columns, rows)


def _counted(progress: float | None) -> str:
    return "oui" if progress is not None else "non : sans avancement"


def history(rows: Sequence[MeanCampaign], name: str) -> Html:
    """The mean, campaign by campaign."""
    columns = [
        Column("Campagne", lambda row: row.campaign, "brief"),
        Column("Avancement", why_progress, "number"),
        Column("Attendu", expected, "number"),
        Column("Statut", lambda row: badge(row.status)),
    ]
    return table(f"{name}, par campagne", columns, rows)


def beneath(rows: Sequence[MeanTerritory], name: str, campaign: str) -> Html:
    """The same mean in the territories beneath, the furthest behind first, and since when each has its status."""
    columns = [
        Column("Territoire", lambda row: territory_link(row.name, row.level, row.territory_code, campaign)),
        Column("Avancement", why_progress, "number"),
        Column("Attendu", expected, "number"),
        Column("Statut", lambda row: badge(row.status)),
        Column("Depuis", lambda row: row.since or ABSENT),
    ]
    return table(f"{name} : ses territoires, {campaign}", columns, rows)
