"""Whether this process can serve: the warehouse reads, the disk has room, someone builds, the keys are kept to us."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse

from pipelines.errors import NoWarehouse
from pipelines.settings import Settings, settings
from pipelines.store.archive import Archive
from pipelines.warehouse import worker
from pipelines.warehouse.builds import mart

ROUTE = "/pret"
ROOM = 500 * 1024 * 1024  # what a deposit and the build that follows may need, many times over


def answer(_request: Request) -> PlainTextResponse:
    """200 where all is well; 503 and the words of what is not. Anybody may ask: it says nothing else."""
    wrong = faults(settings())
    text = "prêt" if not wrong else "pas prêt : " + ", ".join(wrong)
    return PlainTextResponse(text + "\n", 503 if wrong else 200)


def faults(settings: Settings) -> list[str]:
    """The names of what is not in order."""
    return [name for name, in_order in _CHECKS.items() if not _holds(in_order, settings)]


def _holds(in_order: Callable[[Settings], bool], settings: Settings) -> bool:
    try:
        return in_order(settings)
    except Exception:  # whatever it stumbled on, this is not in order
        return False


def _warehouse_reads(settings: Settings) -> bool:
    """A folder that never received anything is in order: a first deposit must be possible."""
    try:
        return mart(settings, "build").num_rows == 1
    except NoWarehouse:
        return not Archive(settings).receipts() or worker.alive(settings)


def _disk_has_room(settings: Settings) -> bool:
    existing = next(path for path in (settings.data, *settings.data.parents) if path.exists())
    return shutil.disk_usage(existing).free >= ROOM and os.access(existing, os.W_OK)


def _someone_builds(settings: Settings) -> bool:
    """A build by hand or by a timer gives no sign of life: then nothing must be waiting."""
    return worker.alive(settings) or (worker.status(settings) is None and not worker.pending(settings))


def _keys_are_ours(settings: Settings) -> bool:
    """No key yet is in order; one that others may read is not."""
    keys = list(settings.secrets.glob("*")) if settings.secrets.exists() else []
    ours = os.name == "nt" or all(not path.stat().st_mode & 0o077 for path in keys if path.name != "lock")
    return ours and all(os.access(path, os.R_OK) for path in keys)


_CHECKS: dict[str, Callable[[Settings], bool]] = {
    "entrepôt": _warehouse_reads,
    "disque": _disk_has_room,
    "constructeur": _someone_builds,
    "clés": _keys_are_ours,
}
