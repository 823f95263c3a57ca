"""What the process that shows pages asks of the system, and gives back: files come, are made and go, and what they took
would stay with a process that runs for months.

Apart from `serve`: what it knows is of the C library and of DuckDB's own allocator, not of the service."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pyarrow as pa

from pipelines.unneeded import keep_to_heaps, of_the_c_library
from pipelines.warehouse.builds import connect

_TRIM, _MAPPED = -1, -3  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD of glibc
_LARGE = 256 * 1024  # bytes: beyond, a block is given back as soon as it is let go, whatever stands around it
_LOOK = 3.0  # seconds
_GROWN = 16  # megabytes taken since memory was last given back: looking for what can be takes some milliseconds
_PAGE = 4096


def frugal() -> None:
    """Keeps to two heaps, whatever the number of threads, and gives large blocks back at once; where the C library is
    not that of GNU (Windows, macOS, Alpine), its own ways stay."""
    pa.set_memory_pool(pa.system_memory_pool())
    keep_to_heaps(2)
    mallopt, trim = of_the_c_library("mallopt"), of_the_c_library("malloc_trim")
    if mallopt is not None:
        for setting in (_TRIM, _MAPPED):
            mallopt(setting, _LARGE)
    if trim is not None:
        threading.Thread(
            target=_watch, args=(lambda: _let_go(trim), threading.Event()), name="memory", daemon=True
        ).start()


def _let_go(trim: Callable[[int], object]) -> None:
    """What is free in the heap, and what DuckDB holds for its next statements: it gives that back when one of its
    databases closes, whichever it is, and would keep it for as long as nobody asks for anything."""
    connect(Path(":memory:"), one_thread=True).close()
    trim(0)


def _watch(give: Callable[[], object], ended: threading.Event) -> None:
    megabytes = 0
    while not ended.wait(_LOOK):
        megabytes = give_back(give, megabytes, _taken)


def give_back(give: Callable[[], object], before: int, taken: Callable[[], int]) -> int:
    """Gives back what is free where the process no longer takes the megabytes of `before`, by much; returns what
    it takes then."""
    if abs(taken() - before) < _GROWN:
        return before
    give()
    return taken()


def _taken() -> int:
    """The memory that this process takes, in megabytes; 0 where the system does not tell."""
    with suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE >> 20
    return 0
