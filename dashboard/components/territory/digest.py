"""What a territory's page says first, in one screen: what to say, whom to help and why, who is silent, what changed.

Apart: the page is one function, what it shows at its head is a block of its own that tests call."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Row
from dashboard.components.indicator.status import badge
from dashboard.components.links.address import link
from dashboard.components.links.places import territory_link
from dashboard.components.territory.progress import why_progress
from indicators.typography import listing, percent, plural
from pipelines.facts.review import point_fact, point_subject, rule
from pipelines.facts.rows.progress import StatusChange
from pipelines.facts.rows.territories import Child, DepartmentToHelp

SHOWN = 3  # changes of status; all of them stand further down
NOTHING_CHANGED = "Aucun objectif n'a changé de statut depuis {previous}."
NOBODY_BEHIND = "Aucun département qui a répondu n'est en retard sur son chemin."


def digest(
    points: Sequence[Row] | None,
    inside: Sequence[Child],
    behind: Sequence[DepartmentToHelp],
    changed: Sequence[StatusChange],
    campaign: str,
    previous: str | None,
    territory: str,
) -> Html:
    """Up to three columns; a département has nobody inside to help, and a first campaign nothing before it. `points`
    are None, and `inside` empty, for who does not follow the territory: what one may not see is not absent."""
    blocks = [] if points is None else [_block("À dire", _points(points, campaign, territory))]
    departments = [row for row in inside if row.level == "department"]
    if departments:
        blocks.append(_block("Départements à aider d'abord", _helped(behind, campaign), _silent(departments)))
    if previous:
        blocks.append(_block(f"Depuis {previous}", _changes(changed, campaign, previous, territory)))
    return tag("div", *blocks, class_="digest") if blocks else Html("")


def _block(title: str, *content: object) -> Html:
    return tag("div", tag("h3", title), *content)


def _points(rows: Sequence[Row], campaign: str, territory: str) -> Html:
    if not rows:
        return tag("p", "Aucune règle ne désigne de sujet pour cette campagne.", class_="note")
    return tag("ul", join(_point(row, campaign, territory) for row in rows), class_="attention")


def _point(row: Row, campaign: str, territory: str) -> Html:
    if row["objective_id"] is None:
        subject = link(f"Axe {row['axis_id']}", "objectifs", axe=row["axis_id"], campagne=campaign)
    else:
        codes = {"objectif": row["objective_id"], "indicateur": row["indicator_id"], "territoire": territory}
        subject = link(point_subject(row), "objectif", **codes, campagne=campaign)
    return tag("li", tag("strong", rule(row)), " : ", subject, tag("span", f" {point_fact(row)}", class_="muted"))


def _helped(rows: Sequence[DepartmentToHelp], campaign: str) -> Html:
    if not rows:
        return tag("p", NOBODY_BEHIND, class_="note")
    return tag("ul", join(_department(row, campaign) for row in rows), class_="attention")


def _department(row: DepartmentToHelp, campaign: str) -> Html:
    path = f" pour {percent(row.expected_progress)} attendus"
    late = f" ; {plural(row.behind, 'objectif')} sur {row.measured} en retard ou en recul" if row.behind else ""
    name = territory_link(row.name, row.level, row.territory_code, campaign)
    return tag("li", name, " : ", tag("span", why_progress(row), path, late, class_="muted"))


def _silent(departments: Sequence[Child]) -> Html | str:
    """A département that did not answer is not late: nothing is known of it."""
    silent = [row.name for row in departments if row.state not in ("received", "with_reserves")]
    return tag("p", f"Sans rapport qui compte, donc absents ici : {listing(silent)}.", class_="note") if silent else ""


def _changes(rows: Sequence[StatusChange], campaign: str, previous: str, territory: str) -> Html:
    if not rows:
        return tag("p", NOTHING_CHANGED.format(previous=previous), class_="note")
    changes = tag("ul", join(_change(row, campaign, territory) for row in rows[:SHOWN]), class_="attention")
    more = len(rows) - SHOWN
    return join([changes, tag("p", f"Et {plural(more, 'autre')}, plus bas.", class_="note") if more > 0 else ""])


def _change(row: StatusChange, campaign: str, territory: str) -> Html:
    codes = {"objectif": row.objective_id, "territoire": territory, "campagne": campaign}
    name = link(f"Objectif {row.objective_id}", "objectif", **codes)
    return tag("li", name, " : ", badge(row.previous_status), " → ", badge(row.status))
