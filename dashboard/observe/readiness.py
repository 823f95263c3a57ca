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


def faults(where: Settings) -> list[str]:
    """The names of what is not in order."""
    return [name for name, in_order in _CHECKS.items() if not _holds(in_order, where)]


def _holds(in_order: Callable[[Settings], bool], where: Settings) -> bool:
    try:
        return in_order(where)
    except Exception:  # whatever it stumbled on, this is not in order
        return False


def _warehouse_reads(where: Settings) -> bool:
    """A folder that never received anything is in order: a first deposit must be possible."""
    try:
        return mart(where, "build").num_rows == 1
    except NoWarehouse:
        return not Archive(where).receipts() or worker.alive(where)


def _disk_has_room(where: Settings) -> bool:
    existing = next(one for one in (where.data, *where.data.parents) if one.exists())
    return shutil.disk_usage(existing).free >= ROOM and os.access(existing, os.W_OK)


def _someone_builds(where: Settings) -> bool:
    """A build by hand or by a timer gives no sign of life: then nothing must be waiting."""
    return worker.alive(where) or (worker.status(where) is None and not worker.pending(where))


def _keys_are_ours(where: Settings) -> bool:
    """No key yet is in order; one that others may read is not."""
    kept = list(where.secrets.glob("*")) if where.secrets.exists() else []
    ours = os.name == "nt" or all(not path.stat().st_mode & 0o077 for path in kept if path.name != "lock")
    return ours and all(os.access(path, os.R_OK) for path in kept)


_CHECKS: dict[str, Callable[[Settings], bool]] = {
    "entrepôt": _warehouse_reads,
    "disque": _disk_has_room,
    "constructeur": _someone_builds,
    "clés": _keys_are_ours,
}
