"""The dictionary of the marts says what a real build holds: every column, its true type, and nothing that is absent."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import duckdb
import pytest
from reports import Report, rows, warehouse

import indicators
import pipelines
from pipelines.outputs.open_data import tables as open_data
from pipelines.outputs.workbook import columns as workbook
from pipelines.settings import Settings
from pipelines.warehouse import mart_tables
from pipelines.warehouse.builds import connect, current_build
from pipelines.warehouse.mart_columns import Mart, column_comment, mart_column, marts, table_comment

ROOTS = (Path(pipelines.__file__).parent, Path(indicators.__file__).parent)
QUERIES = {path.stem: path for root in ROOTS for path in (root / "sql" / "marts").glob("*.sql")}
DOCUMENTED = [pytest.param(mart, id=name) for name, mart in marts().items()]
COLUMNS = """select table_name, column_name, data_type, comment from duckdb_columns()
    where schema_name = 'marts' order by table_name, column_index"""


@pytest.fixture(scope="module", params=["the demonstration", "one report"])
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A large build and one where nearly all tables are empty: a type must not come from what was received."""
    if request.param == "the demonstration":
        return request.getfixturevalue("demo_data")
    report = Report("DEPT-59", rows={"O04-1": (3, 4)})
    return warehouse(tmp_path_factory.mktemp("small"), {"report.xlsx": report.xlsx()})


def test_every_column_of_a_build_is_documented_in_its_true_type(settings: Settings) -> None:
    built: dict[str, list[tuple[str, str]]] = {}
    for row in rows(settings, COLUMNS):
        built.setdefault(row["table_name"], []).append((row["column_name"], row["data_type"]))
    assert built == {
        name: [(column.name, column.type) for column in mart.columns] for name, mart in sorted(marts().items())
    }


def test_every_query_gives_the_documented_columns_and_no_other(settings: Settings) -> None:
    """A build casts what it inserts and takes what is named: a type or a column that drifted would not show there."""
    with connect(current_build(settings), read_only=True, confined=True) as connection:
        for name, path in sorted(QUERIES.items()):
            described = connection.execute(f"describe {path.read_text(encoding='utf-8')}").fetchall()
            kinds = {column: kind for column, kind, *_ in described}
            assert kinds == {column.name: column.type for column in marts()[name].columns}, name


def test_a_query_that_lacks_a_documented_column_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mart_tables, "query", lambda *_: "select 1 as axis_id")
    with connect(Path(":memory:")) as connection:
        mart_tables.declare_marts(connection)
        with pytest.raises(duckdb.BinderException, match="title"):
            mart_tables.fill_marts(connection, ("axis",))


def test_a_build_says_itself_what_its_columns_hold(settings: Settings) -> None:
    comments = {(row["table_name"], row["column_name"]): row["comment"] for row in rows(settings, COLUMNS)}
    assert comments == {
        (mart.name, column.name): column_comment(column) for mart in marts().values() for column in mart.columns
    }
    tables = rows(settings, "select table_name, comment from duckdb_tables() where schema_name = 'marts'")
    assert {row["table_name"]: row["comment"] for row in tables} == {
        name: table_comment(mart) for name, mart in marts().items()
    }


def test_a_key_tells_rows_apart(settings: Settings) -> None:
    for mart in marts().values():
        if mart.key:
            listed = ", ".join(mart.key)
            twice = rows(settings, f"select {listed} from marts.{mart.name} group by all having count(*) > 1")
            assert twice == [], mart.name


@pytest.mark.parametrize("mart", DOCUMENTED)
def test_the_grain_is_that_of_the_query(mart: Mart) -> None:
    if mart.name == "build":  # the one mart that no query makes
        assert mart.name not in QUERIES
    else:
        assert QUERIES[mart.name].read_text(encoding="utf-8").startswith(f"-- {mart.grain.en}")


@pytest.mark.parametrize("mart", DOCUMENTED)
def test_a_column_says_something_in_both_languages(mart: Mart) -> None:
    assert set(mart.key) <= {column.name for column in mart.columns}
    for column in mart.columns:
        for text in (column.fr, column.en):
            assert text[0].isupper(), column.name
            assert text.endswith("."), column.name
        assert column.fr != column.en, column.name


def test_a_header_of_the_workbooks_is_said_once_and_used() -> None:
    content = _toml(workbook.__file__)
    assert all(("of" in column) != ("header" in column) for column in content.values())
    used = [column["of"] for column in content.values() if "of" in column]
    assert all(mart_column(name).header for name in used)
    headers = {mart_column(name).header for name in used}
    assert headers == {c.header for mart in marts().values() for c in mart.columns if c.header}


def test_the_open_data_say_again_nothing_that_the_mart_says() -> None:
    content = _toml(open_data.__file__)
    for table in content["table"]:
        mart = marts()[table["name"]]
        assert table.get("title") != f"{mart.title.fr} : {mart.grain.fr}"
        shared = {name: content["column"][name] for name in table["columns"] if name in content["column"]}
        for name, entry in (shared | table.get("column", {})).items():
            column = {column.name: column for column in mart.columns}.get(name)
            assert column is None or entry.get("description") != column.fr, f"{mart.name}.{name}"


def _toml(module: str | None) -> dict[str, Any]:
    assert module
    return tomllib.loads(Path(module).with_name("columns.toml").read_text(encoding="utf-8"))
