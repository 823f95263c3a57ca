"""The commands that bring files in and count them: demo, ingest, check, build; and the verdict told of each file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli.operator import note
from pipelines.cli.options import Json
from pipelines.cli.server import watch as watch_deposits
from pipelines.cli.terminal import print_json, progress_bar, say, table

if TYPE_CHECKING:
    from pipelines.settings import Settings
    from pipelines.store.archive import Receipt
    from pipelines.warehouse.accepted_definitions import Waiting

Paths = Annotated[
    list[Path], typer.Argument(help="Fichiers, dossiers ou archives .zip.", metavar="CHEMIN…", exists=True)
]
Annotate = Annotated[
    Path | None, typer.Option(help="Dossier où écrire les classeurs avec leurs cellules à corriger.", file_okay=False)
]
Verdict = dict[str, Any]
SHOWN_FILES = 20
CHANGE_HEADERS = ["Campagne", "Chiffre", "Avancement avant", "après", "Statut avant", "après"]


def demo(seed: Annotated[int, typer.Option(help="Même graine, mêmes données.")] = 2023) -> None:
    """Écrit des remontées de démonstration, les ingère et calcule tout (dossier « data-demo » sauf PILOTAGE_DATA)."""
    from pipelines.settings import demonstration_settings

    settings = demonstration_settings()
    _, count = fill_demonstration(settings, seed)
    say(f"{count} fichiers de démonstration reçus dans « {settings.data.name} ». Pour les regarder : pilotage start.")


def fill_demonstration(settings: Settings, seed: int = 2023) -> tuple[Settings, int]:
    """Puts demonstration data in a folder that holds nothing else. Raises MixedData.

    Returns the settings under which it is built, and the number of files."""
    from pipelines.demo.folder import answer_demands, fill, record_decisions
    from pipelines.errors import MixedData
    from pipelines.store.archive import Archive
    from pipelines.warehouse.accepted_definitions import build_in_force

    if not settings.demonstration_mark.exists() and Archive(settings).receipts():
        raise MixedData(
            f"Le dossier « {settings.data.name} » contient de vraies remontées : choisissez-en un autre "
            "avec PILOTAGE_DATA."
        )
    with progress_bar("Écriture des classeurs") as progress:
        own, count = fill(settings, seed, progress)
    with progress_bar("Lecture des classeurs") as progress:
        build_in_force(own, progress, accept=True)
    answer_demands(own, seed)
    record_decisions(own, seed)
    return own, count


def ingest(
    paths: Paths,
    json: Json = False,
    annotate: Annotate = None,
    allow_demonstration: Annotated[
        bool, typer.Option(help="Accepte d'ajouter ces fichiers à un dossier de démonstration.")
    ] = False,
) -> None:
    """Reçoit des classeurs et des tableaux, les garde, les contrôle et recalcule tous les chiffres."""
    from pipelines.errors import MixedData
    from pipelines.ingest.unpack import contents
    from pipelines.settings import settings as environment_settings
    from pipelines.store.archive import Archive
    from pipelines.warehouse.accepted_definitions import build_in_force

    settings = environment_settings()
    if settings.demonstration_mark.exists() and not allow_demonstration:
        raise MixedData(
            f"Le dossier « {settings.data.name} » contient des données de démonstration : choisissez un autre dossier "
            "avec PILOTAGE_DATA, ou ajoutez --allow-demonstration."
        )
    answers = Archive(settings).receive(contents(paths))
    _note_deposit(settings, answers)
    with progress_bar("Lecture des fichiers") as progress:
        build_in_force(settings, progress)
    file_verdicts = verdicts(settings, answers)
    _annotate(settings, file_verdicts, annotate)
    _answer(file_verdicts, json, with_warnings=False)


def check(paths: Paths, json: Json = False, annotate: Annotate = None) -> None:
    """Contrôle des fichiers sans rien changer : verdict, messages, cellules à corriger."""
    from pipelines.ingest.unpack import contents
    from pipelines.settings import settings
    from pipelines.warehouse.build_on_copy import rehearse

    with rehearse(settings(), list(contents(paths))) as (copy, answers):
        file_verdicts = verdicts(copy, answers)
        _annotate(copy, file_verdicts, annotate)
    _answer(file_verdicts, json, with_warnings=True)


def tables(json: Json = False) -> None:
    """Liste les tableaux officiels connus : ce que chacun donne, son année, sa page."""
    from pipelines.ingest.official.definition import official_tables
    from pipelines.outputs.table_docs import feeds, page_of, year
    from pipelines.settings import shown_settings

    packaged = {kind.id for kind in official_tables()}
    kinds = official_tables(shown_settings().catalogue)
    pages = {kind.id: page_of(kind).as_posix() if kind.id in packaged else None for kind in kinds}
    if json:
        print_json([kind.model_dump() | {"page": pages[kind.id]} for kind in kinds])
        return
    lines = [[kind.title, feeds(kind), year(kind), pages[kind.id] or "définition du catalogue"] for kind in kinds]
    table(f"Tableaux officiels connus : {len(lines)}", ["Tableau", "Ce qu'il donne", "Son année", "Sa page"], lines)
    say("Un tableau est reconnu à ses en-têtes. Pour en ajouter un : docs/tableaux/README.md.")


def build(
    watch: Annotated[bool, typer.Option("--watch", help="Veille, et recalcule dès qu'un fichier est reçu.")] = False,
    every: Annotated[float, typer.Option(help="Secondes entre deux regards.", min=0.1)] = 2.0,
    accept_changes: Annotated[
        bool, typer.Option("--accept-changes", help="Applique de nouvelles définitions, même aux campagnes closes.")
    ] = False,
    parent: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """Recalcule tout à partir des fichiers déjà reçus."""
    from pipelines.unneeded import keep_engine_to_heaps, keep_to_heaps

    heaps = max(1, (os.cpu_count() or 1) // 2)
    keep_to_heaps(heaps)
    keep_engine_to_heaps(heaps)
    if watch:
        watch_deposits(every, parent)
    else:
        _build_once(accept_changes)


def _build_once(accept: bool) -> None:
    """Rebuilds everything, by the definitions in force unless others are accepted."""
    from pipelines.settings import settings as environment_settings
    from pipelines.store.archive import Archive
    from pipelines.warehouse.accepted_definitions import build_in_force

    settings = environment_settings()
    with progress_bar("Lecture des fichiers") as progress:
        waiting = build_in_force(settings, progress, accept)
    if waiting:
        _show_waiting(waiting)
        raise typer.Exit(1)
    say(f"Entrepôt reconstruit à partir de {len(Archive(settings).receipts())} fichiers reçus.")


def _show_waiting(waiting: Waiting) -> None:
    """What the new definitions would move, in France; then how to accept it."""
    from indicators.typography import number

    title = "Ce que les nouvelles définitions changeraient en France, campagnes closes"
    table(title, CHANGE_HEADERS, [_change_cells(row) for row in waiting.told])
    say(
        f"{number(waiting.moved)} chiffres de campagnes closes changeraient. L'entrepôt est reconstruit avec les "
        "anciennes définitions ; pour appliquer les nouvelles : « pilotage build --accept-changes »."
    )


def _change_cells(row: dict[str, Any]) -> list[str]:
    from indicators.typography import ABSENT, percent
    from indicators.words import words

    status = words()["status"]
    kind = {"strategy": "Stratégie", "axis": "Axe ", "objective": "Objectif ", "indicator": ""}[row["kind"]]
    statuses = (status.get(row[name] or "", ABSENT) for name in ("status_before", "status_after"))
    progress = (percent(row[name]) for name in ("progress_before", "progress_after"))
    return [row["campaign"], kind + row["id"], *progress, *statuses]


def verdicts(settings: Settings, answers: list[tuple[Receipt, bool]]) -> list[Verdict]:
    """One row of marts.report for each file of `answers`, with `new`, its `messages` (rows of marts.issue) and, of
    a table, its `first_rows` as they were understood."""
    from pipelines.warehouse.builds import one_build, rows

    first: dict[str, list[str]] = {}
    messages: dict[str, list[dict[str, Any]]] = {}
    with one_build(settings):
        reports = {row["source_sha256"]: row for row in rows(settings, "received", "verdicts", contents=None)}
        for row in rows(settings, "received", "first_rows", contents=None):
            first.setdefault(row["source_sha256"], []).append(f"ligne {row['row_number']} : {row['words']}")
        for row in rows(settings, "received", "messages", contents=None):
            messages.setdefault(row.pop("source_sha256"), []).append(row)
    return [
        reports[receipt.source_sha256]
        | {
            "new": is_new,
            "messages": messages.get(receipt.source_sha256, []),
            "first_rows": first.get(receipt.source_sha256, []),
        }
        for receipt, is_new in answers
    ]


def _note_deposit(settings: Settings, answers: list[tuple[Receipt, bool]]) -> None:
    """One line in the journal: which receipts, and the fingerprint of what was received."""
    import hashlib

    new = [receipt.sequence for receipt, is_new in answers if is_new]
    whole = hashlib.sha256("".join(sorted(receipt.source_sha256 for receipt, _ in answers)).encode()).hexdigest()
    numbers = {"first": min(new, default=0), "last": max(new, default=0)}
    note(settings, "deposit", "console", whole, files=len(answers), received=len(new), **numbers)


def _annotate(settings: Settings, verdicts: list[Verdict], folder: Path | None) -> None:
    """Writes back, for each file with messages, the committee's own workbook with its cells marked."""
    if folder is None:
        return
    from pipelines.outputs.template.annotate import annotate
    from pipelines.store.archive import Archive

    folder.mkdir(parents=True, exist_ok=True)
    for verdict in verdicts:
        if verdict["messages"]:
            target = folder / f"{Path(verdict['source_file']).stem} à corriger.xlsx"
            content = Archive(settings).read(verdict["source_sha256"])
            say(f"Copie annotée : {annotate(content, verdict['messages'], target)}")


