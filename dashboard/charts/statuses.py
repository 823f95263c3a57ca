"""The history of statuses: each objective of a territory, campaign by campaign, as signs and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.charts.plotly_figure import Chart, Trace, point
from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, table
from dashboard.components.indicator.status import badge, word
from dashboard.components.links.address import href, why
from indicators.palette import mark
from indicators.typography import ABSENT, listing, out_of, percent, plural, shortened
from indicators.words import words
from pipelines.facts.open_campaign import judged_against
from pipelines.facts.rows.progress import ObjectiveCampaign

_ROW, _AROUND = 24, 130
_HEADER = (
    "Objectif", "Libellé", "Campagne", "Avancement (%)", "Attendu (%)", "Indicateurs notés", "Indicateurs notables",
    "Statut",
)  # fmt: skip


def history(rows: Sequence[ObjectiveCampaign], campaign: str) -> list[ObjectiveCampaign]:
    """The history to show, of progress/status_history: the campaigns up to the one shown, from the first that has a
    status."""
    first = min((row.campaign for row in rows if row.status), default=None)
    return [row for row in rows if first is not None and first <= row.campaign <= campaign]


def chart(rows: Sequence[ObjectiveCampaign], name: str) -> Chart:
    """A line an objective, a column a campaign, the sign of the status; a sign leads to the objective there."""
    campaigns = sorted({row.campaign for row in rows})
    lines = [_name(objective) for objective in dict.fromkeys(row.objective_id for row in rows)]
    traces = [_trace(status, [row for row in rows if row.status == status]) for status in words()["status"]]
    layout = {
        "xaxis": {"type": "category", "categoryorder": "array", "categoryarray": campaigns, "tickangle": 0,
                  "tickvals": campaigns, "ticktext": [campaign.replace("-", "-<br>") for campaign in campaigns],
                  "range": [-0.5, len(campaigns) - 0.5], "showgrid": False, "fixedrange": True},
        "yaxis": {"type": "category", "categoryorder": "array", "categoryarray": lines[::-1], "fixedrange": True,
                  "tickvals": lines, "range": [-0.7, len(lines) - 0.3]},
    }  # fmt: skip
    return Chart(
        f"statuts-{rows[0].territory_code}-{campaigns[-1]}".lower(),
        f"Statut des objectifs, campagne par campagne : {name}",
        in_words(rows, name),
        [trace for trace in traces if trace["x"]],
        layout,
        _AROUND + _ROW * len(lines),
        _HEADER,
        [_line(row) for row in rows],
    )


def in_words(rows: Sequence[ObjectiveCampaign], name: str) -> str:
    """What the picture says: how many objectives had each status, each year."""
    parts = []
    for campaign in sorted({row.campaign for row in rows}):
        statuses = [row.status or "not_reported" for row in rows if row.campaign == campaign]
        counts = [
            f"{plural(statuses.count(status), 'objectif')} « {word('status', status).lower()} »"
            for status in words()["status"]
            if status in statuses
        ]
        parts.append(f"{campaign} : {listing(counts)}")
    return f"Statut des objectifs, {name}. {' ; '.join(parts)}."


def figures(rows: Sequence[ObjectiveCampaign], name: str) -> Html:
    """The same as a table: an objective a line, a campaign a column; each figure leads to what stands behind it."""
    campaigns = sorted({row.campaign for row in rows})
    by_objective: dict[int, dict[str, ObjectiveCampaign]] = {}
    for row in rows:
        by_objective.setdefault(row.objective_id, {})[row.campaign] = row
    columns = [Column("Objectif", lambda by_campaign: _titled(next(iter(by_campaign.values()))), "wide")]
    columns += [_column(campaign) for campaign in campaigns]
    folded = table(f"Statut des objectifs par campagne, {name}", columns, list(by_objective.values()))
    return tag("details", tag("summary", "Les statuts en tableau"), folded, class_="definition")


def _column(campaign: str) -> Column:
    return Column(campaign, lambda by_campaign: _cell(by_campaign[campaign]))


def _titled(row: ObjectiveCampaign) -> Html:
    return join([tag("span", str(row.objective_id), class_="rank"), " ", row.title])


def _cell(row: ObjectiveCampaign) -> Html:
    if not row.status:
        return tag("span", ABSENT, class_="muted")
    if row.progress is None:
        return badge(row.status)
    figure = why(percent(row.progress), f"objectif-{row.objective_id}", row.territory_code, row.campaign)
    return join([badge(row.status), " ", figure])


def _name(objective: int) -> str:
    return f"Objectif {objective:>2}"


def _trace(status: str, rows: Sequence[ObjectiveCampaign]) -> Trace:
    symbol, tone = mark(status)
    traced: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "name": word("status", status).lower(),
        "x": [row.campaign for row in rows],
        "y": [_name(row.objective_id) for row in rows],
        "hovertext": [_said(row) for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": [_address(row) for row in rows],
        "marker": {"symbol": symbol, "size": 13, "color": tone, "line": {"width": 1.5, "color": tone}},
    }
    return traced


def _address(row: ObjectiveCampaign) -> str:
    codes = {"objectif": row.objective_id, "territoire": row.territory_code, "campagne": row.campaign}
    return href("objectif", **codes)


def _said(row: ObjectiveCampaign) -> str:
    expected = judged_against(row.status, row.expected_progress)
    progress = None if row.progress is None else f"Avancement {percent(row.progress)}"
    if progress and expected is not None:
        progress += f", attendu {percent(expected)}"
    scored = None if row.progress is None else out_of(row.indicators_scored, row.indicators_scorable)
    return point(
        f"Objectif {row.objective_id}, {row.campaign} : {word('status', row.status)}",
        shortened(row.title, 70),
        progress,
        f"Indicateurs notés : {scored}" if scored else None,
    )


def _line(row: ObjectiveCampaign) -> list[str | float | int | None]:
    return [
        row.objective_id, row.title, row.campaign, row.progress, judged_against(row.status, row.expected_progress),
        row.indicators_scored, row.indicators_scorable, word("status", row.status or "not_reported"),
    ]  # fmt: skip
