"""What a région académique needs: its territories side by side, and what to look at first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, table
from dashboard.components.indicator.figures import indicator_link, target, valued
from dashboard.components.indicator.status import TO_DISCUSS, badge
from dashboard.components.links.address import link, why
from dashboard.components.links.places import PAGES, territory_link
from dashboard.components.links.sorting import arranged, judged
from dashboard.components.territory.objectives import rests_on
from dashboard.components.territory.progress import evolution, previously, scored, why_progress
from indicators.typography import ABSENT, day, figure, percent, points
from pipelines.facts.rows.indicators import IndicatorToDiscuss
from pipelines.facts.rows.progress import Celebrated, Objective
from pipelines.facts.rows.territories import Child, SituatedTerritory

FRANCE = "NAT-FR"
CELEBRATED = "Les objectifs atteints ou dans les temps où le territoire fait au moins aussi bien que la France."


def celebrated(rows: Sequence[Celebrated], campaign: str, code: str) -> Html:
    """The objectives where the territory leads, and by how much."""
    if not rows:
        return tag("p", "Aucun objectif n'est à la fois dans les temps et au niveau de la France.", class_="note")
    return tag("ul", join(_ahead(row, campaign, code) for row in rows), class_="attention")


def _ahead(row: Celebrated, campaign: str, code: str) -> Html:
    title = f"Objectif {row.objective_id} : {row.title}"
    to = link(title, "objectif", objectif=row.objective_id, territoire=code, campagne=campaign)
    france = "" if row.ahead is None else f", {points(row.ahead)} au-dessus de la France"
    detail = tag("span", " ", why_progress(row), france, class_="muted")
    return tag("li", badge(row.status), " ", tag("span", to, detail))


def first(
    objectives: Sequence[Objective],
    indicators: Sequence[IndicatorToDiscuss],
    gaps: Mapping[str, str],
    campaign: str,
    code: str,
) -> Html:
    """The objectives and the indicators that are late or regressing, and what they lack of their targets in people."""
    late = [row for row in objectives if row.status in TO_DISCUSS]
    if not late and not indicators:
        return tag("p", "Aucun objectif ni aucun indicateur n'est en retard ou en recul.", class_="note")
    return join([_objectives(late, campaign, code), _indicators(indicators, gaps, campaign, code)])


def _objectives(rows: Sequence[Objective], campaign: str, code: str) -> Html:
    if not rows:
        return tag(
            "p", "Aucun objectif n'est en retard ou en recul ; les indicateurs ci-dessous le sont.", class_="note"
        )
    entries = (
        tag(
            "li",
            badge(row.status),
            " ",
            link(
                f"Objectif {row.objective_id} : {row.title}",
                "objectif",
                objectif=row.objective_id,
                territoire=code,
                campagne=campaign,
            ),
            tag("span", " ", why_progress(row), f", attendu {percent(row.expected_progress)}", class_="muted"),
        )
        for row in rows
    )
    return tag("ul", join(entries), class_="attention")


def _indicators(rows: Sequence[IndicatorToDiscuss], gaps: Mapping[str, str], campaign: str, code: str) -> Html:
    if not rows:
        return Html("")
    columns = [
        Column("Indicateur", lambda row: _indicator(row, gaps, campaign, code), "wide"),
        Column("Valeur", lambda row: valued(row, row), "number"),
        Column("France", lambda row: why(figure(row.france_value, row), row.indicator_id, FRANCE, campaign), "number"),
        Column("Cible", lambda row: target(row, row), "number"),
        Column("Avancement", scored, "measure"),
        Column("Statut", lambda row: badge(row.status)),
    ]
    return table("Indicateurs en recul ou en retard", columns, rows)


def _indicator(row: IndicatorToDiscuss, gaps: Mapping[str, str], campaign: str, code: str) -> Html:
    name = indicator_link(row.indicator_id, row.title, row.objective_id, campaign, code)
    gap = gaps.get(row.indicator_id)
    return join([name, tag("p", gap, class_="gap muted")]) if gap else name


def territories(
    rows: Sequence[Child], here: SituatedTerritory, campaign: str, previous: str | None, ranked: bool
) -> Html:
    """Each académie before its départements, unless another order is asked: progress, status, and whether the
    committee's report counts."""
    arrangement = {
        "territoire": lambda row: row.name,
        "avancement": judged,
        "evolution": lambda row: row.comparable_evolution,
        "rapport": lambda row: row.submitted_on,
    }
    page, codes = PAGES[here.level], {"territoire": here.territory_code, "campagne": campaign}
    lines, sorting = arranged(rows, arrangement, ("", False), page, "territoires", ranked, **codes)
    columns = [
        Column("Territoire", lambda row: _territory(row, campaign), order="territoire"),
        Column("Avancement", scored, "measure", order="avancement"),
        Column("Statut", lambda row: badge(row.status)),
        Column("Objectifs", lambda row: rests_on(row) if row.objectives_scorable else ABSENT, "number"),
        Column("Rapport", _report, order="rapport"),
    ]
    if previous:
        columns.insert(4, Column(f"En {previous}", lambda row: previously(row, previous), "number"))
        columns.insert(5, Column("Évolution", evolution, "number", order="evolution"))
    caption = f"Académies et départements, {here.name}, {campaign}"
    return tag("div", table(caption, columns, lines, lambda row: row.level, sorting), id="territoires")


def _territory(row: Child, campaign: str) -> Html:
    name = f"Académie : {row.name}" if row.level == "academy" else row.name
    return territory_link(name, row.level, row.territory_code, campaign)


def _report(row: Child) -> object:
    if row.level == "academy":
        return tag("span", ABSENT, class_="muted")
    if row.state is None:
        return badge("missing", "collection")
    when = tag("span", f" {day(row.submitted_on)}", class_="muted") if row.submitted_on else ""
    late = tag("span", " ", tag("span", "reçu après la clôture", class_="flag")) if row.received_late else ""
    return join([badge(row.state, "collection"), when, late])
