"""The marts as empty tables, with what each column says: made once a process, then copied into every build.

Apart from their dictionary, which needs no database. A comment takes a statement each, and 400 of them a tenth of a
small build; what was said once is copied in one."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from pipelines.queries import query
from pipelines.warehouse.builds import connect
from pipelines.warehouse.mart_columns import column_comment, marts, table_comment

DECLARED = "declared.duckdb"
_making = threading.Lock()


def declare_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """Every mart of the dictionary, empty, in its types and with its comments."""
    path = str(_empty_marts()).replace("'", "''")
    [[into]] = connection.execute("select current_database()").fetchall()
    connection.execute(f"attach '{path}' as declared (read_only)")
    connection.execute(f'copy from database declared to "{into}" (schema)')


def fill_marts(connection: duckdb.DuckDBPyConnection, names: tuple[str, ...], empty: Collection[str] = ()) -> None:
    """The rows of these marts, each from the query of its name, in this order; those that are `empty` (marts.action)
    are left so."""
    for name in (mart_name for mart_name in names if f"marts.{mart_name}" not in empty):
        listed = ", ".join(f'"{column.name}"' for column in marts()[name].columns)
        connection.execute(f"insert into marts.{name} select {listed} from ({query('marts', name)})")


@lru_cache(maxsize=1)
def _folder() -> TemporaryDirectory[str]:
    """Gone with the process."""
    folder = TemporaryDirectory(prefix="pilotage-", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    return folder


def _empty_marts() -> Path:
    """The database that is copied: made at the first build, and again where temporary files were swept away."""
    with _making:
        path = Path(_folder().name) / DECLARED
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            unfinished = path.with_suffix(".draft")
            unfinished.unlink(missing_ok=True)
            with connect(unfinished, small=True) as connection:
                connection.begin()
                connection.execute(";\n".join(_statements()))
                connection.commit()
            unfinished.rename(path)
        return path


def _statements() -> list[str]:
    statements = []
    for mart in marts().values():
        table = f"marts.{mart.name}"
        listed = ", ".join(f'"{column.name}" {column.type}' for column in mart.columns)
        statements += [
            f"create table {table} ({listed})",
            f"comment on table {table} is {_quoted(table_comment(mart))}",
        ]
        statements += [f'comment on column {table}."{c.name}" is {_quoted(column_comment(c))}' for c in mart.columns]
    return ["create schema marts", *statements]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
