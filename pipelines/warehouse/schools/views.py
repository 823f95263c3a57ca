"""What is read of schools: the marts of the current build, and `schools.value`, a view on its rows kept as Parquet."""

from __future__ import annotations

import atexit
import json
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from indicators.territories import territories
from pipelines.queries import query as of_folder
from pipelines.settings import Settings
from pipelines.warehouse.builds import connect, current_build, mart, one_build
from pipelines.warehouse.schools.manifest import Manifest, read_manifest
from pipelines.warehouse.schools.queries import query
from pipelines.warehouse.schools.segments import publish

CONFINED = "scope.json"
KEPT_CATALOGS = 16
Key = tuple[Path, Path, frozenset[str] | None]  # data folder, build, départements


@dataclass(frozen=True)
class SchoolRows:
    """Where the rows are kept, and the départements whose rows may be read (None: all)."""

    folder: Settings
    departments: frozenset[str] | None


_lock = threading.Lock()
_catalogs: dict[Key, duckdb.DuckDBPyConnection] = {}


@atexit.register
def _let_go() -> None:
    """Closes what is open before the interpreter ends."""
    for connection in _catalogs.values():
        connection.close()
    _catalogs.clear()


def school_rows(
    settings: Settings,
    sql: str,
    parameters: dict[str, Any] | None = None,
    departments: Iterable[str] | None = None,
    figures: pa.Table | None = None,
) -> pa.Table:
    """The rows of one query on the marts of the current build and on `schools.value`. Raises NoWarehouse.

    `sql` is the name of a query of sql/schools, or a select. `departments` (codes such as `DEPT-59`) narrows what the
    view can show; the settings of a scope narrow it by themselves, and both hold. `shown` is a table that this query
    alone reads, under that name."""
    text = query(sql) if sql.isidentifier() else sql
    cursor = _catalog(settings, None if departments is None else frozenset(departments)).cursor()
    try:
        if figures is not None:
            cursor.register("shown", figures)
        return cursor.sql(text, params=parameters or {}).to_arrow_table()
    finally:
        cursor.close()


def confine(scope: Settings, whole: Settings, departments: Iterable[str]) -> None:
    """Makes the folder of a scope read the rows of the whole one, of these départements alone."""
    scope.schools.mkdir(parents=True, exist_ok=True)
    folder = os.path.relpath(whole.data, scope.data)
    note = {"data": folder, "departments": sorted(code for code in departments if code.startswith("DEPT-"))}
    publish(scope.schools / CONFINED, json.dumps(note).encode())


def close(settings: Settings) -> None:
    """Lets go of the builds of a data folder that is about to be removed."""
    with _lock:
        for key in [key for key in _catalogs if key[0] == settings.data]:
            _catalogs.pop(key).close()


def _kept(settings: Settings) -> SchoolRows:
    """Where the rows of these settings are: their own folder, or for a scope that of the whole, narrowed."""
    note = settings.schools / CONFINED
    if not note.exists():
        return SchoolRows(settings, None)
    scope = json.loads(note.read_text(encoding="utf-8"))
    whole = Settings(data=(settings.data / scope["data"]).resolve(), catalogue=settings.catalogue)
    return SchoolRows(whole, frozenset(scope["departments"]))


def _catalog(settings: Settings, departments: frozenset[str] | None) -> duckdb.DuckDBPyConnection:
    """An open connection to the current build, kept between queries; one to a build of before it is closed."""
    with one_build(settings), _lock:
        build = current_build(settings)
        key = (settings.data, build, departments)
        for old in [old for old in _catalogs if old[0] == settings.data and old[1] < build]:
            _catalogs.pop(old).close()
        if key not in _catalogs:
            while len(_catalogs) >= KEPT_CATALOGS:
                _catalogs.pop(next(iter(_catalogs))).close()
            _catalogs[key] = _open(settings, build, departments)
        return _catalogs[key]


def _open(settings: Settings, build: Path, departments: frozenset[str] | None) -> duckdb.DuckDBPyConnection:
    """A database in memory that sees the marts of a build and rows of schools, and from then on nothing else."""
    store = _kept(settings)
    if store.departments is not None:
        departments = store.departments if departments is None else departments & store.departments
    manifest = read_manifest(store.folder, _manifest_name(settings))
    connection = connect(Path(":memory:"))
    quoted = str(build).replace("'", "''")
    connection.execute(f"attach '{quoted}' as warehouse (read_only)")
    connection.execute("create schema marts")
    for (table,) in connection.execute(query("marts")).fetchall():
        connection.execute(f'create view marts."{table}" as from warehouse.marts."{table}"')
    _value(connection, store.folder, manifest, departments)
    folder = str(store.folder.schools.resolve())
    connection.execute("set allowed_directories = $folders", {"folders": [folder]})
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def _value(
    connection: duckdb.DuckDBPyConnection, folder: Settings, manifest: Manifest, departments: frozenset[str] | None
) -> None:
    """The view `schools.value`, and the few rows that give its numbers their codes."""
    for definitions in (of_folder("", "macros"), of_folder("", "formula"), query("macros_reading")):
        connection.execute(definitions)
    connection.execute("create schema schools")
    connection.execute(f"create table schools.indicator as {query('indicators')}")
    places = [(territory.code, int(territory.school_prefix)) for territory in territories() if territory.school_prefix]
    allowed = [place for place in places if departments is None or place[0] in departments]
    _table(connection, "schools.place", ("territory_code", "department"), allowed)
    _table(connection, "schools.source", ("source", "source_sha256"), list(manifest.sources.items()))
    paths = [str((folder.schools / name).resolve()) for name in manifest.rows]
    rows = connection.read_parquet(paths, hive_partitioning=True) if paths else connection.sql(query("no_school_cell"))
    rows.create_view("school_kept")
    connection.execute(f"create view schools.value as {query('value')}")


def _table(connection: duckdb.DuckDBPyConnection, name: str, columns: tuple[str, str], rows: list[tuple]) -> None:
    """A small table of a number and its code."""
    types = [pa.string() if "code" in column or "sha256" in column else pa.int32() for column in columns]
    values = list(zip(*rows, strict=True)) or [(), ()]
    arrays = [pa.array(column, kind) for column, kind in zip(values, types, strict=True)]
    connection.register("incoming", pa.table(dict(zip(columns, arrays, strict=True))))
    connection.execute(f"create table {name} as from incoming")
    connection.unregister("incoming")


def _manifest_name(settings: Settings) -> str | None:
    """The manifest on which the current build rests; None for a build of before the schools."""
    columns = mart(settings, "build")
    return columns["school_manifest"].to_pylist()[0] if "school_manifest" in columns.column_names else None
