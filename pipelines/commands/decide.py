"""`pilotage decide`: records a decision of a committee, changes its state, or lists them all."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from indicators.typography import day, number
from pipelines.cli.terminal import print_json, say, table
from pipelines.commands.operator import note
from pipelines.settings import settings, this_day
from pipelines.store.decision_log import Decision, Record, change_state, decisions, read_date, record

HEADERS = ["N°", "État", "Échéance", "Décision", "Responsable", "Objectif", "Territoire", "Réunion"]


def listing(as_json: bool) -> int:
    """Shows every decision, overdue ones first. Returns the exit code."""
    found = decisions(settings(), this_day())
    if as_json:
        print_json([asdict(one.last) | {"taken_at": one.taken_at, "overdue": one.overdue} for one in found])
    elif found:
        table(f"Décisions ({number(len(found))})", HEADERS, [_line(one) for one in found])
    else:
        say("Aucune décision n'est encore enregistrée.")
    return 0


def take(meeting: str, text: str, owner: str, territory: str, objective: int | None, due: str | None) -> int:
    """Records a decision. Returns the exit code."""
    where = settings()
    kept = record(where, meeting, text, owner, territory.strip().upper(), objective, read_date(due))
    note(where, "decision", kept.territory_code, decision=kept.id, state=kept.state.replace(" ", "-"))
    say(f"Décision {kept.id} enregistrée, {kept.state}{_until(kept)}.")
    return 0


def change(decision_id: str, state: str) -> int:
    """Records the new state of a decision. Returns the exit code."""
    where = settings()
    kept = change_state(where, decision_id, state.strip().lower())
    note(where, "decision", kept.territory_code, decision=kept.id, state=kept.state.replace(" ", "-"))
    say(f"Décision {kept.id} : {kept.state}.")
    return 0


def _line(one: Decision) -> list[str]:
    last = one.last
    state = f"{last.state}, en retard" if one.overdue else last.state
    objective = str(last.objective_id) if last.objective_id else ""
    return [last.id, state, day(one.due_on), last.text, last.owner, objective, last.territory_code, last.meeting]


def _until(kept: Record) -> str:
    return f", échéance le {day(date.fromisoformat(kept.due_on))}" if kept.due_on else ", sans échéance"