def _answer(verdicts: list[Verdict], as_json: bool, with_warnings: bool) -> None:
    """Shows the verdicts, for a program or for a person; ends with 1 where something was refused or set aside."""
    if as_json:
        print_json(verdicts)
    else:
        _show(verdicts, with_warnings)
    raise typer.Exit(1 if any(_faulty(verdict) for verdict in verdicts) else 0)


def _faulty(verdict: Verdict) -> bool:
    """Whether something of the file was refused or set aside."""
    return verdict["outcome"] == "refused" or bool(verdict["errors"])


def _show(verdicts: list[Verdict], with_warnings: bool) -> None:
    """The messages of the files that have any, then a summary."""
    lines = [
        verdict
        for verdict in verdicts
        if _faulty(verdict) or (with_warnings and (verdict["messages"] or verdict["first_rows"]))
    ]
    for verdict in lines[:SHOWN_FILES]:
        show_verdict(verdict, with_warnings)
    if len(lines) > SHOWN_FILES:
        say(f"\n… et {len(lines) - SHOWN_FILES} autres fichiers : ajoutez --json pour tout lire.")
    _show_summary(verdicts)


def show_verdict(verdict: Verdict, with_warnings: bool) -> None:
    """One file: its verdict, then its messages grouped by sheet, each with its cell and what to type instead."""
    from indicators.typography import typeset
    from indicators.words import words
    from pipelines.warehouse.doubts import told

    say(f"\n{verdict['source_file']} : {words()['outcome'][verdict['outcome']].lower()}")
    sheet = None
    for message in told(verdict["messages"]):
        if message["severity"] == "warning" and not with_warnings:
            continue
        if message["sheet"] != sheet:
            sheet = message["sheet"]
            say(f"  Feuille « {sheet.strip()} »")
        cell = f"{message['cell']} : " if message["cell"] else ""
        say(f"    {words()['severity'][message['severity']]} — {cell}{message['problem']} {message['advice']}")
    if with_warnings and verdict["first_rows"]:
        say("    Premières lignes, telles qu'elles sont comprises :")
        for line in verdict["first_rows"]:
            say(f"      {typeset(line)}")


def _show_summary(verdicts: list[Verdict]) -> None:
    from indicators.words import words

    outcomes = [verdict["outcome"] for verdict in verdicts]
    rows = [[word, str(outcomes.count(code))] for code, word in words()["outcome"].items()]
    rows.append(["Déjà reçu (rien ne change)", str(sum(not verdict["new"] for verdict in verdicts))])
    rows.append(["Lignes écartées", str(sum(verdict["errors"] for verdict in verdicts))])
    rows.append(["Avertissements", str(sum(verdict["warnings"] for verdict in verdicts))])
    say("")
    table(None, [f"Fichiers : {len(verdicts)}", "Nombre"], rows, right=frozenset({1}))
