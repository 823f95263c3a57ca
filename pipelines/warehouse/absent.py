"""What no file received speaks of: tables that have no row then, and checks that would look at nothing else.

Apart from the build and from that of what changed, which both ask. To prepare a query takes as long as to run it on
dozens of reports, and most data folders have no official table, or no table of schools, or no sheet of actions yet."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

import duckdb

from pipelines.queries import query, run

_LINES = ("staging.school_line", "staging.school_aside", "staging.school_decimal", "staging.school_fault")
_SHEETS = (
    *("staging.sheet_cell", "staging.sheet_line"),
    *("core.committee_meeting", "core.answering_meeting", "core.deciding_meeting"),
    *("core.action_line", "core.action_telling", "core.regional_action"),
    *("marts.meeting", "marts.action", "marts.agreement", "marts.call_for_projects", "marts.budget_step"),
    *("marts.school_body", "marts.assessment", "marts.action_summary", "marts.action_change"),
    *("marts.committee_meeting", "marts.attendance", "marts.program_line", "marts.school_follow_up"),
)
_DIRECTORY = ("core.school_directory", "core.school_place", "core.school_expected", "marts.school")
_COUNTS = ("core.reference_count", "core.reference_denominator", "marts.reference_count", "marts.reference_denominator")
_ANSWERS = (
    *("core.school_sum", "core.school_closed", "core.school_cell", "core.school_breakdown", "core.school_rollup"),
    *("core.breakdown", "marts.school_coverage", "marts.indicator_breakdown"),
)
# Table → the kinds of table, or the section of a report, without which it has no row, whatever else was received.
FILLED_BY: dict[str, tuple[str, ...]] = {
    "staging.school_statement": ("school_directory",),
    "staging.reference_count": ("reference_count",),
    "staging.official_line": ("school_observations",),
    "staging.school_trait": ("school_trait",),
    "staging.follow_up_line": ("follow_up",),
    "marts.declared_follow_up": ("follow_up",),
    **dict.fromkeys(_LINES, ("school_observations",)),
    **dict.fromkeys(_DIRECTORY, ("school_directory",)),
    **dict.fromkeys(_COUNTS, ("reference_count", "school_directory")),
    **dict.fromkeys(_ANSWERS, ("school_observations",)),
    "marts.official_extract": ("any official table",),
    **dict.fromkeys(_SHEETS, ("any other sheet",)),
}
_TOLD = """select distinct table_kind from raw.table_row
    union select distinct table_kind from raw.file
    union select 'any official table' from raw.file where official is not null
    union select distinct unnest([section, 'any other sheet']) from raw.cell
        where section not in ('identification', 'indicators')"""
_UNION = re.compile(r"^union all\n", re.MULTILINE)  # between the selects of a check, none of which stands further in
_TABLE = re.compile(r"\b(raw|staging|core|marts)\.(\w+)")
_shapes: dict[str, str] = {}  # text of a query → the columns that it gives


def absent(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The tables (`staging.sheet_line`) that nothing in schema `raw` fills."""
    received = {kind for (kind,) in run(connection, _TOLD).fetchall()}
    return {table for table, kinds in FILLED_BY.items() if received.isdisjoint(kinds)}


def create_tables(
    connection: duckdb.DuckDBPyConnection, schema: str, names: tuple[str, ...], empty: Collection[str] = ()
) -> None:
    """Tables of a schema, each from the query of its name, in this order; of those that are `empty` (schema.name) the
    query is not run."""
    for name in names:
        if f"{schema}.{name}" in empty:
            create_absent(connection, schema, name)
        else:
            run(connection, f"create table {schema}.{name} as {query(schema, name)}")


def create_absent(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> None:
    """A table as the query of its name gives it, without a row: what its columns are is asked once a process."""
    select = query(schema, name)
    if columns := _shapes.get(select):
        run(connection, f"create table {schema}.{name} ({columns})")
        return
    run(connection, f"create table {schema}.{name} as {select}")
    relation = connection.table(f"{schema}.{name}")
    _shapes[select] = ", ".join(
        f'"{column}" {type_}' for column, type_ in zip(relation.columns, relation.types, strict=True)
    )


def due(code: str, empty: set[str]) -> str:
    """Of a check of the rows of a file, the selects that may find something where these tables (`staging.claim`) are
    empty, if any."""
    return _due(query("checks", code), frozenset(empty))


@lru_cache(maxsize=512)
def _due(check: str, empty: frozenset[str]) -> str:
    nothing = {*empty, "raw.header"}  # what columns are called is told of rows, and of nothing by itself
    first, *others = _UNION.split(check)
    selects = [select for select in others if not _read_by(select) <= nothing]
    if not selects and _read_by(first) <= nothing:
        return ""
    return "union all\n".join((first, *selects))


@lru_cache(maxsize=512)
def _read_by(sql: str) -> frozenset[str]:
    """The tables that a query names, those of schema `ref` apart."""
    words = re.sub(r"--[^\n]*", "", sql)
    return frozenset(f"{schema}.{name}" for schema, name in _TABLE.findall(words))
