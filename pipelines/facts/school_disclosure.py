"""The figures of the schools of a département as they may be shown: the rule of publication, one level further.

Apart: a rule that is reviewed on its own."""

from __future__ import annotations

import atexit
import threading
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.queries import named, query
from pipelines.warehouse.builds import connect
from pipelines.warehouse.disclosure import mask_counts

_lock = threading.Lock()
_open: list[duckdb.DuckDBPyConnection] = []


@atexit.register
def _let_go() -> None:
    """Closes what is open before the interpreter ends."""
    while _open:
        _open.pop().close()


def masked(figures: pa.Table, territory: str, campaign: str, rules: dict[str, Any]) -> pa.Table:
    """The figures of all the schools of a département in a campaign, those that tell few pupils left out.

    The sums of the département are taken as known, for they are shown elsewhere: what they and the other schools
    would give back by a subtraction is left out too."""
    parameters = {**rules, "territory": territory, "campaign": campaign}
    with _workroom() as cursor:
        cursor.register("figure", figures)
        for table, name in (("territory", "member"), ("indicator_progress", "counted")):
            rows = _rows(cursor, name, parameters)
            cursor.register("incoming", rows)
            cursor.execute(f"create temp table {table} as from incoming")
            cursor.unregister("incoming")
        mask_counts(cursor, {**rules, "always_shown": [territory]})
        return _rows(cursor, "shown", parameters)


def _workroom() -> duckdb.DuckDBPyConnection:
    """A cursor whose temporary tables nobody else sees, on a database in memory that is opened once."""
    with _lock:
        if not _open:
            _open.append(connect(Path(":memory:")))
        return _open[0].cursor()


def _rows(cursor: duckdb.DuckDBPyConnection, name: str, parameters: dict[str, Any]) -> pa.Table:
    sql = query("schools/screen", name)
    return cursor.sql(sql, params=named(sql, parameters)).to_arrow_table()
