"""The one loader of SQL files: a query is known by its folder and its name, and takes what it names.

Folders are those of pipelines/facts/sql (what is read of the marts), of pipelines/sql (how data move) and of
indicators/sql (what figures mean)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

import indicators

MOVEMENT = Path(__file__).parent / "sql"
FACTS = Path(__file__).parent / "facts" / "sql"
MEANING = Path(indicators.__file__).parent / "sql"
Row = dict[str, Any]
KEPT = 1000  # texts whose statements are held: a build has a third of that
_PARAMETER = re.compile(r"\$([a-z_]\w*)")
_statements: dict[str, list[duckdb.Statement]] = {}


def query(folder: str, name: str) -> str:
    """The text of `name`.sql in a folder such as `review` or `schools/screen`; "" is the root. Raises OSError."""
    return text(_path(folder, name))


@lru_cache(maxsize=1024)
def _path(folder: str, name: str) -> Path:
    """Where a query stands: a small build asks for a hundred and forty, the same ones each time."""
    for root in (FACTS, MOVEMENT, MEANING):
        path = root / folder / f"{name}.sql"
        if path.exists():
            return path
    raise FileNotFoundError(f"{folder}/{name}.sql")


def text(path: Path) -> str:
    """The text of a file of SQL, read again where the file was changed."""
    return _text(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=512)
def _text(path: Path, _modified: int) -> str:
    return path.read_text(encoding="utf-8")


def named(sql: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Of the parameters that are given, those that a query names: DuckDB refuses the others."""
    wanted = set(_PARAMETER.findall(sql))
    return {name: value for name, value in parameters.items() if name in wanted}


def run(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None = None
) -> duckdb.DuckDBPyConnection:
    """Executes a text whose statements are parsed once a process: parsing them anew takes a tenth of a build."""
    statements = _statements.get(sql)
    if statements is None:
        if len(_statements) >= KEPT:
            _statements.clear()
        statements = _statements[sql] = connection.extract_statements(sql)
    for statement in statements:
        connection.execute(statement, parameters)
    return connection


def answer(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None = None
) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The columns of a query and its rows, on a connection that nobody else asks meanwhile; by way of Arrow, which
    binds the statement once more, it costs twice as much."""
    cursor = run(connection, sql, parameters)
    return tuple(column[0] for column in cursor.description or ()), cursor.fetchall()


def rows_of(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
    """The same, each row by the names of its columns."""
    names, rows = answer(connection, sql, parameters)
    return [dict(zip(names, row, strict=True)) for row in rows]
