"""`pilotage build`: counts what was received, once or for as long as it runs."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable

from pipelines import builder
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


def watch(every: float, parent: int | None) -> int:
    """Builds whenever something was received, until it is asked to end or its parent is gone. Returns the exit code."""
    ended = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: ended.set())
    say(f"Constructeur en veille sur « {settings().data.name} » (Ctrl+C pour arrêter).")
    builder.watch(settings(), _until(ended, parent), every)
    return 0


def _until(ended: threading.Event, parent: int | None) -> Callable[[float], bool]:
    """Waits, and says whether it is time to end: whoever started this may be gone without a word."""

    def wait(seconds: float) -> bool:
        return ended.wait(seconds) or (parent is not None and os.getppid() != parent)

    return wait
