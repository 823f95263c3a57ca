"""Opens an edition as a warehouse, so that everything that reads the present state reads the edition instead."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa
from pyarrow import parquet

from pipelines.errors import EditionError
from pipelines.queries import MEANING, MOVEMENT, query
from pipelines.releases.freeze import MANIFEST, altered, damages_of, editions
from pipelines.settings import Settings
from pipelines.store.files import copy_tree
from pipelines.warehouse.builds import connect, is_sound
from pipelines.warehouse.mart_columns import marts
from pipelines.warehouse.mart_tables import declare_marts
from pipelines.warehouse.publication import draft


def open_edition(settings: Settings, slug: str) -> Settings:
    """Settings under which everything that reads the warehouse reads the edition instead. Raises EditionError."""
    folder = settings.editions / slug
    if not (folder / MANIFEST).exists():
        slugs = ", ".join(edition.slug for edition in editions(settings)) or "aucune"
        raise EditionError(f"L'édition « {slug} » n'existe pas ; éditions connues : {slugs}.")
    cache = settings.opened_editions / f"{slug}-{_shape()}"
    opened = replace(settings, data=cache, catalogue=folder / "catalogue", records=None, present=settings.data)
    if not is_sound(opened):
        wrong = damages_of(folder)
        if wrong:
            raise altered(slug, wrong)
        for records in (opened.decisions, opened.demands, opened.visas):
            if (folder / records.name).exists():
                copy_tree(folder / records.name, records)
        _load(opened, folder / "marts")
    frozen = next(edition for edition in editions(settings) if edition.slug == slug)
    return replace(opened, frozen_on=date.fromisoformat(frozen.frozen_at[:10]))


@lru_cache(maxsize=1)
def _shape() -> str:
    """What tells the tables of this program from those of another: an edition is opened anew after an upgrade."""
    digest = hashlib.sha256()
    for root in (MOVEMENT, MEANING):
        for path in sorted(root.rglob("*.sql")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def _load(opened: Settings, frozen: Path) -> None:
    """The kept tables, in the shape that this program reads: what it added since is empty there."""
    shapes = _shapes()
    with draft(opened) as connection:
        connection.execute("create schema marts")
        for table, shape in shapes.items():
            connection.register("kept", _shaped(frozen / f"{table}.parquet", shape))
            connection.execute(f"create table marts.{table} as from kept")
        _derive(connection, frozen)


@lru_cache(maxsize=1)
def _shapes() -> dict[str, pa.Table]:
    """Every mart as this program makes it, without a row: the same as long as it runs."""
    with connect(Path(":memory:"), one_thread=True) as connection:
        declare_marts(connection)
        return {name: connection.sql(f"from marts.{name}").to_arrow_table() for name in sorted(marts())}


def _derive(connection: duckdb.DuckDBPyConnection, frozen: Path) -> None:
    """The tables that came since, where what was kept says what they would have held."""
    for path in sorted((MOVEMENT / "opened").glob("*.sql")):
        if not (frozen / f"{path.stem}.parquet").exists():
            connection.execute(f"insert into marts.{path.stem} by name {query('opened', path.stem)}")


def _shaped(path: Path, shape: pa.Table) -> pa.Table:
    """The rows that were kept, and nothing in the columns that did not exist then."""
    rows = parquet.read_table(path) if path.exists() else shape.slice(0, 0)
    for column in shape.schema:
        if column.name not in rows.column_names:
            rows = rows.append_column(column, pa.nulls(rows.num_rows, column.type))
    return rows
