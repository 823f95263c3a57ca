"""Demands by theme: how many ask, since when without an answer, what was answered and by whom.

Apart: this is what everybody reads; the forms beside it are for those who answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, table
from indicators.typography import ABSENT, number, plural
from pipelines.facts.demands import Demand, Theme, answer, history


def themes(caption: str, rows: Sequence[Theme], today: date) -> Html:
    """One row a theme, those that wait first."""
    columns = [
        Column("Demande", lambda row: _name(row["theme"]), "wide"),
        Column("Demandeurs", lambda row: number(row["theme"].askers), "number"),
        Column("Axe", lambda row: row["theme"].axes or ABSENT, "brief"),
        Column("Sans réponse depuis", lambda row: _waiting(row["theme"], today), "number"),
        Column("État", lambda row: row["theme"].state),
        Column("Réponse", lambda row: answer(row["theme"].answer), "wide"),
    ]
    return table(caption, columns, [{"theme": theme} for theme in rows])


def _name(theme: Theme) -> Html:
    """The theme, and folded beneath it each demand that it gathers, as its committee wrote it."""
    title = tag("summary", plural(len(theme.demands), "demande"))
    lines = join(tag("li", _demand(demand, theme)) for demand in theme.demands)
    return join([theme.name, tag("details", title, tag("ul", lines))])


def _demand(demand: Demand, theme: Theme) -> Html:
    words = f" « {demand.text} »" if demand.text != theme.name else ""
    axis = f", axe {demand.axis_id}" if demand.axis_id is not None else ""
    past = history(demand)
    steps = tag("ul", join(tag("li", step) for step in past)) if past else f" : {demand.state}"
    return join([f"{demand.territory_name}{axis}{words}", steps])


def _waiting(theme: Theme, today: date) -> str:
    days = theme.waiting(today)
    return ABSENT if days is None else plural(days, "jour")
