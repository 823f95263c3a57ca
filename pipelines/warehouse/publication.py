"""A new build of the warehouse: drafted apart, published by one atomic swap, and the builds before it that are kept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.settings import Settings
from pipelines.store.checksums import SEAL, seal, sound
from pipelines.store.files import sync_folder
from pipelines.store.lock import only_one
from pipelines.warehouse.builds import connect

TO_THE_FILE = "set checkpoint_threshold = '1KB'"  # what is committed goes to the file at once, by no log
LATER = "set checkpoint_threshold = '1GB'"  # for tables in memory: they are packed as those of a file at each commit
KEPT_BUILDS = 2  # the current one, and the one a reader may still be looking at


@contextmanager
def draft(
    settings: Settings,
    number: int | None = None,
    small: bool = False,
    over: Callable[[], Path] | None = None,
    one_thread: bool = False,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A new build, published when the block ends well, removed when it does not: readers see it whole or not at all.

    It is drafted from nothing, or `over` a copy of a build, chosen once the lock is held."""
    with only_one(settings.builds):
        path = settings.builds / f"{number or _next_number(settings):08d}.duckdb"
        unfinished = path.with_suffix(".draft")
        _forget(unfinished)
        if over is not None:
            shutil.copyfile(over(), unfinished)
        connection = connect(unfinished, small=small, one_thread=one_thread)
        try:
            connection.execute(TO_THE_FILE)
            connection.begin()  # long transactions: nobody reads a draft, so nothing is worth logging on the way
            yield connection
            connection.commit()
            connection.execute("checkpoint")
        except BaseException:
            connection.close()
            _forget(unfinished)
            raise
        connection.close()
        _publish(settings, unfinished, path)


def write_so_far(connection: duckdb.DuckDBPyConnection) -> None:
    """Puts into the file what a draft holds so far: until then all of it is held in memory, in blocks that are mostly
    empty, and what writes them takes as much again. Nobody reads a draft, and one that fails is removed whole."""
    connection.commit()
    connection.begin()


def _forget(unfinished: Path) -> None:
    """With its log: left by a builder that was killed, it would be replayed into the next draft of that name."""
    unfinished.unlink(missing_ok=True)
    unfinished.with_name(unfinished.name + ".wal").unlink(missing_ok=True)


def _publish(settings: Settings, unfinished: Path, path: Path) -> None:
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    seal(unfinished, path)
    unfinished.rename(path)
    sync_folder(settings.builds)  # the link must not be on the disk before the name it leads to
    link = settings.warehouse.with_suffix(".link")
    link.unlink(missing_ok=True)
    try:
        link.symlink_to(path.relative_to(settings.warehouse.parent))
    except OSError:  # a system without links: the same bytes under the public name
        shutil.copyfile(path, link)
    link.replace(settings.warehouse)
    sync_folder(settings.data)
    others = sorted((other for other in settings.builds.glob("*.duckdb") if other != path), reverse=True)
    retained = [other for other in others if sound(other)][: KEPT_BUILDS - 1]
    for old in others:
        if old not in retained:
            old.unlink(missing_ok=True)
            old.with_suffix(SEAL).unlink(missing_ok=True)


def _next_number(settings: Settings) -> int:
    return max((int(path.stem) for path in settings.builds.glob("*.duckdb")), default=0) + 1
