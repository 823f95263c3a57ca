"""What the committees of a territory said, in a few lines: meetings, actions, agreements, calls, requests."""

from __future__ import annotations

from collections.abc import Iterable

from indicators.typography import day, number, percent, plural, typeset
from pipelines.facts import roadmap
from pipelines.outputs.factsheet.blocks import Group, Points
from pipelines.outputs.factsheet.wording import LONG, phrase, plain
from pipelines.outputs.workbook.edition import Edition, Row

SHOWN = 3
OVER = ("réalisée", "abandonnée", "échue", "clos", "attribué")


def matters(edition: Edition) -> Group | Points:
    """The short lists, its own committee first; an académie has none of its own and shows those of its départements.
    Where the reader does not see what committees say, that it is so."""
    within = edition.facts.level == "academy"
    heading = phrase("heading", "committees" if within else "committee")
    if consulted := edition.outside(detailed=True):
        return Points(heading, (phrase("note", "scope_committee", names=consulted),))
    blocks = (_meetings, _actions, _agreements, _calls, _requests)
    return Group(heading, tuple(block(edition) for block in blocks))


def _points(name: str, items: Iterable[str]) -> Points:
    return Points(phrase("heading", name), tuple(items), phrase("empty", name))


def _own(edition: Edition, rows: list[Row]) -> list[Row]:
    code = edition.territory_code
    return rows if edition.facts.level == "academy" else [row for row in rows if row["territory_code"] == code]


def _elsewhere(edition: Edition, rows: list[Row], own: list[Row], noun: str) -> list[str]:
    others = len(rows) - len(own)
    return [f"Et {plural(others, noun)} dans les autres comités du territoire."] if others else []


def _meetings(edition: Edition) -> Points:
    meetings = [row for row in edition.rows("meetings") if row["in_school_year"] == "yes"]
    own = sorted(_own(edition, meetings), key=lambda row: row["meeting_date"], reverse=True)
    items = []
    for row in own[:SHOWN]:
        matter = plain(row["decisions"] or row["agenda"])
        kind = row["meeting_type"] or "réunion"
        items.append(f"{day(row['meeting_date'])}, {kind}{f' — {matter}' if matter else ''}")
    if len(own) > SHOWN:
        items.append(f"{plural(len(own), 'réunion')} en tout dans l'année scolaire.")
    return _points("meetings", [*items, *_elsewhere(edition, meetings, own, "réunion")])


def _actions(edition: Edition) -> Points:
    """All the actions of the territory in numbers, then those that most need a look, its own or of those beneath."""
    whole = roadmap.total(edition.rows(roadmap.Count))
    committees = edition.row("roadmap/committees") or {"acting": 0}
    items = []
    if whole.stated:
        whose = f" de {plural(committees['acting'], 'comité')}" if committees["acting"] > 1 else ""
        states = f"{plural(whole.stated, 'action')}{whose} : {roadmap.in_states(whole)}"
        items.append(typeset(f"{states} ; {roadmap.late(whole.late)}."))
    urgent = roadmap.ordered(edition.rows(roadmap.Action), "urgence")
    return _points("actions", [*items, *(action_line(action, edition) for action in urgent[:SHOWN])])


def action_line(action: roadmap.Action, edition: Edition) -> str:
    """One action in a line: what, for which objective, whose, where it stands and until when."""
    objective = f" (objectif {action.objective_id})" if action.objective_id else ""
    done = percent(action.completion, 0) if action.completion is not None else ""
    facts = (action.state, done, _due(action.due_on), "en retard" if action.late else "")
    parts = (
        f"{plain(action.title) or 'Sans intitulé'}{objective}",
        action.territory_name if action.territory_code != edition.territory_code else "",
        plain(action.lead, 45),
        ", ".join(fact for fact in facts if fact),
    )
    return " — ".join(part for part in parts if part)


def _agreements(edition: Edition) -> Points:
    rows = edition.rows("agreements")
    own = _own(edition, rows)
    items = [
        " — ".join(part for part in (_titled(row, "subject"), plain(row["parties"], 60), _dated(row, "due_on")) if part)
        for row in _next(own, "due_on")
    ]
    more = [f"{plural(len(own), 'convention')} en tout."] if len(own) > SHOWN else []
    return _points("agreements", [*items, *more, *_elsewhere(edition, rows, own, "convention")])


def _calls(edition: Edition) -> Points:
    rows = edition.rows("calls_for_projects")
    own = _own(edition, rows)
    items = []
    for row in _next(own, "deadline"):
        amount = f"{number(row['amount'])}\u00a0€" if row["amount"] is not None else ""
        parts = (_titled(row, "call_title"), plain(row["funder"], 45), amount, _dated(row, "deadline"))
        items.append(" — ".join(part for part in parts if part))
    return _points("calls_for_projects", [*items, *_elsewhere(edition, rows, own, "appel")])


def _requests(edition: Edition) -> Points:
    own = [row for row in _own(edition, edition.rows("assessments")) if plain(row["requests"])]
    items = []
    for row in own[:4]:
        axis = f"Axe {row['axis_id']}" if row["axis_id"] else "Sans axe"
        appraisal = f" ({row['appraisal']})" if row["appraisal"] else ""
        items.append(typeset(f"{axis}{appraisal} : {plain(row['requests'], LONG)}"))
    return _points("requests", items)


def _next(rows: list[Row], date: str) -> list[Row]:
    """What is still open first, then what falls due first."""
    return sorted(rows, key=lambda row: (_state(row) in OVER, row[date] is None, str(row[date])))[:SHOWN]


def _state(row: Row) -> str | None:
    """The state on the day one reads, where it may differ from the declared one."""
    return row["state_today"] if "state_today" in row else row["typed_state"]


def _titled(row: Row, name: str) -> str:
    objective = f" (objectif {row['objective_id']})" if row["objective_id"] else ""
    return f"{plain(row[name]) or 'Sans intitulé'}{objective}"


def _dated(row: Row, date: str) -> str:
    return ", ".join(part for part in (row["typed_state"], _due(row[date])) if part)


def _due(date: object) -> str:
    return f"échéance {day(date)}" if date else ""  # type: ignore[arg-type]
