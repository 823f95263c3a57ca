"""The warehouse as a file: build a draft, publish it by one atomic swap, read the current build for one query."""

from __future__ import annotations

import atexit
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.durable import sync_folder
from pipelines.lock import only_one
from pipelines.settings import Settings, memory, threads
from pipelines.soundness import SEAL, seal, sound

KEPT_ANCHORS = 40  # connections kept open: as many scopes as are looked at in turn
KEPT_BUILDS = 2  # the current one, and the one a reader may still be looking at


class NoWarehouse(Exception):
    """Nothing was built yet: run `pilotage ingest` or `pilotage demo`."""

    def __init__(self) -> None:
        super().__init__("Aucune donnée pour l'instant : lancez « pilotage ingest DOSSIER » ou « pilotage demo ».")


def current_build(settings: Settings) -> Path:
    """The file of the current build, past the link; where its bytes are no longer those that were published, the
    last one kept whose bytes are. Raises NoWarehouse."""
    link = settings.warehouse
    build = link.resolve()  # asked many times a page: the way there is walked once
    if sound(build):
        return build
    if link.is_symlink() or link.exists():
        for path in sorted(settings.builds.resolve().glob("*.duckdb"), reverse=True):
            if sound(path):
                return path
    raise NoWarehouse


def is_sound(settings: Settings) -> bool:
    """Whether the link leads to a build that is as it was published."""
    return sound(settings.warehouse.resolve())


def connect(
    path: Path, read_only: bool = False, confined: bool = False, small: bool = False
) -> duckdb.DuckDBPyConnection:
    """A connection that never reaches for the network; a confined one for no other file either, whatever is asked."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": memory(),
        **threads(),
    }
    if small:  # a table takes a block at least: many small tables take ten times less in small blocks
        config["default_block_size"] = "16384"
    if confined:
        config |= {"enable_external_access": "false", "lock_configuration": "true"}
    return duckdb.connect(str(path), read_only=read_only, config=config)


@dataclass
class _Anchor:
    """A connection that stays open between queries, and how many queries are running on it."""

    connection: duckdb.DuckDBPyConnection
    running: int = 0
    leaving: bool = False


_anchor_lock = threading.Lock()
_anchors: dict[Path, _Anchor] = {}  # the least recently used first


@atexit.register
def _let_go() -> None:
    """Closes what is open before the interpreter ends."""
    for anchor in _anchors.values():
        anchor.connection.close()
    _anchors.clear()


def read(settings: Settings, sql: str, parameters: dict[str, Any] | None = None) -> pa.Table:
    """The rows of one query on the current build. Raises NoWarehouse.

    A connection to the build stays open between queries (opening one costs fifty times a query); each query has
    a cursor of its own. The connection to a build that is no longer the current one is closed, and so is the one
    that was not used for the longest time where many scopes are read; never under a query that runs."""
    build = current_build(settings)
    anchor, cursor = _borrow(build)
    try:
        return cursor.sql(sql, params=parameters or {}).to_arrow_table()
    finally:
        cursor.close()
        with _anchor_lock:
            anchor.running -= 1
            _close_idle(anchor)


def _borrow(build: Path) -> tuple[_Anchor, duckdb.DuckDBPyConnection]:
    with _anchor_lock:
        for path in [path for path in _anchors if path.parent == build.parent and path != build]:
            _retire(path)
        anchor = _anchors.pop(build, None) or _Anchor(connect(build, read_only=True, confined=True))
        _anchors[build] = anchor
        for path in list(_anchors)[:-KEPT_ANCHORS]:
            _retire(path)
        anchor.running += 1
        return anchor, anchor.connection.cursor()


def _retire(path: Path) -> None:
    anchor = _anchors.pop(path)
    anchor.leaving = True
    _close_idle(anchor)


def _close_idle(anchor: _Anchor) -> None:
    """Closing a connection closes its cursors: it waits for the last of them."""
    if anchor.leaving and not anchor.running:
        anchor.connection.close()


def close(settings: Settings) -> None:
    """Lets go of the builds of a data folder that is about to be removed."""
    with _anchor_lock:
        for path in [path for path in _anchors if path.parent == settings.builds.resolve()]:
            _retire(path)


@contextmanager
def draft(settings: Settings, number: int | None = None, small: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A new build, published when the block ends well, removed when it does not: readers see it whole or not at all."""
    with only_one(settings.builds):
        path = settings.builds / f"{number or _next_number(settings):08d}.duckdb"
        unfinished = path.with_suffix(".draft")
        _forget(unfinished)
        connection = connect(unfinished, small=small)
        try:
            connection.begin()  # one transaction: nobody reads a draft, so nothing is worth logging on the way
            yield connection
            connection.commit()
            connection.execute("checkpoint")
        except BaseException:
            connection.close()
            _forget(unfinished)
            raise
        connection.close()
        _publish(settings, unfinished, path)


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
    kept = [other for other in others if sound(other)][: KEPT_BUILDS - 1]
    for old in others:
        if old not in kept:
            old.unlink(missing_ok=True)
            old.with_suffix(SEAL).unlink(missing_ok=True)


def _next_number(settings: Settings) -> int:
    return max((int(path.stem) for path in settings.builds.glob("*.duckdb")), default=0) + 1
