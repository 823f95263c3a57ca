"""From retained figures to progress, status, objectives, axes and the strategy, in exact fractions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from oracle.places import RANK, level_of, places
from oracle.received import Counted
from oracle.retained import Figure, Figures, discrepancies, retained
from oracle.strategy import Indicator, Strategy

Row = dict[str, Any]
Tables = dict[str, dict[tuple[Any, ...], Row]]
SCORES = (
    "baseline", "target", "target_campaign", "progress_raw", "progress", "expected_progress", "projected_progress",
)  # fmt: skip


def tables(strategy: Strategy, found: Counted, closed: frozenset[str]) -> Tables:
    """Every table of results: mart → key → row. `closed` are the campaigns whose collection is over."""
    campaigns = sorted(found.campaigns())
    figures = {campaign: retained(strategy, found, campaign) for campaign in campaigns}
    names = ("indicator_progress", "objective_progress", "axis_progress", "strategy_progress", "discrepancy")
    result: Tables = {name: {} for name in names}
    for campaign in campaigns:
        judged = Judged(strategy, figures, campaign, campaign not in closed)
        for territory in places().codes:
            scored = [(one, _indicator(judged, territory, one)) for one in strategy.collected(campaign)]
            _means(judged, result, territory, scored)
        for code, indicator, kept, basis, other in discrepancies(found, campaign, figures[campaign], strategy):
            counts = strategy.indicators[indicator].kind == "count"
            result["discrepancy"][campaign, code, indicator, kept[0], basis] = {
                "retained_numerator": kept[1],
                "retained_denominator": None if counts else kept[2],
                "other_numerator": other[0],
                "other_denominator": None if counts else other[1],
            }
    return result


@dataclass(frozen=True)
class Judged:
    """What every figure of a campaign is judged by."""

    strategy: Strategy
    figures: dict[str, Figures]
    campaign: str
    is_open: bool

    def before(self, campaign: str, other: str) -> int:
        """How many campaigns `campaign` is before the other; below zero where it comes after."""
        order = self.strategy.campaigns
        return order.index(other) - order.index(campaign)


def _indicator(judged: Judged, territory: str, one: Indicator) -> Row:
    campaign, strategy = judged.campaign, judged.strategy
    kept = judged.figures[campaign].get((territory, one.id))
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
    row |= _comparable(judged, territory, one)
    suspended = one.suspended is not None and one.suspended <= campaign
    other_level = RANK[level_of(territory)] < RANK[one.level]
    begun = judged.before(strategy.baseline_of(one), campaign) >= 0
    if value is not None and not suspended and not other_level and begun:
        row |= _scores(judged, territory, one, value)
    row["status"] = _status(judged, row, territory, one, other_level, suspended)
    away = row["status"] in ("other_level", "suspended", "not_applicable")
    row["scorable"] = not away and begun and _target(strategy, territory, one) is not None
    return row


def _comparable(judged: Judged, territory: str, one: Indicator) -> Row:
    """The value over those of the reporting level, beneath the territory or itself, that answered both years."""
    campaigns = judged.strategy.campaigns
    place = campaigns.index(judged.campaign)
    now, before = judged.figures[judged.campaign], judged.figures.get(campaigns[place - 1], {}) if place else {}
    pairs = [
        (now[leaf, one.id], before[leaf, one.id])
        for leaf in _leaves(territory, one.level)
        if (leaf, one.id) in now
        and (leaf, one.id) in before
        and all(
            one_of.value(one) is not None and not one_of.silent for one_of in (now[leaf, one.id], before[leaf, one.id])
        )
    ]
    if not pairs:
        return dict.fromkeys(("comparable_value", "comparable_previous", "comparable_territories"))
    values = [_whole(one, figures).value(one) for figures in zip(*pairs, strict=True)]
    return {"comparable_value": values[0], "comparable_previous": values[1], "comparable_territories": len(pairs)}


def _whole(one: Indicator, figures: Iterable[Figure]) -> Figure:
    numerators, denominators = zip(*((f.numerator, f.denominator) for f in figures), strict=True)
    return Figure(None, sum(numerators, Fraction(0)), sum(denominators, Fraction(0)), 1, 1, 1)


def _leaves(territory: str, level: str) -> list[str]:
    if level_of(territory) == level:
        return [territory]
    return [leaf for child in places().beneath.get(territory, ()) for leaf in _leaves(child, level)]


def _target(strategy: Strategy, territory: str, one: Indicator) -> Fraction | None:
    """That of targets.csv, else the catalogue's, which stands for France alone where it is a sum."""
    agreed = strategy.agreement(territory, one).target
    if agreed is not None:
        return agreed
    return one.target if one.kind != "count" or level_of(territory) == "national" else None


