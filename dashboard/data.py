"""The only door to the warehouse: named queries on the current build, remembered as long as that build stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from pipelines import warehouse
from pipelines.explain import Explanation, UnknownFigure
from pipelines.explain import explain as explain_figure
from pipelines.settings import Settings, settings
from pipelines.warehouse import NoWarehouse

Row = dict[str, Any]
T = TypeVar("T")
Identity = tuple[str, int, int]
QUERIES = Path(__file__).parent / "queries"
_RUN = "build_of_this_run"


def identity(where: Settings) -> Identity:
    """What tells one build from another: the file the warehouse link leads to. Raises NoWarehouse."""
    build = warehouse.current_build(where)
    stat = build.stat()
    return str(build), stat.st_ino, stat.st_mtime_ns


def begin_run() -> None:
    """Holds the build that this run of the page shows. Raises NoWarehouse."""
    st.session_state[_RUN] = identity(settings())


def rows(query: str, **parameters: object) -> tuple[Row, ...]:
    """The rows of queries/`query`.sql on the build of this run; they are shared: never modify them."""
    return _of_this_run(lambda build: _read(settings(), build, query, tuple(sorted(parameters.items()))))


def one(query: str, **parameters: object) -> Row | None:
    """The only row of a query, or None."""
    found = rows(query, **parameters)
    return found[0] if found else None


def explain(territory_code: str, indicator_id: str, campaign: str) -> Explanation | None:
    """The whole chain of a figure, or None where the campaign has no result for it."""
    return _of_this_run(lambda build: _explain(settings(), build, territory_code, indicator_id, campaign))


def _of_this_run(read: Callable[[Identity], T]) -> T:
    """Reads, and starts the page again where a new build came in the meantime: a page never mixes two."""
    build = st.session_state[_RUN]
    try:
        result = read(build)
    except Exception:
        # A build replaced under the query may close it: only then is the error not a fault.
        if _still(build):
            raise
    else:
        if _still(build):
            return result
    st.rerun()


def _still(build: Identity) -> bool:
    try:
        return identity(settings()) == build
    except (NoWarehouse, OSError):
        return False


@lru_cache(maxsize=512)
def _read(where: Settings, build: Identity, query: str, parameters: tuple[tuple[str, object], ...]) -> tuple[Row, ...]:
    return tuple(warehouse.read(where, _sql(query), dict(parameters)).to_pylist())


@lru_cache(maxsize=128)
def _explain(
    where: Settings, build: Identity, territory_code: str, indicator_id: str, campaign: str
) -> Explanation | None:
    try:
        return explain_figure(where, territory_code, indicator_id, campaign)
    except UnknownFigure:
        return None


@lru_cache(maxsize=64)
def _sql(query: str) -> str:
    return (QUERIES / f"{query}.sql").read_text(encoding="utf-8")
