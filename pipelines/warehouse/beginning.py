"""What every build begins with, whatever was received: the layers, the macros, the reference and the marts, empty.

Apart from the build, which says what is laid: here is how it is kept. It is made once a process as a database of its
own, then copied: to lay it anew takes a sixth of a small build. What a connection alone holds is set each time."""

from __future__ import annotations

import atexit
import hashlib
import os
import pickle
import threading
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from pipelines.warehouse.builds import connect

KEPT = 8  # catalogues of one process: that of the data, and those of the editions that are opened
_making = threading.Lock()


def beginning(
    texts: tuple[str, ...], rows: Mapping[str, Any], lay: Callable[[duckdb.DuckDBPyConnection], None]
) -> Path:
    """A database that `lay` has laid from nothing but these texts and rows: made where it was not, or was swept away
    with the temporary files."""
    digest = hashlib.sha256(pickle.dumps((texts, dict(rows)))).hexdigest()
    with _making:
        folder = Path(_folder().name)
        if not _ours(folder):
            _folder.cache_clear()
            folder = Path(_folder().name)
        path = folder / f"{digest}.duckdb"
        if not path.exists():
            for other in sorted(folder.glob("*.duckdb"), key=lambda file: file.stat().st_mtime)[: -KEPT + 1]:
                other.unlink()
            unfinished = path.with_suffix(f".{os.getpid()}")  # a process that was forked has the same folder
            unfinished.unlink(missing_ok=True)
            with connect(unfinished, one_thread=True) as connection:
                connection.begin()
                lay(connection)
                connection.commit()
            unfinished.rename(path)
        path.touch()  # the one that served longest ago is the first to leave
        return path


def _ours(folder: Path) -> bool:
    """Whether a folder is there, and is this program's: once it was swept away, anybody can make one of its name."""
    try:
        owner = folder.lstat().st_uid
    except FileNotFoundError:
        return False
    return not hasattr(os, "geteuid") or owner == os.geteuid()


@lru_cache(maxsize=1)
def _folder() -> TemporaryDirectory[str]:
    """Gone with the process."""
    folder = TemporaryDirectory(prefix="pilotage-", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    return folder
