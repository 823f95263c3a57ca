"""The queries on schools: one select a file, in sql/schools."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import duckdb

from pipelines.queries import query as of_folder
from pipelines.warehouse.builds import connect

query = partial(of_folder, "schools")
_MACROS = ("macros_reading", "macros")
_TEXTS = {"school_year_text": "year_texts", "school_code_text": "code_texts", "school_code_folded": "code_folded"}
_REFERENCE = ("school_year", "school_indicator", "school_department", "school_rule")


def lay_schools(connection: duckdb.DuckDBPyConnection) -> None:
    """What is known of schools before any table: numbers that stand for codes."""
    for name in _MACROS:
        connection.execute(query(name))
    for table in _REFERENCE:
        connection.execute(f"create table core.{table} as {query(table)}")


def school_layers() -> tuple[str, ...]:
    """The texts that `lay_schools` runs."""
    return tuple(map(query, (*_MACROS, *_REFERENCE)))


def set_school_words(connection: duckdb.DuckDBPyConnection) -> None:
    """What a line may say of a school: a connection alone holds it, and no file."""
    _situations(connection, connection.execute(query("situations")).fetchall()[0][0])
    _places(connection)


@contextmanager
def apart(connection: duckdb.DuckDBPyConnection, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Another database in memory that knows as much of schools: what fails there undoes nothing of a build."""
    other = connect(Path(":memory:"))
    try:
        other.execute("set temp_directory = $spill", {"spill": str(spill)})
        other.execute("create schema core")
        for macros in (of_folder("", "macros"), *map(query, _MACROS)):
            other.execute(macros)
        for table in _REFERENCE:
            other.register("known", connection.sql(f"from core.{table}").to_arrow_table())
            other.execute(f"create table core.{table} as from known")
        _situations(other, connection.execute("select getvariable('school_situations')").fetchall()[0][0])
        _places(other)
        yield other
    finally:
        other.close()


def _places(connection: duckdb.DuckDBPyConnection) -> None:
    """Codes as enumerations, and lists in the same order: a line is understood without a join, so keeps its place."""
    for kind, texts in _TEXTS.items():
        connection.execute(f"create temp type {kind} as enum ({query(texts)})")
    lists = connection.sql(query("known"))
    for name, words in zip(lists.columns, lists.fetchall()[0], strict=True):
        connection.execute(f"set variable {name} = $found", {"found": words})


def _situations(connection: duckdb.DuckDBPyConnection, situations: dict[str, str]) -> None:
    connection.execute("set variable school_situations = $said", {"said": situations})
