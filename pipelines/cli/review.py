"""The commands of those who steer: decide, changes (what moved and why), review (to print), remind (who is silent)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.operator import note, note_export
from pipelines.cli.options import Json, Output
from pipelines.cli.terminal import print_json, say, table

if TYPE_CHECKING:
    from pipelines.releases.compare import Changes, Row
    from pipelines.store.decision_log import Decision

DECISION_HEADERS = ["N°", "État", "Échéance", "Décision", "Responsable", "Objectif", "Territoire", "Réunion"]
CONTRIBUTORS = 5  # those named on a screen; --json gives every figure


def decide(
    text: Annotated[
        str | None, typer.Argument(help="Ce qui est décidé ; sans texte, la liste.", metavar="TEXTE")
    ] = None,
    meeting: Annotated[str, typer.Option(help="La réunion, par exemple « Comité de novembre 2026 ».")] = "",
    owner: Annotated[str, typer.Option(help="La fonction responsable, jamais le nom d'une personne.")] = "",
    territory: Annotated[str, typer.Option(help="Code du territoire : NAT-FR, REG-32, DEPT-59.")] = "NAT-FR",
    objective: Annotated[int | None, typer.Option(help="Numéro de l'objectif.")] = None,
    due: Annotated[str | None, typer.Option(help="Échéance : 31/12/2026.")] = None,
    change: Annotated[str | None, typer.Option(help="Numéro d'une décision dont l'état change : D0001.")] = None,
    state: Annotated[str, typer.Option(help="Nouvel état : ouverte, en cours, tenue, abandonnée.")] = "",
    json: Json = False,
) -> None:
    """Enregistre une décision, en change l'état, ou les montre toutes."""
    if change:
        _change_state(change, state)
    elif text:
        _record(meeting, text, owner, territory, objective, due)
    else:
        _list_decisions(json)


def _change_state(decision_id: str, state: str) -> None:
    from pipelines.settings import settings as environment_settings
    from pipelines.store.decision_log import change_state

    settings = environment_settings()
    decision = change_state(settings, decision_id, state.strip().lower())
    note(settings, "decision", decision.territory_code, decision=decision.id, state=decision.state.replace(" ", "-"))
    say(f"Décision {decision.id} : {decision.state}.")


def _record(meeting: str, text: str, owner: str, territory: str, objective: int | None, due: str | None) -> None:
    from datetime import date

    from indicators.typography import day
    from pipelines.settings import settings as environment_settings
    from pipelines.store.decision_log import read_date, record

    settings = environment_settings()
    decision = record(settings, meeting, text, owner, territory.strip().upper(), objective, read_date(due))
    note(settings, "decision", decision.territory_code, decision=decision.id, state=decision.state.replace(" ", "-"))
    until = f"échéance le {day(date.fromisoformat(decision.due_on))}" if decision.due_on else "sans échéance"
    say(f"Décision {decision.id} enregistrée, {decision.state}, {until}.")


def _list_decisions(as_json: bool) -> None:
    """Shows every decision, overdue ones first."""
    from dataclasses import asdict

    from indicators.typography import number
    from pipelines.settings import settings, this_day
    from pipelines.store.decision_log import decisions

    rows = decisions(settings(), this_day())
    if as_json:
        print_json([asdict(row.last) | {"taken_at": row.taken_at, "overdue": row.overdue} for row in rows])
    elif rows:
        table(f"Décisions ({number(len(rows))})", DECISION_HEADERS, [_decision_cells(row) for row in rows])
    else:
        say("Aucune décision n'est encore enregistrée.")


def _decision_cells(row: Decision) -> list[str]:
    from indicators.typography import day

    last = row.last
    state = f"{last.state}, en retard" if row.overdue else last.state
    objective = str(last.objective_id) if last.objective_id else ""
    return [last.id, state, day(row.due_on), last.text, last.owner, objective, last.territory_code, last.meeting]


def changes(
    territory: Annotated[
        str | None, typer.Argument(help="Code : NAT-FR, REG-32, DEPT-59.", metavar="TERRITOIRE")
    ] = None,
    before: Annotated[str | None, typer.Option("--from", help="Édition ou campagne de départ.")] = None,
    after: Annotated[str | None, typer.Option("--to", help="Édition ou campagne d'arrivée.")] = None,
    json: Json = False,
) -> None:
    """Dit ce qui a changé et pourquoi : progrès réel, corrections, périmètre, définitions."""
    from indicators.territories import NATIONAL
    from pipelines.releases.compare import changes as compare
    from pipelines.releases.compare import lines, revisions
    from pipelines.settings import shown_settings

    comparison, code = compare(shown_settings(), before, after), (territory or NATIONAL).strip().upper()
    rows, revised = lines(comparison, code), revisions(comparison, code)
    names = {"before": comparison.before.name, "after": comparison.after.name}
    if json:
        print_json(names | {"collecting": comparison.collecting, "figures": rows, "revisions": revised})
    elif rows:
        _show_changes(comparison, code, rows, revised)
    elif comparison.collecting:
        say(f"{comparison.collecting}.")
    else:
        say(f"Rien de comparable pour « {code} » entre {names['before']} et {names['after']}.")


