"""`pilotage ingest`: receives files, keeps them, rebuilds, and answers file by file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indicators.typography import typeset
from indicators.words import words
from pipelines.archive import Archive, Receipt
from pipelines.build import build
from pipelines.settings import Settings, settings
from pipelines.terminal import print_json, progress_bar, say, table
from pipelines.warehouse import read

SQL = Path(__file__).parents[1] / "sql" / "intake"
SHOWN_FILES = 20


class MixedData(Exception):
    """Real files were about to be added to demonstration data, or the reverse."""


def files_in(paths: list[Path]) -> Iterator[Path]:
    """The files to receive: those given, and those of the folders given in the order of their names."""
    for path in paths:
        if path.is_dir():
            found = (one for one in path.rglob("*") if one.is_file() and not one.name.startswith((".", "~$")))
            yield from sorted(found, key=lambda one: one.relative_to(path).as_posix())
        else:
            yield path


def run(paths: list[Path], as_json: bool = False, allow_demonstration: bool = False) -> int:
    """Receives `paths` and says what became of each file. Returns the exit code."""
    where = settings()
    if where.demonstration_mark.exists() and not allow_demonstration:
        raise MixedData(
            f"Le dossier « {where.data.name} » contient des données de démonstration : choisissez un autre dossier avec "
            "PILOTAGE_DATA, ou ajoutez --allow-demonstration."
        )
    answers = receive(where, list(files_in(paths)))
    verdicts = _verdicts(where, answers)
    if as_json:
        print_json(verdicts)
    else:
        _show(verdicts)
    faulty = any(one["outcome"] == "refused" or one["errors"] for one in verdicts)
    return 1 if faulty else 0


def receive(where: Settings, files: list[Path]) -> list[tuple[Receipt, bool]]:
    """Archives the files, then rebuilds the warehouse."""
    answers = Archive(where).receive((path.name, path.read_bytes()) for path in files)
    with progress_bar("Lecture des fichiers") as progress:
        build(where, progress)
    return answers


def _verdicts(where: Settings, answers: list[tuple[Receipt, bool]]) -> list[dict[str, Any]]:
    reports = {row["source_sha256"]: row for row in _rows(where, "verdicts")}
    messages: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(where, "messages"):
        messages.setdefault(row.pop("source_sha256"), []).append(row)
    return [
        reports[receipt.source_sha256] | {"new": is_new, "messages": messages.get(receipt.source_sha256, [])}
        for receipt, is_new in answers
    ]


def _rows(where: Settings, query: str) -> list[dict[str, Any]]:
    return read(where, (SQL / f"{query}.sql").read_text(encoding="utf-8")).to_pylist()


def _show(verdicts: list[dict[str, Any]]) -> None:
    faulty = [one for one in verdicts if one["outcome"] == "refused" or one["errors"]]
    for one in faulty[:SHOWN_FILES]:
        say(f"\n{one['source_file']} : {words()['outcome'][one['outcome']].lower()}")
        for message in one["messages"]:
            if message["severity"] != "warning":
                say(f"  {_address(message)}{message['problem']} {message['advice']}")
    if len(faulty) > SHOWN_FILES:
        say(f"\n… et {len(faulty) - SHOWN_FILES} autres fichiers : ajoutez --json pour tout lire.")
    outcomes = [one["outcome"] for one in verdicts]
    rows = [[word, str(outcomes.count(code))] for code, word in words()["outcome"].items()]
    rows.append(["Déjà reçu (rien ne change)", str(sum(not one["new"] for one in verdicts))])
    rows.append(["Lignes écartées", str(sum(one["errors"] for one in verdicts))])
    rows.append(["Avertissements", str(sum(one["warnings"] for one in verdicts))])
    say("")
    table(None, [typeset(f"{len(verdicts)} fichiers reçus"), "Nombre"], rows, right=frozenset({1}))


def _address(message: dict[str, Any]) -> str:
    places = [f"feuille « {message['sheet'].strip()} »" if message["sheet"] else "", message["cell"] or ""]
    where = ", ".join(place for place in places if place)
    return f"{where} : " if where else ""
