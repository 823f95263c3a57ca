"""The command `decide`: what a committee decides, advises or proposes, recorded, followed, corrected or withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli.operator import note
from pipelines.cli.options import Json
from pipelines.cli.terminal import print_json, say, table

if TYPE_CHECKING:
    from pipelines.store.decision_log import Decision, RecordOutcome

HEADERS = ["N°", "État", "Échéance", "Décision", "Responsable", "Objet", "Territoire", "Instance et réunion"]


def decide(
    text: Annotated[
        str | None, typer.Argument(help="Ce qui est décidé ; sans texte, la liste.", metavar="TEXTE")
    ] = None,
    meeting: Annotated[str | None, typer.Option(help="La réunion : « Comité de novembre 2026 ».")] = None,
    owner: Annotated[str | None, typer.Option(help="La fonction responsable, jamais le nom d'une personne.")] = None,
    territory: Annotated[str | None, typer.Option(help="Code : NAT-FR (par défaut), REG-32, DEPT-59.")] = None,
    objective: Annotated[int | None, typer.Option(help="Numéro de l'objectif.")] = None,
    axis: Annotated[int | None, typer.Option(help="Numéro de l'axe, à défaut d'un objectif.")] = None,
    due: Annotated[str | None, typer.Option(help="Échéance : 31/12/2026.")] = None,
    kind: Annotated[str | None, typer.Option(help="décision, avis, recommandation ou proposition.")] = None,
    body: Annotated[str | None, typer.Option(help="L'instance ; par défaut, le comité du territoire.")] = None,
    to: Annotated[str | None, typer.Option(help="À qui elle s'adresse : instance nationale.")] = None,
    correct: Annotated[str | None, typer.Option(help="Numéro d'une décision à corriger : D0001.")] = None,
    change: Annotated[str | None, typer.Option(help="Numéro d'une décision dont l'état change : D0001.")] = None,
    state: Annotated[str, typer.Option(help="Nouvel état : ouverte, en cours, tenue, abandonnée.")] = "",
    follow_up: Annotated[str, typer.Option(help="Avec l'état, la suite donnée, en quelques mots.")] = "",
    withdraw: Annotated[str | None, typer.Option(help="Numéro d'une décision à retirer : D0001.")] = None,
    reason: Annotated[str, typer.Option(help="Pourquoi elle est retirée.")] = "",
    json: Json = False,
) -> None:
    """Enregistre une décision, un avis ou une proposition ; en change l'état, corrige, retire, ou les montre toutes."""
    stated = {
        "meeting": meeting, "text": text, "owner": owner, "territory_code": territory, "objective_id": objective,
        "axis_id": axis, "due_on": due, "kind": kind, "body": body, "addressed_to": to,
    }  # fmt: skip
    stated = {name: value for name, value in stated.items() if value is not None}
    if withdraw:
        _withdraw(withdraw, reason)
    elif correct:
        _correct(correct, stated)
    elif change:
        _change_state(change, state, follow_up)
    elif text:
        _record(stated)
    else:
        _list_decisions(json)


def _withdraw(decision_id: str, reason: str) -> None:
    from pipelines.settings import settings
    from pipelines.store.decision_log import withdraw

    entry = withdraw(settings(), decision_id, reason)
    _note(entry, "retiree")
    say(f"Décision {entry.id} retirée ; elle reste dans l'historique.")


def _change_state(decision_id: str, state: str, follow_up: str) -> None:
    from pipelines.settings import settings
    from pipelines.store.decision_log import change_state

    entry = change_state(settings(), decision_id, state.strip().lower(), follow_up=follow_up)
    _note(entry, entry.record.state)
    say(f"Décision {entry.id} : {entry.record.state}.")


def _correct(decision_id: str, stated: dict[str, Any]) -> None:
    """What is stated replaces what was recorded; a new objective does away with the axis, and the reverse."""
    from dataclasses import replace

    from pipelines.settings import settings
    from pipelines.store.decision_log import correct, decision

    about = {"objective_id", "axis_id"} & set(stated)
    cleared: dict[str, Any] = dict.fromkeys({"objective_id", "axis_id"} - about) if about else {}
    terms = replace(decision(settings(), decision_id).last.terms, **cleared, **_typed(stated))
    entry = correct(settings(), decision_id, terms)
    _note(entry, entry.record.state)
    changed = "corrigée ; l'ancienne rédaction reste dans l'historique" if entry.new else "inchangée"
    say(f"Décision {entry.id} {changed}.")


def _record(stated: dict[str, Any]) -> None:
    from indicators.territories import NATIONAL
    from indicators.typography import day
    from pipelines.settings import settings
    from pipelines.store.decision_log import Terms, record

    usual: dict[str, Any] = {"meeting": "", "owner": "", "territory_code": NATIONAL}
    entry = record(settings(), Terms(**usual | _typed(stated)))
    _note(entry, entry.record.state)
    due = entry.record.terms.due_on
    until = f"échéance le {day(due)}" if due else "sans échéance"
    done = "enregistrée" if entry.new else "déjà enregistrée"
    say(f"Décision {entry.id} {done}, {entry.record.state}, {until}.")


def _typed(stated: dict[str, Any]) -> dict[str, Any]:
    """What was typed, as a decision holds it. Raises DecisionError."""
    from pipelines.store.statements import read_date

    codes = {name: stated[name].strip().upper() for name in ("territory_code",) if name in stated}
    words = {name: stated[name].strip().lower() for name in ("kind", "body", "addressed_to") if name in stated}
    dates = {name: read_date(stated[name]) for name in ("due_on",) if name in stated}
    return stated | codes | words | dates


def _note(entry: RecordOutcome, state: str) -> None:
    """What was there already leaves no line: nothing was done."""
    from pipelines.settings import settings

    if entry.new:
        note(settings(), "decision", entry.record.territory_code, decision=entry.id, state=state.replace(" ", "-"))


def _list_decisions(as_json: bool) -> None:
    """Shows every decision, the most urgent first."""
    from dataclasses import asdict

    from indicators.typography import number
    from pipelines.settings import settings, this_day
    from pipelines.store.decision_log import decisions

    rows = decisions(settings(), this_day())
    if as_json:
        print_json([asdict(row.last) | {"taken_at": row.taken_at, "overdue": row.overdue} for row in rows])
    elif rows:
        table(f"Décisions ({number(len(rows))})", HEADERS, [_cells(row) for row in rows])
    else:
        say("Aucune décision n'est encore enregistrée.")


def _cells(row: Decision) -> list[str]:
    from indicators.typography import day
    from pipelines.facts.decisions import origin, state, subject

    last = row.last
    about = subject(row, {}, {})
    return [last.id, state(row), day(row.due_on), last.text, last.owner, about, last.territory_code, origin(row)]
