"""Decisions on screen: those to follow first, the most urgent on top, then what became of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, Row, table
from indicators.typography import ABSENT, day, number
from pipelines.facts.decisions import agenda, origin, state, steps, subject
from pipelines.store.decision_log import Decision

FOLDED = 6


def past(every: Sequence[Decision], objectives: Mapping[int, str], axes: Mapping[int, str]) -> Html:
    """What is to follow with who answers for it and when it is due; what waits for the instance nationale; the rest."""
    if not every:
        return tag("p", "Aucune décision n'est encore enregistrée.", class_="note")
    lists = agenda(every)
    parts: list[object] = [tag("p", "Aucune décision n'est à suivre.", class_="note")]
    if lists.pending:
        parts = [listed("À suivre, les plus urgentes d'abord", lists.pending, objectives, axes)]
    if lists.addressed:
        parts.append(listed("Adressées à l'instance nationale", lists.addressed, objectives, axes))
    if lists.settled:
        title = tag("summary", f"Tenues, abandonnées ou retirées ({number(len(lists.settled))})")
        folded = listed("Décisions qui ne sont plus à suivre", lists.settled, objectives, axes)
        parts.append(tag("details", title, folded, class_="definition"))
    return join(parts)


def listed(caption: str, decisions: Sequence[Decision], objectives: Mapping[int, str], axes: Mapping[int, str]) -> Html:
    """Decisions as they come, each with whose it is and where it stands."""
    columns = [
        Column("Décision", lambda row: _text(row["decision"]), "wide"),
        Column("Échéance", lambda row: day(row["decision"].due_on), "brief"),
        Column("Fonction responsable", lambda row: row["decision"].last.owner),
        Column("État", lambda row: _state(row["decision"]), "brief"),
        Column("Objectif ou axe", lambda row: subject(row["decision"], objectives, axes), "wide"),
        Column("Instance et réunion", lambda row: origin(row["decision"])),
    ]
    return table(caption, columns, [{"decision": decision} for decision in decisions])


def _text(decision: Decision) -> Html:
    """What was decided, struck through where it is withdrawn, with what was recorded since."""
    text = tag("s", decision.last.text) if decision.withdrawn else tag("span", decision.last.text)
    kind = tag("span", f"{decision.last.kind} : ", class_="muted") if decision.last.kind != "décision" else Html("")
    past_records = steps(decision)
    if not past_records:
        return join([kind, text])
    title = tag("summary", f"Historique ({number(len(past_records))})")
    return join([kind, text, tag("details", title, tag("ul", join(tag("li", step) for step in past_records)))])


def _state(decision: Decision) -> Html:
    late = tag("span", "en retard", class_="flag") if decision.overdue else Html("")
    return join([state(decision).partition(",")[0], " ", late])


def of_reports(rows: Sequence[Row]) -> Html:
    """The decisions that the reports of the committee tell, the latest first."""
    if not rows:
        return Html("")
    columns = [
        Column("Décision", lambda row: row["decisions"], "wide"),
        Column("Réunion", lambda row: row["working_group"] or row["meeting_type"] or ABSENT),
        Column("Date", lambda row: day(row["meeting_date"]), "brief"),
    ]
    reports_table = table("Décisions lues dans les rapports du comité, les dernières d'abord", columns, rows[:FOLDED])
    if len(rows) <= FOLDED:
        return reports_table
    title = tag("summary", f"Les {number(len(rows) - FOLDED)} décisions plus anciennes")
    older = table("Décisions plus anciennes, lues dans les rapports du comité", columns, rows[FOLDED:])
    return join([reports_table, tag("details", title, older, class_="definition")])
