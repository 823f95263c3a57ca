"""The warehouse as it is read: the current build, for one query or for all that one thing is made of."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import duckdb
import pyarrow as pa

from pipelines.errors import NoWarehouse
from pipelines.queries import Row, answer, named, query, rows_of, run
from pipelines.settings import Settings, memory, threads
from pipelines.store.checksums import sound

KEPT_ANCHORS = 40  # connections kept open: as many scopes as are looked at in turn

Given = ParamSpec("Given")
Made = TypeVar("Made")


class Looking(Protocol):
    """What reads the warehouse of its settings."""

    @property
    def settings(self) -> Settings: ...


Reader = TypeVar("Reader", bound=Settings | Looking)


def current_build(settings: Settings) -> Path:
    """The file of the current build, past the link; where its bytes are no longer those that were published, the
    last one kept whose bytes are; and what is held is current until it is let go. Raises NoWarehouse."""
    link = settings.warehouse
    if link in _held.get():
        return _held.get()[link].build
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
    path: Path, read_only: bool = False, confined: bool = False, small: bool = False, one_thread: bool = False
) -> duckdb.DuckDBPyConnection:
    """A connection that never reaches for the network; a confined one for no other file either, whatever is asked."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": memory(),
        **({"threads": 1} if one_thread else threads()),
    }
    # a column takes a block at least, in the file and in memory: many small tables take ten times less in small ones
    config["default_block_size"] = "16384" if small else "65536"
    if confined:
        config |= {"enable_external_access": "false", "lock_configuration": "true"}
    return duckdb.connect(str(path), read_only=read_only, config=config)


# Looking for a better order takes longer than joining few rows in the order of the text.
JOIN_ORDER = "join_order"
# What takes a tenth of a small build to look for, and finds nothing that so few rows would be quicker for.
COSTLY = (
    *("statistics_propagation", "common_subplan", "common_subexpressions", "join_filter_pushdown"),
    *("projection_pullup", "outer_join_simplification", "cte_filter_pusher", "column_lifetime"),
)


def plan_without(connection: duckdb.DuckDBPyConnection, optimizers: tuple[str, ...]) -> None:
    """Leaves these searches for a quicker plan out, whatever the database of this connection is asked from now on."""
    run(connection, f"set disabled_optimizers = '{','.join(optimizers)}'")


def give_back(connection: duckdb.DuckDBPyConnection) -> None:
    """Gives back to the system what statements took and no longer use: the engine keeps it for those that follow, apart
    for each thread, and lets go of it where its bound is set, be it to what it was."""
    run(connection, f"set memory_limit = '{memory()}'")


@dataclass
class _Anchor:
    """A connection that stays open between queries, and how many queries are running on it. `state` tells its file from
    another of the same name: it may be gone from the folder when it is asked for."""

    build: Path
    state: tuple[int, int]
    connection: duckdb.DuckDBPyConnection
    running: int = 0
    leaving: bool = False


_anchor_lock = threading.Lock()
_anchors: dict[Path, _Anchor] = {}  # the least recently used first
_held: ContextVar[dict[Path, _Anchor]] = ContextVar("held", default={})  # noqa: B039 — never changed, only replaced


@atexit.register
def _let_go() -> None:
    """Closes what is open before the interpreter ends; never under a query that runs, which would take the program down
    in place of ending it."""
    with _anchor_lock:
        for path in list(_anchors):
            _retire(path)


def read(settings: Settings, sql: str, parameters: dict[str, Any] | None = None) -> pa.Table:
    """The rows of one query on the current build, by columns. Raises NoWarehouse."""
    with cursor(settings) as open_cursor:
        return open_cursor.sql(sql, params=parameters or {}).to_arrow_table()


def read_rows(settings: Settings, sql: str, parameters: dict[str, Any] | None = None) -> list[Row]:
    """The rows of one query on the current build, each by the names of its columns. Raises NoWarehouse."""
    with cursor(settings) as open_cursor:
        return rows_of(open_cursor, sql, parameters)


