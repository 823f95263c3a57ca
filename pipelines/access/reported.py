"""What is read once of a build for all the scopes that are made of it: its tables, and what the rules ask of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from pipelines.access.committees import Committees, committees
from pipelines.access.withheld import Country, Key, Place, ReportedFigure
from pipelines.queries import MOVEMENT, run, text
from pipelines.settings import Settings
from pipelines.warehouse.builds import once_a_build
from pipelines.warehouse.disclosure import rules_of

JUDGED = MOVEMENT / "scope" / "judged"


@dataclass(frozen=True)
class Reported:
    """The territories, the campaigns in their order, who reported each figure, the départements behind each group of
    schools by campaign and indicator, and what the rules of small numbers must know."""

    country: Country
    campaigns: Sequence[str]
    figures: Sequence[ReportedFigure]
    groups: Mapping[Key, Sequence[Committees]]
    rules: dict[str, Any]


def tables(settings: Settings, connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """The tables of the current build, which is attached as `whole`, each with its schema."""
    sql = "select schema_name, table_name from duckdb_tables() where database_name = 'whole' order by all"
    return once_a_build(settings, "tables for scopes", lambda: run(connection, sql).fetchall())


def reported(settings: Settings, connection: duckdb.DuckDBPyConnection) -> Reported:
    """What the current build, which is attached as `whole`, says."""
    return once_a_build(settings, "reported for scopes", lambda: _reported(connection))


def _reported(connection: duckdb.DuckDBPyConnection) -> Reported:
    def rows(name: str) -> list[tuple[Any, ...]]:
        return run(connection, text(JUDGED / f"{name}.sql")).fetchall()

    groups: dict[Key, list[Committees]] = defaultdict(list)
    for campaign, indicator, _, _, codes in rows("broken_down"):
        groups[campaign, indicator].append(committees(codes))
    return Reported(
        Country(Place(*place) for place in rows("place")),
        [campaign for (campaign,) in rows("campaign")],
        [
            ReportedFigure(campaign, indicator, level, committees(direct), committees(answered))
            for campaign, indicator, level, direct, answered in rows("told")
        ],
        groups,
        rules_of(rows("labels")),
    )
