"""The figures of the schools of a département as they may be shown: the rule of publication, one level further."""

from __future__ import annotations

import atexit
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.publish.secrecy import mask_counts
from pipelines.warehouse import connect

SCREEN = Path(__file__).parents[1] / "sql" / "schools" / "screen"
_lock = threading.Lock()
_open: list[duckdb.DuckDBPyConnection] = []


@atexit.register
def _let_go() -> None:
    """Closes what is open before the interpreter ends."""
    while _open:
        _open.pop().close()


@lru_cache(maxsize=32)
def screen(name: str) -> str:
    """The text of a query of sql/schools/screen."""
    return (SCREEN / f"{name}.sql").read_text(encoding="utf-8")


def masked(figures: pa.Table, territory: str, campaign: str, rules: dict[str, Any]) -> pa.Table:
    """The figures of all the schools of a département in a campaign, those that tell few pupils left out.

    The sums of the département are taken as known, for they are shown elsewhere: what they and the other schools
    would give back by a subtraction is left out too."""
    given = {**rules, "territory": territory, "campaign": campaign}
    with _workroom() as cursor:
        cursor.register("figure", figures)
        for table, query in (("territory", "member"), ("indicator_progress", "counted")):
            rows = _rows(cursor, query, given)
            cursor.register("incoming", rows)
            cursor.execute(f"create temp table {table} as from incoming")
            cursor.unregister("incoming")
        mask_counts(cursor, {**rules, "always_shown": [territory]})
        return _rows(cursor, "shown", given)


def _workroom() -> duckdb.DuckDBPyConnection:
    """A cursor whose temporary tables nobody else sees, on a database in memory that is opened once."""
    with _lock:
        if not _open:
            _open.append(connect(Path(":memory:")))
        return _open[0].cursor()


def _rows(cursor: duckdb.DuckDBPyConnection, name: str, given: dict[str, Any]) -> pa.Table:
    sql = screen(name)
    return cursor.sql(sql, params={key: given[key] for key in given if f"${key}" in sql}).to_arrow_table()
