"""What changed since the campaign before: the objectives whose status moved, the indicators that moved most."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, table
from dashboard.components.indicator.figures import indicator_link, valued
from dashboard.components.indicator.status import badge
from dashboard.components.links.address import link, why
from dashboard.components.territory.progress import moved, previously, why_progress
from indicators.typography import figure, percent
from pipelines.facts.rows.indicators import MovedIndicator
from pipelines.facts.rows.progress import StatusChange

RISING = (
    "L'attendu monte chaque année : un objectif peut avancer et prendre un statut moins bon, s'il avance moins vite."
)
# from the best to the worst
STATUSES = ("achieved", "on_track", "watch", "late", "regressing")


def since(
    statuses: Sequence[StatusChange],
    indicators: Sequence[MovedIndicator],
    campaign: str,
    previous: str | None,
    territory: str,
) -> Html:
    """Both lists, or a sentence where nothing can be compared."""
    if previous is None:
        return tag("p", f"{campaign} est la première campagne : rien ne la précède.", class_="note")
    if not statuses and not indicators:
        return tag("p", f"Aucun changement mesuré depuis {previous}.", class_="note")
    return join([_statuses(statuses, campaign, previous, territory), _moves(indicators, campaign, previous, territory)])


def _statuses(rows: Sequence[StatusChange], campaign: str, previous: str, territory: str) -> Html:
    if not rows:
        return tag("p", f"Aucun objectif n'a changé de statut depuis {previous}.", class_="note")
    columns = [
        Column("Objectif", lambda row: _objective(row, campaign, territory), "wide"),
        Column(f"En {previous}", lambda row: _before_last(row, previous)),
        Column(f"En {campaign}", lambda row: _stood(row.status, why_progress(row), row.expected_progress)),
    ]
    note = tag("p", RISING, class_="note") if any(_fell_behind(row) for row in rows) else ""
    return join([note, table(f"Objectifs qui ont changé de statut depuis {previous}", columns, rows)])


def _fell_behind(row: StatusChange) -> bool:
    """Whether an objective went further, and yet stands worse: what was expected of it rose more."""
    progress, before = row.progress, row.previous_progress
    worse = STATUSES.index(row.status) > STATUSES.index(row.previous_status) if _both_judged(row) else False
    return worse and progress is not None and before is not None and progress > before


def _both_judged(row: StatusChange) -> bool:
    return {row.status, row.previous_status} <= set(STATUSES)


def _before_last(row: StatusChange, previous: str) -> Html:
    return _stood(row.previous_status, previously(row, previous), row.previous_expected)


def _stood(status: str, progress: object, expected: float | None) -> Html:
    """A status, the progress, and what was expected: the three together say why."""
    beside = "" if expected is None else tag("span", f", attendu {percent(expected)}", class_="muted")
    return join([badge(status), " ", progress, beside])


def _objective(row: StatusChange, campaign: str, territory: str) -> Html:
    codes = {"objectif": row.objective_id, "territoire": territory, "campagne": campaign}
    return join([tag("span", row.objective_id, class_="rank"), " ", link(row.title, "objectif", **codes)])


def _moves(rows: Sequence[MovedIndicator], campaign: str, previous: str, territory: str) -> Html:
    if not rows:
        return Html("")
    columns = [
        Column("Indicateur", lambda row: _indicator(row, campaign, territory), "wide"),
        Column(f"En {previous}", lambda row: _before(row, previous), "number"),
        Column(f"En {campaign}", lambda row: valued(row, row), "number"),
        Column("Chemin parcouru depuis", _evolution, "number"),
        Column("Statut", lambda row: badge(row.status)),
    ]
    return table(f"Les indicateurs qui ont le plus bougé depuis {previous}", columns, rows)


def _indicator(row: MovedIndicator, campaign: str, territory: str) -> Html:
    return indicator_link(row.indicator_id, row.title, row.objective_id, campaign, territory)


def _evolution(row: MovedIndicator) -> Html:
    return moved(row.comparable_evolution, row.comparable_territories, row.reporting_level)


def _before(row: MovedIndicator, previous: str) -> Html:
    return why(figure(row.previous_value, row), row.indicator_id, row.territory_code, previous)
