"""The marts as empty tables, with what each column says, and their rows.

Apart from their dictionary, which needs no database."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import duckdb

from pipelines.queries import query, run
from pipelines.warehouse.mart_columns import column_comment, marts, table_comment


def declare_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """Every mart of the dictionary, empty, in its types and with its comments."""
    run(connection, declaration())


def fill_marts(connection: duckdb.DuckDBPyConnection, names: tuple[str, ...], empty: Collection[str] = ()) -> None:
    """The rows of these marts, each from the query of its name, in this order; those that are `empty` (marts.action)
    are left so."""
    for name in (mart_name for mart_name in names if f"marts.{mart_name}" not in empty):
        listed = ", ".join(f'"{column.name}"' for column in marts()[name].columns)
        run(connection, f"insert into marts.{name} select {listed} from ({query('marts', name)})")


@lru_cache(maxsize=1)
def declaration() -> str:
    """The statements that make every mart: a comment takes one each."""
    statements = ["create schema if not exists marts"]
    for mart in marts().values():
        table = f"marts.{mart.name}"
        listed = ", ".join(f'"{column.name}" {column.type}' for column in mart.columns)
        statements += [
            f"create table {table} ({listed})",
            f"comment on table {table} is {_quoted(table_comment(mart))}",
        ]
        statements += [f'comment on column {table}."{c.name}" is {_quoted(column_comment(c))}' for c in mart.columns]
    return ";\n".join(statements)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
