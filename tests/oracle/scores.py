"""From retained figures to progress, status, objectives, axes and the strategy, in exact fractions."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from oracle.places import RANK, level_of, places
from oracle.received import Counted
from oracle.retained import Figures, discrepancies, retained
from oracle.strategy import Indicator, Strategy

Row = dict[str, Any]
Tables = dict[str, dict[tuple[Any, ...], Row]]
SCORES = ("baseline", "target", "progress_raw", "progress", "expected_progress", "projected_progress")


def tables(strategy: Strategy, found: Counted) -> Tables:
    """Every table of results: mart → key → row."""
    campaigns = sorted(found.campaigns())
    figures = {campaign: retained(strategy, found, campaign) for campaign in campaigns}
    names = ("indicator_progress", "objective_progress", "axis_progress", "strategy_progress", "discrepancy")
    result: Tables = {name: {} for name in names}
    for campaign in campaigns:
        for territory in places().codes:
            scored = [
                (one, _indicator(strategy, figures, campaign, territory, one)) for one in strategy.collected(campaign)
            ]
            _means(strategy, result, campaign, territory, scored)
        for code, indicator, kept, basis, *other in discrepancies(found, campaign, figures[campaign], strategy):
            one = strategy.indicators[indicator]
            result["discrepancy"][campaign, code, indicator, basis] = {
                "retained_basis": kept.basis,
                "retained_numerator": kept.numerator if kept.measured else None,
                "retained_denominator": kept.denominator if kept.measured and one.kind != "count" else None,
                "other_numerator": other[0],
                "other_denominator": other[1],
            }
    return result


def _indicator(strategy: Strategy, figures: dict[str, Figures], campaign: str, territory: str, one: Indicator) -> Row:
    kept = figures[campaign].get((territory, one.id))
    value = kept.value(one) if kept else None
    row: Row = dict.fromkeys((*SCORES, "basis", "numerator", "denominator", "answered", "expected", "coverage"))
    row |= {"value": value, "territories_answered": kept.answered if kept else 0}
    row |= {"territories_expected": kept.expected if kept else None, "basis": kept.basis if kept else None}
    if kept and kept.measured:
        row |= {"numerator": kept.numerator, "denominator": kept.denominator if one.kind != "count" else None}
    if kept and value is not None:
        coverage = Fraction(kept.answered, kept.expected)
        row |= {"answered": kept.answered, "expected": kept.expected, "coverage": coverage}
        row["partial"] = coverage < strategy.coverage_threshold
    suspended = one.suspended is not None and one.suspended <= campaign
    other_level = RANK[level_of(territory)] < RANK[one.level]
    if value is not None and not suspended and not other_level:
        row |= _scores(strategy, figures, campaign, territory, one, value)
    row["status"] = _status(strategy, row, one, campaign, other_level, suspended)
    row["on_edge"] = {row["status"], *_on_edge(strategy, row, campaign == strategy.baseline_of(one))}
    return row


def _on_edge(strategy: Strategy, row: Row, on_baseline: bool) -> set[str]:
    """The statuses on both sides of a threshold, for a progress that stands on it to a billionth.

    The reference figures (reports/expected) have a few of them one ulp under: 2.3 from 1.6 to 3 is half way, they say
    « watch » where half is expected: they compare binary numbers, and so does the warehouse."""
    if row["progress_raw"] is None or row["status"] in ("other_level", "suspended"):
        return set()
    dust = Fraction(1, 10**9)
    return {
        scored(strategy, min(max(raw, Fraction(0)), Fraction(100)), raw, row["expected_progress"], on_baseline)
        for raw in (row["progress_raw"] - dust, row["progress_raw"] + dust)
    }


def _scores(
    strategy: Strategy, figures: dict[str, Figures], campaign: str, territory: str, one: Indicator, value: Fraction
) -> Row:
    initial = figures.get(strategy.baseline_of(one), {}).get((territory, one.id))
    own = initial.value(one) if initial else None
    baseline = one.baseline if own is None else own
    target = one.target if one.kind != "count" or level_of(territory) == "national" else None
    expected = strategy.expected(one, campaign)
    row: Row = {"baseline": baseline, "target": target, "expected_progress": expected}
    if target is not None:
        raw = raw_progress(value, baseline, target, one.direction)
        row |= {"progress_raw": raw, "progress": min(max(raw, Fraction(0)), Fraction(100))}
        row["projected_progress"] = raw / expected * 100 if expected else None
    return row


def raw_progress(value: Fraction, baseline: Fraction, target: Fraction, direction: str) -> Fraction:
    """The same formula whichever the direction; all or nothing where the baseline is already at or past the target."""
    towards = 1 if direction == "up" else -1
    if towards * baseline >= towards * target:
        return Fraction(100 if towards * value >= towards * target else 0)
    return 100 * (value - baseline) / (target - baseline)


def _status(strategy: Strategy, row: Row, one: Indicator, campaign: str, other_level: bool, suspended: bool) -> str:
    if other_level:  # not followed there: it is neither suspended nor sans objet there either
        return "other_level"
    if suspended:
        return "suspended"
    if row["value"] is None:
        return "not_applicable" if row["territories_answered"] else "not_reported"
    if row["target"] is None:
        return "no_target"
    on_baseline = campaign == strategy.baseline_of(one)
    return scored(strategy, row["progress"], row["progress_raw"], row["expected_progress"], on_baseline)


def scored(strategy: Strategy, progress: Fraction, raw: Fraction, expected: Fraction, on_baseline: bool) -> str:
    if progress == 100:
        return "achieved"
    if on_baseline:
        return "baseline"
    if raw < 0:
        return "regressing"
    if expected and progress / expected >= strategy.on_track:
        return "on_track"
    return "watch" if expected and progress / expected >= strategy.watch else "late"


def _means(
    strategy: Strategy, result: Tables, campaign: str, territory: str, rows: list[tuple[Indicator, Row]]
) -> None:
    for one, row in rows:
        result["indicator_progress"][campaign, territory, one.id] = row | {"objective_id": one.objective}
    objectives: dict[int, Row] = {}
    for number in sorted({one.objective for one, _ in rows}):
        mine = [(one, row) for one, row in rows if one.objective == number]
        objectives[number] = _objective(strategy, [row for _, row in mine]) | {"axis_id": mine[0][0].axis}
        result["objective_progress"][campaign, territory, number] = objectives[number]
    for axis in {row["axis_id"] for row in objectives.values()}:
        mine = [row for row in objectives.values() if row["axis_id"] == axis]
        silent = "other_level" if {row["status"] for row in mine} == {"other_level"} else "not_reported"
        result["axis_progress"][campaign, territory, axis] = _mean(strategy, mine, "objectives_scored", silent)
    if rows:
        whole = _mean(strategy, objectives.values(), "objectives_scored", "not_reported")
        result["strategy_progress"][campaign, territory] = whole


def _objective(strategy: Strategy, rows: list[Row]) -> Row:
    statuses = {row["status"] for row in rows}
    followed = statuses - {"other_level"}
    if not followed:
        silent = "other_level"
    elif followed == {"suspended"}:
        silent = "suspended"
    elif followed <= {"suspended", "not_applicable"}:
        silent = "not_applicable"
    else:
        silent = "no_target" if "no_target" in followed else "not_reported"
    count = sum(row["status"] != "other_level" for row in rows)
    return _mean(strategy, rows, "indicators_scored", silent) | {"indicators_followed": count}


def _mean(strategy: Strategy, rows: Iterable[Row], name: str, silent: str) -> Row:
    """The mean of those that have a progress, the expected one likewise; a mean over nothing is absent."""
    having = [row for row in rows if row["progress"] is not None]
    if not having:
        return {"progress": None, "expected_progress": None, name: 0, "status": silent}
    progress = sum((row["progress"] for row in having), Fraction(0)) / len(having)
    expected = sum((row["expected_progress"] for row in having), Fraction(0)) / len(having)
    status = scored(strategy, progress, progress, expected, expected == 0)
    return {"progress": progress, "expected_progress": expected, name: len(having), "status": status}
