"""What others would load by themselves, or set aside, and that this program never needs."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from importlib.abc import MetaPathFinder

_ARENAS = -8  # M_ARENA_MAX of glibc


class _Without(MetaPathFinder):
    """Arrow loads pandas to know its tables by sight, for half a second and sixty megabytes of any process that makes
    one row of ours: none has any. It loads what reads files of remote stores beside what reads ours.

    (It fails where None stands for a module, as Python marks one that is not there.)"""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname in ("pandas", "pyarrow._s3fs"):
            raise ModuleNotFoundError(name=fullname)


def do_without() -> None:
    """Nothing of this process loads such libraries from now on; nor does Arrow, where it is loaded later, set ten
    megabytes aside for tables that take a fifth of one."""
    sys.meta_path.insert(0, _Without())
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


def keep_to_heaps(number: int) -> None:
    """Keeps to so many heaps, whatever the number of threads: what is free in one serves no other, and the C library of
    GNU has eight a processor; others keep their own ways (Windows, macOS, Alpine)."""
    if mallopt := of_the_c_library("mallopt"):
        mallopt(_ARENAS, number)


def keep_engine_to_heaps(number: int) -> None:
    """The same of DuckDB, where it is loaded later: it has four a processor, and each thread of a build in turn would
    leave what it took in another."""
    os.environ.setdefault("DUCKDB_JE_MALLOC_CONF", f"narenas:{number}")


def of_the_c_library(name: str) -> Callable[..., object] | None:
    """A function of it, where it has it and may be asked."""
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None), name, None)
