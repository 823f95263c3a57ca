"""`pilotage ingest` and `pilotage check`: receives files, or says what would happen if they were received."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipelines.cli.terminal import print_json, progress_bar, say
from pipelines.commands.operator import note
from pipelines.errors import MixedData
from pipelines.ingest.unpack import contents
from pipelines.settings import Settings, settings
from pipelines.store.archive import Archive, Receipt
from pipelines.verdicts import Verdict, faulty, show, verdicts
from pipelines.warehouse.accepted_definitions import build_in_force
from pipelines.warehouse.build_on_copy import rehearse


def ingest(paths: list[Path], as_json: bool, allow_demonstration: bool, annotate: Path | None) -> int:
    """Receives `paths` for good and says what became of each file. Returns the exit code."""
    where = settings()
    if where.demonstration_mark.exists() and not allow_demonstration:
        raise MixedData(
            f"Le dossier « {where.data.name} » contient des données de démonstration : choisissez un autre dossier "
            "avec PILOTAGE_DATA, ou ajoutez --allow-demonstration."
        )
    answers = Archive(where).receive(contents(paths))
    _note(where, answers)
    with progress_bar("Lecture des fichiers") as progress:
        build_in_force(where, progress)
    found = verdicts(where, answers)
    _annotate(found, {one.source_sha256: Archive(where).read(one.source_sha256) for one, _ in answers}, annotate)
    return _answer(found, as_json, with_warnings=False)


def check(paths: list[Path], as_json: bool, annotate: Path | None) -> int:
    """Says what each file would become, and changes nothing. Returns the exit code."""
    with rehearse(settings(), list(contents(paths))) as (where, answers):
        found = verdicts(where, answers)
        _annotate(found, {one.source_sha256: Archive(where).read(one.source_sha256) for one, _ in answers}, annotate)
    return _answer(found, as_json, with_warnings=True)


def _note(where: Settings, answers: list[tuple[Receipt, bool]]) -> None:
    """One line in the journal: which receipts, and the fingerprint of what was received."""
    new = [one.sequence for one, is_new in answers if is_new]
    whole = hashlib.sha256("".join(sorted(one.source_sha256 for one, _ in answers)).encode()).hexdigest()
    numbers = {"first": min(new, default=0), "last": max(new, default=0)}
    note(where, "deposit", "console", whole, files=len(answers), received=len(new), **numbers)


def _answer(found: list[Verdict], as_json: bool, with_warnings: bool) -> int:
    if as_json:
        print_json(found)
    else:
        show(found, with_warnings)
    return 1 if any(faulty(one) for one in found) else 0


def _annotate(found: list[Verdict], bytes_of: dict[str, bytes], folder: Path | None) -> None:
    """Writes back, for each file with messages, the committee's own workbook with its cells marked."""
    if folder is None:
        return
    from pipelines.outputs.template.annotate import annotate

    folder.mkdir(parents=True, exist_ok=True)
    for one in found:
        if one["messages"]:
            target = folder / f"{Path(one['source_file']).stem} à corriger.xlsx"
            say(f"Copie annotée : {annotate(bytes_of[one['source_sha256']], one['messages'], target)}")
