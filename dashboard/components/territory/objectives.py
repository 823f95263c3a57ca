"""Axes and objectives as every page shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, table
from dashboard.components.indicator.status import badge, word
from dashboard.components.links.address import href, link, why
from dashboard.components.territory.progress import bar, evolution, expected, previously, scored, why_progress
from indicators.typography import number, out_of, percent, plural, typeset
from indicators.words import words
from pipelines.facts.open_campaign import judged_against
from pipelines.facts.rows.progress import Axis, Objective, OfObjectives, Strategy


def summary(label: str, row: Strategy | Axis, previous: str | None, beside: str | None = None) -> Html:
    """One large figure against what was expected: the strategy, in one territory."""
    facts = [badge(row.status)]
    if judged_against(row.status, row.expected_progress) is not None:
        facts.append(tag("span", f"attendu {expected(row)}", class_="muted"))
    if row.objectives_scorable:
        facts.append(tag("span", rests_on(row), class_="muted"))
    if row.previous_progress is not None:
        facts.append(tag("span", f"{previous} : ", previously(row, previous)))
    if row.comparable_evolution is not None:
        facts.append(evolution(row))
    if beside:
        facts.append(tag("span", beside, class_="muted"))
    return tag(
        "div",
        tag("p", label, class_="label"),
        tag("p", why_progress(row), class_="big"),
        bar(row.progress, row.expected_progress, row.status),
        tag("p", join(facts, " "), class_="facts"),
        class_="card",
    )


def rests_on(row: OfObjectives) -> str:
    """`3 objectifs sur 13`: what a mean rests on, out of what it could."""
    return f"{plural(row.objectives_scored or 0, 'objectif')} sur {row.objectives_scorable}"


def axes(rows: Sequence[Axis], previous: str | None, with_france: bool = False) -> Html:
    """The axes, one card each."""
    return tag("div", join(_axis(row, previous, with_france) for row in rows), class_="cards")


def _axis(row: Axis, previous: str | None, with_france: bool) -> Html:
    title = join([tag("strong", f"Axe {row.axis_id}"), f" {row.title}"])
    beside = f"France {percent(row.france_progress)}" if with_france else None
    card = summary("", row, previous, beside)
    return tag("div", tag("p", title, class_="axis-title"), card, class_="axis")


def axes_in_lines(rows: Sequence[Axis], previous: str | None) -> Html:
    """The axes, one under the other: what the first screen has room for."""
    return tag("ul", join(_axis_in_lines(row, previous) for row in rows), class_="axis-lines")


def _axis_in_lines(row: Axis, previous: str | None) -> Html:
    facts = (
        [tag("span", f"attendu {expected(row)}", class_="muted")]
        if judged_against(row.status, row.expected_progress) is not None
        else []
    )
    if row.previous_progress is not None:
        facts.append(tag("span", f"{previous} : ", previously(row, previous), class_="muted"))
    if row.comparable_evolution is not None:
        facts.append(evolution(row))
    measured = tag("span", why_progress(row), class_="figure")
    whole = bar(row.progress, row.expected_progress, row.status)
    return tag(
        "li",
        tag("p", tag("strong", f"Axe {row.axis_id}"), f" {row.title}", class_="axis-title"),
        tag("p", tag("span", whole, measured, class_="measured"), badge(row.status), class_="axis-measure"),
        tag("p", join(facts, " "), class_="facts"),
    )


def strip(rows: Sequence[Objective], campaign: str) -> Html:
    """The objectives as one row of signs, a link each; how many have each status is said in words under it."""
    counted = Counter(row.status for row in rows)
    signs = tag("ol", join(_sign(row, campaign) for row in rows), class_="strip")
    counts = (
        tag("li", badge(status), f" ({number(counted[status])})") for status in words()["status"] if counted[status]
    )
    return join([signs, tag("ul", join(counts), class_="legend")])


def _sign(row: Objective, campaign: str) -> Html:
    status = word("status", row.status or "not_reported")
    measured = "" if row.progress is None else f"{percent(row.progress)}, "
    text = f"Objectif {row.objective_id} : {row.title} ; {measured}{status.lower()}"
    shape = tag("span", tag("span", class_="shape"), class_=f"status status-{row.status or 'not_reported'}")
    to = href("objectif", objectif=row.objective_id, campagne=campaign)
    inside = [tag("span", shape, row.objective_id, aria_hidden="true"), tag("span", typeset(text), class_="heard")]
    return tag("li", tag("a", *inside, href=to, title=typeset(text)))


def objectives(
    caption: str,
    rows: Sequence[Objective],
    previous: str | None,
    campaign: str,
    with_france: bool = False,
    territory: str | None = None,
) -> Html:
    """The objectives against the expected path, one row each; their links lead to `territory` where it is given."""
    columns = [
        Column("Objectif", lambda row: _title(row, campaign, territory), "wide"),
        Column("Avancement", scored, "measure"),
        Column("Attendu", expected, "number"),
        Column("Statut", lambda row: badge(row.status)),
        Column("Indicateurs notés", lambda row: out_of(row.indicators_scored, row.indicators_followed), "number"),
    ]
    if with_france:
        columns.insert(3, Column("France", lambda row: _france(row, campaign), "number"))
    if previous:
        columns.append(Column(f"En {previous}", lambda row: previously(row, previous), "number"))
        columns.append(Column("Évolution", evolution, "number"))
    return table(caption, columns, rows)


def _france(row: Objective, campaign: str) -> Html:
    return why(percent(row.france_progress), row.code, "NAT-FR", campaign)


def _title(row: Objective, campaign: str, territory: str | None) -> Html:
    rank = tag("span", row.objective_id, class_="rank")
    codes = {"objectif": row.objective_id, "territoire": territory, "campagne": campaign}
    return tag("span", rank, link(row.title, "objectif", **codes), class_="titled")