def _scores(judged: Judged, territory: str, one: Indicator, value: Fraction) -> Row:
    strategy, campaign = judged.strategy, judged.campaign
    target = _target(strategy, territory, one)
    if target is None:
        return {}
    initial = judged.figures.get(strategy.baseline_of(one), {}).get((territory, one.id))
    own = initial.value(one) if initial and one.kind != "milestone" else None
    usual = one.baseline if one.kind != "count" or level_of(territory) == "national" else Fraction(0)
    baseline = next(b for b in (strategy.agreement(territory, one).baseline, own, usual) if b is not None)
    expected = strategy.expected(territory, one, campaign)
    raw = raw_progress(value, baseline, target, one.direction)
    due = strategy.due(territory, one)
    row: Row = {"baseline": baseline, "target": target, "target_campaign": due, "expected_progress": expected}
    row |= {"progress_raw": raw, "progress": min(max(raw, Fraction(0)), Fraction(100))}
    told = expected and not judged.is_open and judged.before(campaign, due) >= 0
    row["projected_progress"] = raw / expected * 100 if told else None
    return row


def raw_progress(value: Fraction, baseline: Fraction, target: Fraction, direction: str) -> Fraction:
    """The same formula whichever the direction; all or nothing where the baseline is already at or past the target."""
    towards = 1 if direction == "up" else -1
    if towards * baseline >= towards * target:
        return Fraction(100 if towards * value >= towards * target else 0)
    return 100 * (value - baseline) / (target - baseline)


def _status(judged: Judged, row: Row, territory: str, one: Indicator, other_level: bool, suspended: bool) -> str:
    if other_level:  # not followed there: it is neither suspended nor sans objet there either
        return "other_level"
    if suspended:
        return "suspended"
    if row["value"] is None:
        return "not_applicable" if row["territories_answered"] else "not_reported"
    if _target(judged.strategy, territory, one) is None:
        return "no_target"
    since = judged.before(judged.strategy.baseline_of(one), judged.campaign)
    if since < 0 or (since == 0 and row["progress"] < 100):
        return "baseline"
    if judged.is_open:
        return "collecting"
    return scored(judged.strategy, row["progress"], row["progress_raw"], row["expected_progress"])


def scored(strategy: Strategy, progress: Fraction, raw: Fraction, expected: Fraction) -> str:
    if progress == 100:
        return "achieved"
    if raw < 0:
        return "regressing"
    if expected and progress / expected >= strategy.on_track:
        return "on_track"
    return "watch" if expected and progress / expected >= strategy.watch else "late"


def _means(judged: Judged, result: Tables, territory: str, rows: list[tuple[Indicator, Row]]) -> None:
    campaign = judged.campaign
    for one, row in rows:
        result["indicator_progress"][campaign, territory, one.id] = row | {"objective_id": one.objective}
    objectives: dict[int, Row] = {}
    for number in sorted({one.objective for one, _ in rows}):
        mine = [(one, row) for one, row in rows if one.objective == number]
        objectives[number] = _objective(judged, [row for _, row in mine]) | {"axis_id": mine[0][0].axis}
        result["objective_progress"][campaign, territory, number] = objectives[number]
    for axis in {row["axis_id"] for row in objectives.values()}:
        mine = [row for row in objectives.values() if row["axis_id"] == axis]
        result["axis_progress"][campaign, territory, axis] = _of_objectives(judged, mine)
    if rows:
        result["strategy_progress"][campaign, territory] = _of_objectives(judged, list(objectives.values()))


def _objective(judged: Judged, rows: list[Row]) -> Row:
    followed = sum(row["status"] != "other_level" for row in rows)
    held, possible = sum(row["progress"] is not None for row in rows), sum(row["scorable"] for row in rows)
    mean = _mean(judged, rows, "indicators_scored", held, possible)
    return mean | {"indicators_followed": followed, "indicators_scorable": possible}


def _of_objectives(judged: Judged, rows: list[Row]) -> Row:
    held = sum(row["progress"] is not None and not row["insufficient"] for row in rows)
    possible = sum(row["indicators_scorable"] > 0 for row in rows)
    mean = _mean(judged, rows, "objectives_scored", held, possible)
    return mean | {"objectives_sufficient": held, "objectives_scorable": possible}


def _mean(judged: Judged, rows: list[Row], name: str, held: int, possible: int) -> Row:
    """The mean of those that have a progress, the expected one likewise; a mean over nothing is absent."""
    having = [row for row in rows if row["progress"] is not None]
    little = bool(having) and held < judged.strategy.scored_threshold * possible
    row: Row = {"progress": None, "expected_progress": None, name: len(having), "insufficient": little}
    if having:
        row["progress"] = sum((one["progress"] for one in having), Fraction(0)) / len(having)
        row["expected_progress"] = sum((one["expected_progress"] for one in having), Fraction(0)) / len(having)
    return row | {"status": _mean_status(judged, row, {one["status"] for one in rows})}


def _mean_status(judged: Judged, row: Row, made_of: set[str]) -> str:
    others = made_of - {"other_level"}
    if not others:
        return "other_level"
    if row["progress"] is None:
        if others == {"suspended"}:
            return "suspended"
        if others <= {"suspended", "not_applicable"}:
            return "not_applicable"
        return "no_target" if "no_target" in others else "not_reported"
    if judged.is_open:
        return "collecting"
    if row["insufficient"]:
        return "insufficient"
    if row["progress"] < 100 and row["expected_progress"] == 0:
        return "baseline"
    return scored(judged.strategy, row["progress"], row["progress"], row["expected_progress"])
