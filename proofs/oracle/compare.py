"""The warehouse beside the second calculation: what differs, beyond a billionth."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from oracle.received import Counted, File
from oracle.scores import Tables
from oracle.strategy import Strategy
from pipelines.settings import Settings
from pipelines.warehouse.builds import read

TOLERANCE = 1e-9
KEYS = {
    "indicator_progress": ("campaign", "territory_code", "indicator_id"),
    "objective_progress": ("campaign", "territory_code", "objective_id"),
    "axis_progress": ("campaign", "territory_code", "axis_id"),
    "strategy_progress": ("campaign", "territory_code"),
    "discrepancy": ("campaign", "territory_code", "indicator_id", "retained_basis", "other_basis"),
}


def differences(settings: Settings, wanted: Tables) -> list[str]:
    """One sentence a difference: a row missing, a row too many, or a column that says something else."""
    lines = []
    for mart, keys in KEYS.items():
        ours = {tuple(row[key] for key in keys): row for row in read(settings, f"from marts.{mart}").to_pylist()}
        lines += [f"{mart} {key}: only in the warehouse" for key in sorted(set(ours) - set(wanted[mart]), key=str)]
        for key, row in wanted[mart].items():
            if key not in ours:
                lines.append(f"{mart} {key}: only in the second calculation")
                continue
            lines += [
                f"{mart} {key}: {column} is {ours[key][column]}, the second calculation says {value} ({_short(value)})"
                for column, value in row.items()
                if not same(ours[key][column], value)
            ]
    return lines


def same(ours: Any, wanted: Any) -> bool:
    if ours is None or wanted is None or isinstance(wanted, str | bool):
        return ours == wanted
    return abs(Fraction(ours) - wanted) <= TOLERANCE * max(1, abs(wanted))


def _short(value: Any) -> str:
    return f"{float(value):.12g}" if isinstance(value, Fraction) else str(value)


def files_counted(settings: Settings, strategy: Strategy, counted: Counted, sent: list[File]) -> list[str]:
    """The reports that count, and how many lines of each file are set aside."""
    rows = read(
        settings,
        """select report.source_file, report.outcome, report.counts and report.kind = 'report' as counts,
            count(distinct issue.row_number) filter (issue.severity = 'error') as set_aside
        from marts.report as report left join marts.issue as issue using (source_sha256) group by all""",
    ).to_pylist()
    wrong = []
    for row in rows:
        place = int(row["source_file"][:4])
        wanted = (place in counted.reports.values(), counted.set_aside.get(place, 0))
        if row["outcome"] != "refused" and (row["counts"], row["set_aside"]) != wanted:
            wrong.append(f"{sent[place]}: counts, lines set aside {row}, the second calculation says {wanted}")
    return wrong
