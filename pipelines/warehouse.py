"""The warehouse as a file: build a draft, publish it by one atomic swap, read the current build for one query."""

from __future__ import annotations

import atexit
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.lock import only_one
from pipelines.settings import Settings

KEPT_BUILDS = 2  # the current one, and the one a reader may still be looking at


class NoWarehouse(Exception):
    """Nothing was built yet: run `pilotage ingest` or `pilotage demo`."""

    def __init__(self) -> None:
        super().__init__("Aucune donnée pour l'instant : lancez « pilotage ingest DOSSIER » ou « pilotage demo ».")


def current_build(settings: Settings) -> Path:
    """The file of the current build, past the link. Raises NoWarehouse."""
    link = settings.warehouse
    if not link.exists():
        raise NoWarehouse
    return link.resolve()


def connect(path: Path, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection that never reaches for the network."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    return duckdb.connect(str(path), read_only=read_only, config=config)


_anchor_lock = threading.Lock()
_anchors: dict[Path, duckdb.DuckDBPyConnection] = {}


@atexit.register
def _let_go() -> None:
    """Closes what is open before the interpreter ends."""
    for connection in _anchors.values():
        connection.close()
    _anchors.clear()


def read(settings: Settings, sql: str, parameters: dict[str, Any] | None = None) -> pa.Table:
    """The rows of one query on the current build. Raises NoWarehouse.

    A connection to the build stays open between queries (opening one costs fifty times a query); each query has
    a cursor of its own, and the connection to a build that is no longer the current one is closed."""
    build = current_build(settings)
    with _anchor_lock:
        for path in [path for path in _anchors if path.parent == build.parent and path != build]:
            _anchors.pop(path).close()
        if build not in _anchors:
            _anchors[build] = connect(build, read_only=True)
        cursor = _anchors[build].cursor()
    try:
        return cursor.sql(sql, params=parameters or {}).to_arrow_table()
    finally:
        cursor.close()


def close(settings: Settings) -> None:
    """Lets go of the builds of a data folder that is about to be removed."""
    with _anchor_lock:
        for path in [path for path in _anchors if path.parent == settings.builds.resolve()]:
            _anchors.pop(path).close()


@contextmanager
def draft(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A new build, published when the block ends well, removed when it does not: readers see it whole or not at all."""
    with only_one(settings.builds):
        path = settings.builds / f"{_next_number(settings):08d}.duckdb"
        unfinished = path.with_suffix(".draft")
        unfinished.unlink(missing_ok=True)
        connection = connect(unfinished)
        try:
            connection.begin()  # one transaction: nobody reads a draft, so nothing is worth logging on the way
            yield connection
            connection.commit()
            connection.execute("checkpoint")
        except BaseException:
            connection.close()
            unfinished.unlink(missing_ok=True)
            raise
        connection.close()
        _publish(settings, unfinished, path)


def _publish(settings: Settings, unfinished: Path, path: Path) -> None:
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    unfinished.rename(path)
    link = settings.warehouse.with_suffix(".link")
    link.unlink(missing_ok=True)
    try:
        link.symlink_to(path.relative_to(settings.warehouse.parent))
    except OSError:  # a system without links: the same bytes under the public name
        shutil.copyfile(path, link)
    link.replace(settings.warehouse)
    for old in sorted(settings.builds.glob("*.duckdb"))[:-KEPT_BUILDS]:
        old.unlink(missing_ok=True)


def _next_number(settings: Settings) -> int:
    return max((int(path.stem) for path in settings.builds.glob("*.duckdb")), default=0) + 1
