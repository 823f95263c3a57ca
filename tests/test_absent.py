"""What nothing received fills is left empty without being asked: it has no row indeed, and its columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from in_memory import marts_of
from reports import Report, named, warehouse

from pipelines.queries import MEANING, MOVEMENT, query
from pipelines.settings import Settings
from pipelines.warehouse.absent import FILLED_BY, due

COLUMNS = """
    select schema_name, table_name, column_index, column_name, data_type from duckdb_columns()
    where schema_name || '.' || table_name in (select unnest($tables)) order by all
"""
SHEETS, OFFICIAL = "any other sheet", "any official table"


@pytest.fixture(scope="module")
def rich(demo_data: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the demonstration, to take from what was received."""
    copy = tmp_path_factory.mktemp("rich") / "copy.duckdb"
    copy.write_bytes(demo_data.warehouse.read_bytes())
    with duckdb.connect(str(copy)) as connection:
        yield connection


def queried(table: str) -> bool:
    """Whether a query of its name gives it: the others are made by schools/no_lines.sql and no_rows.sql."""
    schema, name = table.split(".")
    return (MOVEMENT / schema / f"{name}.sql").exists() or (MEANING / schema / f"{name}.sql").exists()


@pytest.mark.parametrize("kinds", sorted({*FILLED_BY.values()}), ids=" or ".join)
def test_a_table_has_no_row_where_nothing_received_fills_it(
    rich: duckdb.DuckDBPyConnection, kinds: tuple[str, ...]
) -> None:
    tables = [table for table, filled_by in FILLED_BY.items() if {*filled_by} <= {*kinds}]
    rich.begin()
    try:
        if kinds == (SHEETS,):
            assert all(rich.execute(f"select 1 from {table} limit 1").fetchall() for table in tables)
        if kinds == (OFFICIAL,):
            rich.execute("delete from raw.file where official is not null")
        for kind in kinds:
            rich.execute("delete from raw.table_row where table_kind = $kind", {"kind": kind})
            rich.execute("delete from raw.file where table_kind = $kind", {"kind": kind})
            others = "section not in ('identification', 'indicators')" if kind == SHEETS else "section = $kind"
            for read in ("raw.cell", "staging.sheet_cell", "staging.sheet_line"):
                rich.execute(f"delete from {read} where {others}", {} if kind == SHEETS else {"kind": kind})
        for table in tables:
            if queried(table):
                assert rich.execute(query(*table.split("."))).fetchall() == [], table
            rich.execute(f"delete from {table}")
    finally:
        rich.rollback()


def test_it_has_the_columns_that_its_query_gives(rich: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    files = named([Report("DEPT-59", rows={"O04-1": (7, 10)})])
    parameters = {"tables": [table for table in FILLED_BY if queried(table)]}
    wanted = rich.execute(COLUMNS, parameters).fetchall()
    assert {f"{schema}.{table}" for schema, table, *_ in wanted} == {*parameters["tables"]}
    for place in ("first", "again"):  # what the columns are is remembered
        settings = warehouse(tmp_path / place, files)
        with duckdb.connect(str(settings.warehouse.resolve()), read_only=True) as connection:
            assert connection.execute(COLUMNS, parameters).fetchall() == wanted


def test_a_check_finds_nothing_in_tables_that_are_empty(tmp_path: Path) -> None:
    """A select that looks at nothing else is left out: it may not find what is missing from them."""
    codes = sorted(path.stem for path in (MOVEMENT / "checks").glob("*.sql"))
    with marts_of(tmp_path / "data", {}, "report") as ask:
        for code in codes:
            assert ask(query("checks", code), {}) == [], code
    empty = {*FILLED_BY, "staging.indicator_line", "staging.observation", "staging.claim"}
    assert any(due(code, empty) == "" for code in codes)
    assert all(due(code, set()) == query("checks", code) for code in codes if "union all" not in query("checks", code))
