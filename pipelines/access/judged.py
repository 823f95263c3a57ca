"""What the warehouse of a scope must leave out, or show as it was shown last, judged over all that the scope sees."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from pipelines.access.reported import JUDGED, reported, tables
from pipelines.access.rights import Rights
from pipelines.access.shown import Count, ShownFigures, keep_shown, path_of, read_shown
from pipelines.access.withheld import Sight, Verdict, judge
from pipelines.queries import named, run, text
from pipelines.settings import Settings
from pipelines.warehouse.builds import current_build, is_sound

NEEDED = {"indicator_progress", "indicator", "territory", "campaign", "indicator_breakdown", "objective_progress",
          "axis_progress", "strategy_progress"}  # fmt: skip
LAST = {"last_indicator": "indicator_progress", "last_objective": "objective_progress", "last_axis": "axis_progress",
        "last_strategy": "strategy_progress"}  # fmt: skip
# Temporary tables, in the order that they are made from one another.
MADE = ("away", "objective_away", "axis_away", "strategy_away",
        "uncompared", "objective_unlike", "axis_unlike", "strategy_unlike")  # fmt: skip
WHERE = ("campaign", "indicator_id", "territory_code")
TEXT, NUMBER = pa.string(), pa.float64()


def judged(connection: duckdb.DuckDBPyConnection, settings: Settings, own: Settings, rights: Rights) -> ShownFigures:
    """Makes the temporary tables that the selects of a scope read besides `sight`: `away`, `uncompared`, `unbroken` and
    the figures as they were `last_…` shown. The build is attached as `whole`. Returns what was shown, now besides."""
    if not {name for _, name in tables(settings, connection)} >= NEEDED:
        return ShownFigures()
    whole = reported(settings, connection)
    _remember_last(connection, own)
    shown_before = read_shown(path_of(settings, rights.key))
    verdict = Verdict()  # where all figures are seen, subtraction gives nothing back
    if rights.grants and not rights.compares:
        sight = Sight(whole.country, rights.followed, rights.above)
        verdict = judge(sight, whole.figures, whole.campaigns, whole.groups, shown_before.sums)
    counts = _moved_by_few(connection, whole.rules, shown_before, verdict)
    _table(connection, "withheld", [(*cell, why) for cell, why in verdict.figures.items()], (*WHERE, "why"))
    _table(connection, "unlike_judged", sorted(verdict.comparable), WHERE)
    _table(connection, "unbroken", sorted(verdict.breakdowns), WHERE)
    for name in MADE:
        run(connection, f"create temp table {name} as {text(JUDGED / f'{name}.sql')}")
    shown_before.add(verdict.shown, (count for count in counts if count[:3] not in verdict.figures))
    return shown_before


def remember(settings: Settings, rights: Rights, figures: ShownFigures) -> None:
    """Notes what a scope is shown, under the lock under which it was read: the present and editions note in the same
    place, each in its turn."""
    if figures.sums or figures.counts:
        keep_shown(path_of(settings, rights.key), figures)


def _remember_last(connection: duckdb.DuckDBPyConnection, own: Settings) -> None:
    """The figures as this scope has them now; none where it was never made, or by a program of another shape."""
    last = is_sound(own)
    if last:
        connection.execute(f"attach '{str(current_build(own)).replace(chr(39), chr(39) * 2)}' as last (read_only)")
    for name, table in LAST.items():
        shape = f"(from whole.marts.{table} limit 0)"
        figures = f"{shape} union all by name from last.marts.{table} where status <> 'withheld'"
        run(connection, f"create temp table {name} as {figures if last else shape}")


def _moved_by_few(
    connection: duckdb.DuckDBPyConnection, rules: dict[str, Any], shown_before: ShownFigures, verdict: Verdict
) -> list[Count]:
    """Adds to the verdict the sums of schools that a small number of pupils would tell; the counts that are shown."""
    _query(connection, "school_count", rules)
    _table(connection, "seen", shown_before.rows(), (*WHERE, "numerator", "denominator"))
    _query(connection, "moved_by_few", rules)
    for cell in run(connection, "from moved_by_few").fetchall():
        verdict.figures.setdefault(cell, "held")
    sql = "select campaign, indicator_id, territory_code, numerator, denominator from school_count"
    return run(connection, sql).fetchall()


def _query(connection: duckdb.DuckDBPyConnection, name: str, parameters: dict[str, Any]) -> None:
    sql = text(JUDGED / f"{name}.sql")
    run(connection, f"create temp table {name} as {sql}", named(sql, parameters))


def _table(connection: duckdb.DuckDBPyConnection, name: str, rows: list[Any], columns: tuple[str, ...]) -> None:
    types = [NUMBER if column in ("numerator", "denominator") else TEXT for column in columns]
    lists = list(zip(*rows, strict=True)) or [()] * len(columns)
    incoming = pa.table([pa.array(cells, kind) for cells, kind in zip(lists, types, strict=True)], names=list(columns))
    connection.register("incoming", incoming)
    run(connection, f"create temp table {name} as from incoming")
    connection.unregister("incoming")
