"""What changed between two states, and why: each movement split into four effects that add up to it exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from pipelines.queries import named, query
from pipelines.settings import Settings
from pipelines.warehouse.builds import mart, read

EFFECTS = ("progress_made", "corrections", "perimeter", "definitions")
_STEPS = ("leaf", "stage_leaf", "stage_indicator", "stage_figure", "carried")
_FOUND = ("effect", "contribution", "revision")
_STATES = ("figure", "indicator", "agreed")  # what is read of each state: facts/sql/compared
Row = dict[str, Any]


@dataclass(frozen=True)
class State:
    """One side of a comparison: the present warehouse or an opened edition, seen at one campaign."""

    settings: Settings
    campaign: str


@dataclass(frozen=True)
class Movement:
    """`effects`: territory_code, kind (value, indicator, objective, axis, strategy), id, before, after, movement, and
    one column for each of EFFECTS; `contributions`: territory_code, indicator_id, leaf, effect, part (of the value);
    `revisions`: figures of the year before that were revised, before and now, with the file that says so."""

    effects: list[Row]
    contributions: list[Row]
    revisions: list[Row]


def movement(before: State, after: State) -> Movement:
    """Compares two states. Raises NoWarehouse."""
    with duckdb.connect() as connection:
        connection.execute(query("", "formula"))
        _load(connection, before, after)
        campaigns = {"campaign_before": before.campaign, "campaign_after": after.campaign}
        for step in _STEPS:
            sql = f"create table {step} as {query('movement', step)}"
            connection.execute(sql, named(sql, campaigns))
        return Movement(*(_rows(connection, query("movement", name), campaigns) for name in _FOUND))


def _load(connection: duckdb.DuckDBPyConnection, before: State, after: State) -> None:
    for table in _STATES:
        sql = query("compared", table)
        old, new = read(before.settings, sql), read(after.settings, sql)
        connection.register("old", old)
        connection.register("new", new)
        both = "select 'before' as state, * from old union all by name select 'after' as state, * from new"
        connection.execute(f"create table {table} as {both}")
    territories = mart(after.settings, "territory")
    source = read(after.settings, query("compared", "source"), {"campaign": before.campaign})
    for name, rows in (("territory", territories), ("source", source)):
        connection.register("rows", rows)
        connection.execute(f"create table {name} as from rows")


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, campaigns: dict[str, str]) -> list[Row]:
    return connection.sql(sql, params=named(sql, campaigns)).to_arrow_table().to_pylist()
