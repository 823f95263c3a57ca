"""One at a time: a lock that the system frees when its holder ends, however it ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.durable import make_folder


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Holds the lock of a folder, made if needed; whoever else asks for it waits."""
    make_folder(folder)
    with (folder / "lock").open("w") as lock:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def one_if_free(folder: Path) -> Iterator[bool]:
    """Holds the lock of a folder, made if needed, where nobody does; says whether it holds it, and never waits."""
    make_folder(folder)
    with (folder / "lock").open("w") as lock:
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
            else:
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
