"""`pilotage build`: rebuilds the warehouse from the files already received."""

from __future__ import annotations

from pipelines.archive import Archive
from pipelines.build import build
from pipelines.settings import settings
from pipelines.terminal import progress_bar, say


def run() -> int:
    """Rebuilds everything. Returns the exit code."""
    where = settings()
    with progress_bar("Lecture des fichiers") as progress:
        build(where, progress)
    say(f"Entrepôt reconstruit à partir de {len(Archive(where).receipts())} fichiers reçus.")
    return 0