def read_tuples(
    settings: Settings, sql: str, parameters: dict[str, Any] | None = None
) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The columns of one query on the current build, and its rows. Raises NoWarehouse."""
    with cursor(settings) as open_cursor:
        return answer(open_cursor, sql, parameters)


@contextmanager
def cursor(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """What every query of the current build goes through; it is the caller's alone. Raises NoWarehouse.

    A connection to the build stays open between queries (opening one costs fifty times a query); each query has
    a cursor of its own. The connection to a build that is no longer the current one is closed, and so is the one
    that was not used for the longest time where many scopes are read; never under a query that runs."""
    with one_build(settings):
        anchor = _held.get()[settings.warehouse]
        with _anchor_lock:
            own = anchor.connection.cursor()
        try:
            yield own
        finally:
            own.close()


def mart(settings: Settings, name: str) -> pa.Table:
    """A public table of the current build, whole. Raises NoWarehouse."""
    return read(settings, f"from marts.{name}")


def rows(settings: Settings, folder: str, name: str, /, **parameters: Any) -> list[Row]:
    """The rows of a query, known by its folder and its name, on the current build. Raises NoWarehouse."""
    sql = query(folder, name)
    return read_rows(settings, sql, named(sql, parameters))


def counted(settings: Settings) -> frozenset[str]:
    """The contents that the current build counts, or refused; none where nothing was built."""
    try:
        return once_a_build(
            settings,
            "counted",
            lambda: frozenset(read(settings, query("received", "counted"))["source_sha256"].to_pylist()),
        )
    except NoWarehouse:
        return frozenset()


def once_a_build(settings: Settings, name: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` reads of the current build, under a `name` that stands for nothing else: made once for each build,
    which never changes, since pages ask again and again. It is shared by who asks. Raises NoWarehouse."""
    with one_build(settings):
        anchor = _held.get()[settings.warehouse]
        made = _made_of(anchor.build, anchor.state)
        if name not in made:
            made[name] = make()
        return made[name]


def _made_of(build: Path, state: tuple[int, int]) -> dict[Hashable, Any]:
    """Of a folder, what was made of its last two builds alone is kept: on the evening when all deposit, one comes every
    few seconds, and who holds the one before may still ask."""
    key = build, state
    with _making:
        if key not in _made:
            for old in [old for old in _made if old[0].parent == build.parent][:-1]:
                del _made[old]
            while len(_made) >= KEPT_ANCHORS:
                del _made[next(iter(_made))]
            _made[key] = {}
        return _made[key]


_making = threading.Lock()
_made: dict[tuple[Path, tuple[int, int]], dict[Hashable, Any]] = {}


@contextmanager
def one_build(settings: Settings) -> Iterator[None]:
    """Holds the current build: all that is read inside is of it, whatever is published meanwhile. Raises NoWarehouse.

    What an outer block holds stays held."""
    anchors = _held.get()
    if settings.warehouse in anchors:
        yield
        return
    anchor = _borrow(current_build(settings))
    token = _held.set({**anchors, settings.warehouse: anchor})
    try:
        yield
    finally:
        _held.reset(token)
        with _anchor_lock:
            anchor.running -= 1
            _close_idle(anchor)


def of_one_build(
    make: Callable[Concatenate[Reader, Given], Made],
) -> Callable[Concatenate[Reader, Given], Made]:
    """For what is made from several queries: half of it must not be of a build that came in the meantime.

    Where nothing was built, the function is called all the same, and says so itself."""

    @wraps(make)
    def made(reader: Reader, /, *arguments: Given.args, **named: Given.kwargs) -> Made:
        with ExitStack() as holding:
            with suppress(NoWarehouse):
                holding.enter_context(one_build(reader if isinstance(reader, Settings) else reader.settings))
            return make(reader, *arguments, **named)

    return made


def _borrow(build: Path) -> _Anchor:
    with _anchor_lock:
        for path in [path for path in _anchors if path.parent == build.parent and path != build]:
            _retire(path)
        anchor = _anchors.pop(build, None) or _opened(build)
        _anchors[build] = anchor
        for path in list(_anchors)[:-KEPT_ANCHORS]:
            _retire(path)
        anchor.running += 1
        return anchor


def _opened(build: Path) -> _Anchor:
    state = build.stat()
    return _Anchor(build, (state.st_ino, state.st_mtime_ns), connect(build, read_only=True, confined=True))


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
