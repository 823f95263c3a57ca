"""`pilotage demo`: demonstration reports, ingested by the ordinary path, in a data folder of their own."""

from __future__ import annotations

import tempfile
from pathlib import Path

from indicators.catalogue import catalogue
from indicators.territories import territories
from pipelines.archive import Archive
from pipelines.build import build
from pipelines.demo import write_demonstration
from pipelines.errors import MixedData
from pipelines.settings import Settings, demonstration_settings
from pipelines.terminal import progress_bar, say


def run(seed: int) -> int:
    """Writes and ingests the demonstration. Returns the exit code."""
    where = demonstration_settings()
    count = fill(where, seed)
    say(f"{count} fichiers de démonstration reçus dans « {where.data.name} ». Pour les regarder : pilotage start.")
    return 0


def fill(where: Settings, seed: int = 2023) -> int:
    """Puts demonstration data in a folder that holds nothing else. Returns the number of files. Raises MixedData."""
    if not where.demonstration_mark.exists() and Archive(where).receipts():
        raise MixedData(
            f"Le dossier « {where.data.name} » contient de vraies remontées : choisissez-en un autre "
            "avec PILOTAGE_DATA."
        )
    where.data.mkdir(parents=True, exist_ok=True)
    where.demonstration_mark.write_text("Données de démonstration : chiffres inventés.\n", encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        with progress_bar("Écriture des classeurs") as progress:
            paths = write_demonstration(Path(folder), catalogue(where.catalogue), territories(), seed, progress)
        Archive(where).receive((path.name, path.read_bytes()) for path in sorted(paths))
    with progress_bar("Lecture des classeurs") as progress:
        build(where, progress)
    return len(paths)
