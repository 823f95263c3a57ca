"""What changed between two states, and why: each movement split into four effects that add up to it exactly."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from indicators.typography import half_up
from pipelines.queries import named, query
from pipelines.settings import Settings
from pipelines.warehouse.builds import mart, read

DIGITS = 1  # decimals of a movement as it is written
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
    campaigns = {"campaign_before": before.campaign, "campaign_after": after.campaign}
    with duckdb.connect() as connection:
        _take(connection, _of_both(before, after), campaigns)
        return Movement(*(_rows(connection, query("movement", name), campaigns) for name in _FOUND))


def effects(tables: Mapping[str, pa.Table], campaign_before: str, campaign_after: str) -> list[Row]:
    """The effects of two states whose tables are given: figure, indicator and agreed, each row with its `state`, before
    or after; and territory."""
    campaigns = {"campaign_before": campaign_before, "campaign_after": campaign_after}
    with duckdb.connect() as connection:
        _take(connection, tables, campaigns)
        return _rows(connection, query("movement", "effect"), campaigns)


def shown(row: Row) -> Row:
    """The movement of a figure and each of its effects as they are written, which add up."""
    effects = dict(zip(EFFECTS, rounded([row[effect] for effect in EFFECTS], DIGITS), strict=True))
    return effects | {"movement": round(sum(effects.values()), DIGITS)}


def rounded(parts: list[float], digits: int) -> list[float]:
    """Parts rounded so that they add up to their sum, rounded: what is left goes to the largest remainders."""
    units = [round(part * 10**digits, 9) for part in parts]
    floors = [math.floor(unit) for unit in units]
    units_missing = int(half_up(sum(units))) - sum(floors)
    first = sorted(range(len(parts)), key=lambda place: (floors[place] - units[place], place))[:units_missing]
    return [(floor + (place in first)) / 10**digits for place, floor in enumerate(floors)]


def _take(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table], campaigns: dict[str, str]) -> None:
    connection.execute(query("", "formula"))
    for name, rows in tables.items():
        connection.register("rows", rows)
        connection.execute(f"create table {name} as from rows")
    for step in _STEPS:
        sql = f"create table {step} as {query('movement', step)}"
        connection.execute(sql, named(sql, campaigns))


def _of_both(before: State, after: State) -> dict[str, pa.Table]:
    """What is read of the two states, and of the later one alone."""
    tables = {
        table: both(read(before.settings, query("compared", table)), read(after.settings, query("compared", table)))
        for table in _STATES
    }
    source = read(after.settings, query("compared", "source"), {"campaign": before.campaign})
    return tables | {"territory": mart(after.settings, "territory"), "source": source}


def both(before: pa.Table, after: pa.Table) -> pa.Table:
    """The rows of two states, each with its `state`; what one of them has no column for is empty there."""
    tables = [
        rows.append_column("state", pa.array([state] * rows.num_rows, pa.string()))
        for state, rows in (("before", before), ("after", after))
    ]
    return pa.concat_tables(tables, promote_options="permissive")


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, campaigns: dict[str, str]) -> list[Row]:
    return connection.sql(sql, params=named(sql, campaigns)).to_arrow_table().to_pylist()
