"""`pilotage build`: counts what was received, once or for as long as it runs."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from indicators.typography import ABSENT, number, percent
from indicators.words import words
from pipelines.cli.terminal import progress_bar, say, table
from pipelines.settings import settings
from pipelines.store.archive import Archive
from pipelines.warehouse import worker
from pipelines.warehouse.accepted_definitions import Waiting, build_in_force

HEADERS = ["Campagne", "Chiffre", "Avancement avant", "après", "Statut avant", "après"]


def run(accept: bool = False) -> int:
    """Rebuilds everything, by the definitions in force unless others are accepted. Returns the exit code."""
    where = settings()
    with progress_bar("Lecture des fichiers") as progress:
        waiting = build_in_force(where, progress, accept)
    if waiting:
        _tell(waiting)
        return 1
    say(f"Entrepôt reconstruit à partir de {len(Archive(where).receipts())} fichiers reçus.")
    return 0


def _tell(waiting: Waiting) -> None:
    """What the new definitions would move, in France; then how to accept it."""
    title = "Ce que les nouvelles définitions changeraient en France, campagnes closes"
    table(title, HEADERS, [_line(one) for one in waiting.told])
    say(
        f"{number(waiting.moved)} chiffres de campagnes closes changeraient. L'entrepôt est reconstruit avec les "
        "anciennes définitions ; pour appliquer les nouvelles : « pilotage build --accept-changes »."
    )


def _line(row: dict[str, Any]) -> list[str]:
    said = words()["status"]
    kind = {"strategy": "Stratégie", "axis": "Axe ", "objective": "Objectif ", "indicator": ""}[row["kind"]]
    statuses = (said.get(row[name] or "", ABSENT) for name in ("status_before", "status_after"))
    progress = (percent(row[name]) for name in ("progress_before", "progress_after"))
    return [row["campaign"], kind + row["id"], *progress, *statuses]


def watch(every: float, parent: int | None) -> int:
    """Builds whenever something was received, until it is asked to end or its parent is gone. Returns the exit code."""
    ended = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: ended.set())
    say(f"Constructeur en veille sur « {settings().data.name} » (Ctrl+C pour arrêter).")
    worker.watch(settings(), _until(ended, parent), every)
    return 0


def _until(ended: threading.Event, parent: int | None) -> Callable[[float], bool]:
    """Waits, and says whether it is time to end: whoever started this may be gone without a word."""

    def wait(seconds: float) -> bool:
        return ended.wait(seconds) or (parent is not None and os.getppid() != parent)

    return wait