def _show_changes(comparison: Changes, code: str, rows: list[Row], revised: list[Row]) -> None:
    """Each figure with its movement split by effect, who counted most, and the past values that were revised."""
    from indicators.typography import signed, typeset
    from indicators.words import words
    from pipelines.releases.compare import contributors
    from pipelines.releases.decomposition import EFFECTS

    headers = ["", "Avant", "Après", "Mouvement", *(words()["effect"][effect] for effect in EFFECTS)]
    title = f"{comparison.name(code)} : de « {comparison.before.name} » à « {comparison.after.name} »"
    cells = [_change_cells(comparison, row) for row in rows]
    table(typeset(title), headers, cells, right=frozenset(range(1, 8)))
    most = contributors(comparison, "strategy", "", code)[:CONTRIBUTORS]
    names = " ; ".join(f"{row['name']} ({signed(row['shown'])} points)" for row in most)
    say(f"\nCe qui a le plus compté : {names}.")
    for row in revised:
        say(f"\nValeur passée révisée : {_revision(row)}")


def _change_cells(comparison: Changes, row: Row) -> list[str]:
    from indicators.typography import figure, number, signed, typeset
    from pipelines.releases.decomposition import EFFECTS

    indicator = comparison.indicators.get(row["id"])
    states = (figure(row[name], indicator) if indicator else number(row[name], 1) for name in ("before", "after"))
    return [typeset(row["title"]), *states, *(signed(row["shown"][name]) for name in ("movement", *EFFECTS))]


def _revision(row: Row) -> str:
    """One revised value in a sentence: where, before, now, why, in which file."""
    from indicators.typography import quantity

    before = f"{quantity(row['numerator_before'])} sur {quantity(row['denominator_before'])}"
    now = f"{quantity(row['numerator_now'])} sur {quantity(row['denominator_now'])}"
    cell = f" ({row['source_file']}, {row['cell']})" if row["source_file"] else ""
    return f"{row['territory']}, {row['title']} : {before}, puis {now} ; {row['reason']}{cell}."


def review(
    territory: Annotated[
        str | None, typer.Argument(help="Code : NAT-FR, REG-32, DEPT-59.", metavar="TERRITOIRE")
    ] = None,
    campaign: Annotated[
        str | None, typer.Option("--campaign", "-c", help="Année scolaire ; la dernière lisible.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Fichier .docx à écrire.")] = None,
    edition: Annotated[str | None, typer.Option(help="Une édition figée, par son nom de dossier.")] = None,
) -> None:
    """Écrit la revue annuelle à imprimer : décisions à suivre, sujets à discuter, appréciations."""
    from indicators.territories import NATIONAL
    from pipelines.facts.review import review as review_of
    from pipelines.outputs.factsheet.review import document
    from pipelines.releases.compare import usual
    from pipelines.releases.freeze import editions
    from pipelines.releases.open import open_edition
    from pipelines.settings import shown_settings, this_day

    settings, code = shown_settings(), (territory or NATIONAL).strip().upper()
    if edition:
        campaign = campaign or next((kept.campaign for kept in editions(settings) if kept.slug == edition), None)
        settings = open_edition(settings, edition)
    campaign = campaign or usual(settings)[1]
    content = document(review_of(settings, campaign, code, this_day()))
    path = output or Path("exports") / f"revue-{code.lower()}-{campaign}.docx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    note_export(shown_settings(), "review", code, [path], campaign)
    say(f"Revue écrite : {path}")


def remind(
    campaign: Annotated[str, typer.Argument(help="Année scolaire.", metavar="CAMPAGNE")],
    output: Output = None,
) -> None:
    """Écrit, pour chaque comité silencieux ou à corriger, le texte d'une relance prête à coller."""
    from pipelines.facts.reminders import reminders
    from pipelines.settings import shown_settings

    written = reminders(shown_settings(), campaign)
    for reminder in written:
        content = f"Objet : {reminder.subject}\n\n{reminder.text}\n"
        if output is None:
            say(f"{content}\n{'—' * 60}\n")
        else:
            output.mkdir(parents=True, exist_ok=True)
            name = f"{campaign}_{reminder.territory_code}_{reminder.state}.txt"
            (output / name).write_text(content, encoding="utf-8")
    say(f"{len(written)} relances pour {campaign}" + (f", écrites dans « {output} »." if output else "."))
