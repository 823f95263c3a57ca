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


def tables(strategy: Strategy, counted: Counted, closed: frozenset[str]) -> Tables:
    """Every table of results: mart → key → row. `closed` are the campaigns whose collection is over."""
    campaigns = sorted(counted.campaigns())
    figures = {campaign: retained(strategy, counted, campaign) for campaign in campaigns}
    names = ("indicator_progress", "objective_progress", "axis_progress", "strategy_progress", "discrepancy")
    result: Tables = {name: {} for name in names}
    for campaign in campaigns:
        judged = Judged(strategy, figures, campaign, campaign not in closed)
        for territory in places().codes:
            scored = [(followed, _indicator(judged, territory, followed)) for followed in strategy.collected(campaign)]
            _means(judged, result, territory, scored)
        for code, indicator, figure, basis, other in discrepancies(counted, campaign, figures[campaign], strategy):
            counts = strategy.indicators[indicator].kind == "count"
            result["discrepancy"][campaign, code, indicator, figure[0], basis] = {
                "retained_numerator": figure[1],
                "retained_denominator": None if counts else figure[2],
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


def _indicator(judged: Judged, territory: str, indicator: Indicator) -> Row:
    campaign, strategy = judged.campaign, judged.strategy
    figure = judged.figures[campaign].get((territory, indicator.id))
    value = figure.value(indicator) if figure else None
    row: Row = dict.fromkeys((*SCORES, "basis", "numerator", "denominator", "answered", "expected", "coverage"))
    row |= {"value": value, "territories_answered": figure.answered if figure else 0}
    row |= {"territories_expected": figure.expected if figure else None, "basis": figure.basis if figure else None}
    if figure and figure.measured:
        row |= {"numerator": figure.numerator, "denominator": figure.denominator if indicator.kind != "count" else None}
    if figure and value is not None:
        coverage = Fraction(figure.answered, figure.expected)
        row |= {"answered": figure.answered, "expected": figure.expected, "coverage": coverage}
        row["partial"] = coverage < strategy.coverage_threshold
    row |= _comparable(judged, territory, indicator)
    suspended = indicator.suspended is not None and indicator.suspended <= campaign
    other_level = RANK[level_of(territory)] < RANK[indicator.level]
    begun = judged.before(strategy.baseline_of(indicator), campaign) >= 0
    if value is not None and not suspended and not other_level and begun:
        row |= _scores(judged, territory, indicator, value)
    row["status"] = _status(judged, row, territory, indicator, other_level, suspended)
    away = row["status"] in ("other_level", "suspended", "not_applicable")
    row["scorable"] = not away and begun and _target(strategy, territory, indicator) is not None
    return row


def _comparable(judged: Judged, territory: str, indicator: Indicator) -> Row:
    """The value over those of the reporting level, beneath the territory or itself, that answered both years."""
    campaigns = judged.strategy.campaigns
    place = campaigns.index(judged.campaign)
    now, before = judged.figures[judged.campaign], judged.figures.get(campaigns[place - 1], {}) if place else {}
    pairs = [
        (now[leaf, indicator.id], before[leaf, indicator.id])
        for leaf in _leaves(territory, indicator.level)
        if (leaf, indicator.id) in now
        and (leaf, indicator.id) in before
        and all(
            figure.value(indicator) is not None and not figure.silent
            for figure in (now[leaf, indicator.id], before[leaf, indicator.id])
        )
    ]
    if not pairs:
        return dict.fromkeys(("comparable_value", "comparable_previous", "comparable_territories"))
    values = [_whole(indicator, figures).value(indicator) for figures in zip(*pairs, strict=True)]
    return {"comparable_value": values[0], "comparable_previous": values[1], "comparable_territories": len(pairs)}


def _whole(indicator: Indicator, figures: Iterable[Figure]) -> Figure:
    numerators, denominators = zip(*((f.numerator, f.denominator) for f in figures), strict=True)
    return Figure(None, sum(numerators, Fraction(0)), sum(denominators, Fraction(0)), 1, 1, 1)


def _leaves(territory: str, level: str) -> list[str]:
    if level_of(territory) == level:
        return [territory]
    return [leaf for child in places().beneath.get(territory, ()) for leaf in _leaves(child, level)]


def _target(strategy: Strategy, territory: str, indicator: Indicator) -> Fraction | None:
    """That of targets.csv, else the catalogue's, which stands for France alone where it is a sum."""
    agreed = strategy.agreement(territory, indicator).target
    if agreed is not None:
        return agreed
    return indicator.target if indicator.kind != "count" or level_of(territory) == "national" else None


def _scores(judged: Judged, territory: str, indicator: Indicator, value: Fraction) -> Row:
    strategy, campaign = judged.strategy, judged.campaign
    target = _target(strategy, territory, indicator)
    if target is None:
        return {}
    initial = judged.figures.get(strategy.baseline_of(indicator), {}).get((territory, indicator.id))
    own = initial.value(indicator) if initial and indicator.kind != "milestone" else None
    usual = indicator.baseline if indicator.kind != "count" or level_of(territory) == "national" else Fraction(0)
    baseline = next(b for b in (strategy.agreement(territory, indicator).baseline, own, usual) if b is not None)
    expected = strategy.expected(territory, indicator, campaign)
    raw = raw_progress(value, baseline, target, indicator.direction)
    due = strategy.due(territory, indicator)
    row: Row = {"baseline": baseline, "target": target, "target_campaign": due, "expected_progress": expected}
    row |= {"progress_raw": raw, "progress": min(max(raw, Fraction(0)), Fraction(100))}
    is_expected = expected and not judged.is_open and judged.before(campaign, due) >= 0
    row["projected_progress"] = raw / expected * 100 if is_expected else None
    return row


def raw_progress(value: Fraction, baseline: Fraction, target: Fraction, direction: str) -> Fraction:
    """The same formula whichever the direction; all or nothing where the baseline is already at or past the target."""
    towards = 1 if direction == "up" else -1
    if towards * baseline >= towards * target:
        return Fraction(100 if towards * value >= towards * target else 0)
    return 100 * (value - baseline) / (target - baseline)


def _status(judged: Judged, row: Row, territory: str, indicator: Indicator, other_level: bool, suspended: bool) -> str:
    if other_level:  # not followed there: it is neither suspended nor sans objet there either
        return "other_level"
    if suspended:
        return "suspended"
    if row["value"] is None:
        return "not_applicable" if row["territories_answered"] else "not_reported"
    if _target(judged.strategy, territory, indicator) is None:
        return "no_target"
    since = judged.before(judged.strategy.baseline_of(indicator), judged.campaign)
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
    for indicator, row in rows:
        result["indicator_progress"][campaign, territory, indicator.id] = row | {"objective_id": indicator.objective}
    objectives: dict[int, Row] = {}
    for number in sorted({indicator.objective for indicator, _ in rows}):
        mine = [(indicator, row) for indicator, row in rows if indicator.objective == number]
        objectives[number] = _objective(judged, [row for _, row in mine]) | {"axis_id": mine[0][0].axis}
        result["objective_progress"][campaign, territory, number] = objectives[number]
    for axis in {row["axis_id"] for row in objectives.values()}:
        mine = [row for row in objectives.values() if row["axis_id"] == axis]
        result["axis_progress"][campaign, territory, axis] = _of_objectives(judged, mine)
    if rows:
        result["strategy_progress"][campaign, territory] = _of_objectives(judged, list(objectives.values()))


def _objective(judged: Judged, rows: list[Row]) -> Row:
    followed = sum(row["status"] != "other_level" for row in rows)
    scored, possible = sum(row["progress"] is not None for row in rows), sum(row["scorable"] for row in rows)
    mean = _mean(judged, rows, "indicators_scored", scored, possible)
    return mean | {"indicators_followed": followed, "indicators_scorable": possible}


def _of_objectives(judged: Judged, rows: list[Row]) -> Row:
    scored = sum(row["progress"] is not None and not row["insufficient"] for row in rows)
    possible = sum(row["indicators_scorable"] > 0 for row in rows)
    mean = _mean(judged, rows, "objectives_scored", scored, possible)
    return mean | {"objectives_sufficient": scored, "objectives_scorable": possible}


def _mean(judged: Judged, rows: list[Row], name: str, scored: int, possible: int) -> Row:
    """The mean of those that have a progress, the expected one likewise; a mean over nothing is absent."""
    having = [row for row in rows if row["progress"] is not None]
    little = bool(having) and scored < judged.strategy.scored_threshold * possible
    row: Row = {"progress": None, "expected_progress": None, name: len(having), "insufficient": little}
    if having:
        row["progress"] = sum((term["progress"] for term in having), Fraction(0)) / len(having)
        row["expected_progress"] = sum((term["expected_progress"] for term in having), Fraction(0)) / len(having)
    return row | {"status": _mean_status(judged, row, {term["status"] for term in rows})}


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
