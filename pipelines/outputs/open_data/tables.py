"""The tables as they leave: read from the marts of one build, masked, in the columns that columns.toml chooses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from indicators.toml_file import toml_beside
from pipelines.outputs.open_data.differences import Figure
from pipelines.outputs.open_data.earlier import counts
from pipelines.queries import named, query
from pipelines.settings import Settings, options
from pipelines.store.publication_log import Count
from pipelines.warehouse.builds import connect, mart
from pipelines.warehouse.disclosure import mask, rules
from pipelines.warehouse.mart_columns import marts

MARTS = (
    "territory",
    "indicator",
    "objective",
    "axis",
    "indicator_progress",
    "objective_progress",
    "axis_progress",
    "strategy_progress",
    "provenance",
    "discrepancy",
    "report",
    "issue",
    "meeting",
    "action",
    "action_change",
    "agreement",
    "call_for_projects",
    "budget_step",
    "school_body",
    "assessment",
)

# SQL type of a mart's column → type of Table Schema.
TYPES = {
    "BIGINT": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "number",
    "INTEGER": "integer",
    "TIMESTAMP": "datetime",
    "VARCHAR": "string",
}


@dataclass(frozen=True)
class Column:
    """One published column: its Table Schema type, what it says, its French header, its unit where it has one.

    `of` is the table whose key it holds, `beside` the French header of the name that goes with it, `words` the list
    that reads its codes."""

    name: str
    type: str
    description: str
    header: str
    unit: str | None = None
    of: str | None = None
    beside: str | None = None
    words: str | None = None


@dataclass(frozen=True)
class Table:
    """One published table: what it holds, and its rows."""

    name: str
    title: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: pa.Table


def described() -> dict[str, Any]:
    """What columns.toml says."""
    return toml_beside(__file__, "columns.toml")


def publication(
    settings: Settings, besides: Callable[[list[Count]], set[Figure]] = lambda _counts: set()
) -> tuple[list[Table], list[Count]]:
    """Every table of columns.toml, in its order, and the numbers of pupils that they tell or mask.

    `besides` says, of these numbers, which figures must be masked as well. Raises NoWarehouse, and what it raises."""
    with connect(Path(":memory:")) as connection:
        for name in MARTS:
            connection.register(name, mart(settings, name))
        mask(connection, lambda masking: besides(counts(masking)))
        return list(_tables(connection)), counts(connection)


def _tables(connection: duckdb.DuckDBPyConnection) -> Iterator[Table]:
    parameters = rules(connection)
    for table in described()["table"]:
        sql = query("publish", table["name"])
        rows = connection.sql(sql, params=named(sql, parameters)).to_arrow_table()
        # what committees typed leaves where they agree to it alone
        names = [*table["columns"], *(table.get("titles", []) if titles_leave() else [])]
        columns = tuple(_column(name, table) for name in names)
        mart = marts()[table["name"]]
        title = table.get("title", f"{mart.title.fr} : {mart.grain.fr}")
        yield Table(mart.name, title, mart.key, columns, rows.select(names))


def titles_leave() -> bool:
    """Whether the setting lets the titles of actions out."""
    return options().open_titles == "on"


def _column(name: str, table: dict[str, Any]) -> Column:
    """What the mart says of the column, and over it what columns.toml does."""
    column = {column.name: column for column in marts()[table["name"]].columns}.get(name)
    properties: dict[str, Any] = {}
    if column:
        properties = {"type": TYPES.get(column.type), "description": column.fr, "header": column.header}
        properties |= {"unit": column.unit.fr} if column.unit else {}
    properties |= described()["column"].get(name, {}) | table.get("column", {}).get(name, {})
    return Column(name, **properties)
