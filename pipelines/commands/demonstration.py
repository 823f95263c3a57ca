"""`pilotage demo`: demonstration reports, ingested by the ordinary path, in a data folder of their own."""

from __future__ import annotations

from pipelines.cli.terminal import progress_bar, say
from pipelines.demo.folder import fill as receive_demonstration
from pipelines.errors import MixedData
from pipelines.settings import Settings, demonstration_settings
from pipelines.store.archive import Archive
from pipelines.warehouse.accepted_definitions import build_in_force


def run(seed: int) -> int:
    """Writes and ingests the demonstration. Returns the exit code."""
    where = demonstration_settings()
    _, count = fill(where, seed)
    say(f"{count} fichiers de démonstration reçus dans « {where.data.name} ». Pour les regarder : pilotage start.")
    return 0


def fill(where: Settings, seed: int = 2023) -> tuple[Settings, int]:
    """Puts demonstration data in a folder that holds nothing else. Raises MixedData.

    Returns the settings under which it is built, and the number of files."""
    if not where.demonstration_mark.exists() and Archive(where).receipts():
        raise MixedData(
            f"Le dossier « {where.data.name} » contient de vraies remontées : choisissez-en un autre "
            "avec PILOTAGE_DATA."
        )
    with progress_bar("Écriture des classeurs") as progress:
        own, count = receive_demonstration(where, seed, progress)
    with progress_bar("Lecture des classeurs") as progress:
        build_in_force(own, progress, accept=True)
    return own, count
