"""Sentences of the two reference documents, each held on random strategies and random receipts."""

from __future__ import annotations

import itertools
import math
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import Phase, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from in_memory import Ask, marts_of
from oracle import altered, scores, strategy, worlds
from oracle.built import EARLY, World, digests, results, world
from oracle.places import level_of, places
from reports import Marts, Report, figure, named, rows, table, warehouse

from indicators.territories import spellings, territories
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build
from pipelines.warehouse.builds import read

pytestmark = pytest.mark.proof

LONG = os.environ.get("PROOF") == "long"
RICH = (0, 31)  # what is rare happens in these, so that no property holds of nothing
WORLDS = range(100) if LONG else RICH  # strategies and receipts, each a whole build
Call = Callable[..., Any]


@pytest.fixture(params=WORLDS, scope="module")  # one world after the other: each is built once
def drawn(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A random strategy and what was received for it; the same for every property."""
    return world(tmp_path_factory.mktemp(f"world-{request.param}"), request.param)


# Values


def test_a_value_is_scale_times_the_quotient_so_multiplying_every_count_changes_no_ratio(drawn: World) -> None:
    """« value = scale × Σ numerator / Σ denominator »: with twice, or ten times as many of everything."""
    columns = ("campaign", "territory_code", "indicator_id", "basis", "answered", "expected")
    for factor in (2, 10):
        times = altered.each_figure(drawn.strategy, drawn.sent, altered.times(factor))
        with drawn.again(f"times{factor}", times) as rebuilt:
            figures = zip(by_key(drawn.settings), by_key(rebuilt), strict=True)
        for row, other in figures:
            assert [row[name] for name in columns] == [other[name] for name in columns]
            assert factor != 2 or row["status"] == other["status"]  # to double is exact in binary, on a threshold too
            for name in ("value", "progress", "expected_progress", "baseline"):
                assert close(row[name], other[name]), (name, row, other)


def by_key(where: Settings | Marts) -> list[dict[str, Any]]:
    return rows(where, "from marts.indicator_progress order by campaign, territory_code, indicator_id")


def close(value: float | None, other: float | None) -> bool:
    return value == other if value is None or other is None else math.isclose(value, other, rel_tol=1e-9, abs_tol=1e-9)


def test_a_value_nobody_reported_is_absent_never_zero_so_a_tiny_number_in_place_of_zero_is_present_as_zero_is(
    drawn: World,
) -> None:
    with drawn.again("tiny", altered.each_figure(drawn.strategy, drawn.sent, altered.hardly_something)) as rebuilt:
        figures = by_key(rebuilt)
    for row, other in zip(by_key(drawn.settings), figures, strict=True):
        assert (row["value"] is None) == (other["value"] is None)
        assert [row[name] for name in ("basis", "answered", "expected")] == [
            other[name] for name in ("basis", "answered", "expected")
        ]


def test_non_disponible_is_no_answer(drawn: World) -> None:
    """To leave the line out says the same."""
    with drawn.again("silent", altered.without_silences(drawn.sent)) as rebuilt:
        assert results(rebuilt) == results(drawn.settings)


# Consolidation


def test_an_academy_is_only_ever_rolled_up_from_its_departments(drawn: World) -> None:
    marts = ("indicator_progress", "objective_progress", "axis_progress", "strategy_progress")
    stated = altered.with_academies(drawn.chance(), drawn.strategy, drawn.counted, drawn.sent)
    with drawn.again("academies", stated) as rebuilt:
        assert results(rebuilt, *marts) == results(drawn.settings, *marts)


def test_france_sums_what_was_retained_for_the_18_regions_unless_a_figure_of_its_own_is_retained(drawn: World) -> None:
    figures = {(r["campaign"], r["indicator_id"], r["territory_code"]): r for r in by_key(drawn.settings)}
    regions = [code for code in places().codes if level_of(code) == "region"]
    assert len(regions) == 18
    for (campaign, indicator, territory), row in figures.items():
        if territory == "NAT-FR" and row["basis"] in ("rollup_complete", "rollup_partial"):
            beneath = [figures[campaign, indicator, code] for code in regions]
            assert close(row["numerator"] or 0, math.fsum(part["numerator"] or 0 for part in beneath))
            assert row["territories_answered"] == sum(part["territories_answered"] for part in beneath)
            assert row["territories_expected"] == sum(part["territories_expected"] for part in beneath)


def test_where_every_department_answered_a_region_is_their_sum_and_an_academy_too(drawn: World) -> None:
    figures = {(r["campaign"], r["indicator_id"], r["territory_code"]): r for r in by_key(drawn.settings)}
    complete = 0
    for (campaign, indicator, territory), row in figures.items():
        if row["basis"] == "rollup_complete" and level_of(territory) in ("academy", "region"):
            beneath = [figures[campaign, indicator, code] for code in places().beneath[territory]]
            for side in ("numerator", "denominator"):
                assert close(row[side] or 0, math.fsum(part[side] or 0 for part in beneath))
            assert all(part["territories_answered"] for part in beneath)
            complete += 1
    assert complete or drawn.seed not in RICH


def test_coverage_is_answered_over_expected_and_partial_below_the_threshold(drawn: World) -> None:
    for row in by_key(drawn.settings):
        if row["value"] is None:
            assert row["coverage"] is row["answered"] is None
            assert not row["partial"]
        else:
            assert 0 < row["answered"] <= row["expected"]
            assert row["coverage"] == row["answered"] / row["expected"]
            below = Fraction(row["answered"], row["expected"]) < drawn.strategy.coverage_threshold
            assert row["partial"] is below


@hypothesis_settings(max_examples=20 if LONG else 2, phases=[Phase.generate])
@given(numbers=st.lists(st.tuples(st.integers(1, 3000), st.sampled_from([-1, 0, 1])), min_size=101, max_size=101))
def test_a_discrepancy_is_recorded_when_two_figures_differ_by_more_than_half_a_percent(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[tuple[int, int]]
) -> None:
    """Right at the edge, one under, one over: the report says 200 × n, the table n more."""
    departments = [code for code in places().codes if level_of(code) == "department"]
    by_department = dict(zip(departments, numbers, strict=True))
    reports = [Report(code, rows={"O04-1": (200 * n, 10**6)}) for code, (n, _) in by_department.items()]
    lines = [("2025-2026", code, "O04-1", 200 * n + n + more, 10**6) for code, (n, more) in by_department.items()]
    files = named(reports) | {"table.csv": table(lines)}
    with marts_of(tmp_path_factory.mktemp("edges"), files, "discrepancy") as marts:
        discrepancies = rows(marts, "select territory_code from marts.discrepancy where other_basis = 'table'")
    assert {row["territory_code"] for row in discrepancies} == {
        code for code, (_, more) in by_department.items() if more > 0
    }


# Progress

EXACT = st.fractions(0, 100, max_denominator=12)


@given(quarters=st.integers(1, 4), on_track=st.sampled_from([0.5, 0.75, 1.0]))
def test_a_status_holds_exactly_at_its_threshold(macro: Call, quarters: int, on_track: float) -> None:
    """« on_track (progress / expected progress ≥ statuses.on_track) », « watch », `late` under: by more than the dust
    of binary arithmetic, which decides nothing."""
    expected = macro("progress_expected", quarters, 0, 4)
    edge = expected * on_track
    assume(edge < 100)

    def status(progress: float) -> str:
        return macro("scored_status", progress, progress, expected, False, False, on_track, on_track / 2)

    for dust in (0, math.nextafter(edge, 0) - edge, 1e-11):
        assert [status(at - dust) for at in (edge, edge / 2)] == ["on_track", "watch"]
    assert [status(at - 1e-6) for at in (edge, edge / 2)] == ["watch", "late"]
    assert macro("scored_status", 100.0, 100.0, expected, True, False, on_track, on_track) == "achieved"
    assert macro("scored_status", 100 - 1e-12, 100 - 1e-12, expected, False, False, on_track, on_track) == "achieved"
    assert macro("scored_status", 0.0, -5e-324, expected, False, False, on_track, on_track) == "late"
    assert macro("scored_status", 0.0, -1e-6, expected, False, False, on_track, on_track) == "regressing"


@given(
    parts=st.lists(st.fractions(0, 1, max_denominator=7), min_size=1, max_size=6), on_track=st.sampled_from([1, 0.75])
)
def test_a_mean_of_progress_stands_on_its_threshold_as_one_progress_does(
    macro: Call, parts: list[Fraction], on_track: float
) -> None:
    """A mean of thirds and sevenths, each kept to twelve decimals, exactly as far as expected, is on track."""
    mean = sum(parts, Fraction(0)) / len(parts)
    assume(0 < mean < Fraction(on_track))
    as_kept = math.fsum(round(float(100 * part), 12) for part in parts) / len(parts)
    expected = round(float(100 * mean / Fraction(on_track)), 12)

    def of_mean(progress: float, expected: float) -> str:
        return macro("mean_status", progress, expected, ["late"], False, False, on_track, on_track / 2)

    assert of_mean(as_kept, expected) == "on_track"
    assert of_mean(as_kept - 1e-6, expected) == "watch"
    assert of_mean(as_kept / 2, expected) == "watch"
    assert of_mean(as_kept / 2 - 1e-6, expected) == "late"
    assert of_mean(as_kept, 0) == "baseline"
    assert of_mean(99.9999999999, expected) == "achieved"


@given(value=EXACT, baseline=EXACT, target=EXACT, direction=st.sampled_from(["up", "down"]), on_baseline=st.booleans())
def test_negating_everything_and_swapping_the_direction_changes_neither_progress_nor_status(
    macro: Call, value: Fraction, baseline: Fraction, target: Fraction, direction: str, on_baseline: bool
) -> None:
    """« the same formula whichever the direction », and the fractions of the second calculation agree."""
    pairs = []
    for sign, way in ((1, direction), (-1, {"up": "down", "down": "up"}[direction])):
        raw = macro("raw_progress", *(sign * float(number) for number in (value, baseline, target)), way)
        progress = macro("within_bounds", raw)
        pairs.append((raw, macro("scored_status", progress, raw, 50.0, on_baseline, False, 1.0, 0.75)))
    wanted = scores.raw_progress(value, baseline, target, direction)
    assert pairs[0][0] == pytest.approx(pairs[1][0]) == pytest.approx(float(wanted), rel=1e-9, abs=1e-9)
    assert pairs[0][1] == pairs[1][1]


@given(baseline=EXACT, target=EXACT, direction=st.sampled_from(["up", "down"]), place=st.integers(0, 60))
def test_rounding_in_binary_never_makes_a_baseline_pass_its_target(
    macro: Call, baseline: Fraction, target: Fraction, direction: str, place: int
) -> None:
    """A baseline that is the target, computed another way, is at the target: all or nothing, no division by a dust."""
    dust = float(target) * (1 + place * 2**-52)
    assert macro("raw_progress", dust, dust, float(target), direction) == 100
    past = float(target) + (1 if direction == "down" else -1)
    assert macro("raw_progress", past, dust, float(target), direction) == 0


@given(start=st.integers(0, 4), length=st.integers(1, 6))
def test_expected_progress_goes_from_0_to_100_by_equal_steps(macro: Call, start: int, length: int) -> None:
    steps = [macro("progress_expected", start + year, start, start + length) for year in range(length + 1)]
    assert (steps[0], steps[-1]) == (0, 100)
    assert [b - a for a, b in itertools.pairwise(steps)] == pytest.approx([100 / length] * length)


def test_projected_progress_is_raw_progress_at_the_present_pace(drawn: World) -> None:
    """« none in an open campaign, none once the target campaign is past, none where expected = 0 »"""
    for row in by_key(drawn.settings):
        over = row["campaign"] in drawn.closed and row["campaign"] <= (row["target_campaign"] or "")
        if row["progress_raw"] is not None and row["expected_progress"] and over:
            assert close(row["projected_progress"], row["progress_raw"] / row["expected_progress"] * 100)
        else:
            assert row["projected_progress"] is None


def test_an_objective_is_the_mean_of_the_progress_of_its_indicators_that_have_one(drawn: World) -> None:
    """« Axis = mean of its objectives; strategy = mean of the objectives. A mean over nothing is absent. »"""
    levels = [
        ("indicator_progress", "objective_progress", "objective_id", "indicators_scored"),
        ("objective_progress", "axis_progress", "axis_id", "objectives_scored"),
        ("objective_progress", "strategy_progress", "campaign", "objectives_scored"),
    ]
    for below, above, key, scored in levels:
        means: dict[tuple[Any, ...], list[float]] = {}
        for row in rows(drawn.settings, f"from marts.{below}"):
            means.setdefault((row["campaign"], row["territory_code"], row[key]), []).extend(
                [row["progress"]] if row["progress"] is not None else []
            )
        for row in rows(drawn.settings, f"from marts.{above}"):
            having = means[row["campaign"], row["territory_code"], row[key]]
            assert row[scored] == len(having)
            assert close(row["progress"], math.fsum(having) / len(having) if having else None)


# Campaigns and agreements

VERDICTS = ("achieved", "on_track", "watch", "late", "regressing", "insufficient")


def test_an_open_campaign_is_shown_and_never_judged(drawn: World) -> None:
    for name in ("indicator", "objective", "axis", "strategy"):
        statuses = rows(drawn.settings, f"select distinct campaign, status from marts.{name}_progress")
        assert not [row for row in statuses if row["campaign"] not in drawn.closed and row["status"] in VERDICTS]
    for mart in ("discussion_point", "projection"):
        campaigns = rows(drawn.settings, f"select distinct campaign from marts.{mart}")
        assert {row["campaign"] for row in campaigns} <= drawn.closed
    states = rows(drawn.settings, "select campaign, state, closed_on is not null as closed from marts.campaign")
    assert {row["campaign"] for row in states if row["state"] == "closed" and row["closed"]} == drawn.closed


def test_files_of_an_open_campaign_change_nothing_of_a_closed_one(drawn: World) -> None:
    """What is received of the others is removed: unless it is the start of an indicator, nothing moves."""
    last = max(drawn.counted.campaigns())
    files = [file for file in drawn.sent if not isinstance(file, Report) or file.campaign != last]
    after = by_key(drawn.settings)
    with drawn.again("without", files) as rebuilt:
        before = by_key(rebuilt)
    earlier = [row for row in after if row["campaign"] < last]
    starts = {
        indicator.id
        for indicator in drawn.strategy.indicators.values()
        if drawn.strategy.baseline_of(indicator) == last
    }
    assert [row for row in earlier if row["indicator_id"] not in starts] == [
        row for row in before if row["campaign"] < last and row["indicator_id"] not in starts
    ]


def test_the_order_of_the_lines_of_targets_changes_nothing(drawn: World) -> None:
    path = drawn.folder / "catalogue" / "targets.csv"
    if path.exists():
        head, *lines = path.read_text(encoding="utf-8").splitlines()
        other = drawn.folder / "permuted"
        shutil.copytree(path.parent, other, dirs_exist_ok=True)
        (other / path.name).write_text("\n".join([head, *reversed(lines)]) + "\n", encoding="utf-8")
        settings = replace(drawn.settings, data=drawn.folder / "permuted-data", catalogue=other)
        shutil.copytree(drawn.settings.closings, settings.closings, dirs_exist_ok=True)
        warehouse(settings.data, worlds.named(drawn.sent), other, EARLY)
        assert digests(settings) == digests(drawn.settings)


# Versions and receipts


def test_a_draft_is_never_counted_and_never_hides_a_report_that_counts(drawn: World) -> None:
    drafts = altered.with_drafts(drawn.chance(), drawn.sent)
    assert len(drafts) > len(drawn.sent) or drawn.seed not in RICH
    with drawn.again("drafts", drafts) as rebuilt:
        assert results(rebuilt) == results(drawn.settings)


def test_a_report_replaces_the_earlier_one_whole(drawn: World) -> None:
    """« a row that it does not carry is no longer known »: as if the earlier one had never come."""
    outcomes = []
    for before in (False, True):
        with drawn.again(f"emptied{before}", altered.emptied(drawn.counted, drawn.sent, before)) as rebuilt:
            outcomes.append(results(rebuilt))
    replaced, alone = outcomes
    assert replaced == alone
    assert alone != results(drawn.settings) or drawn.seed not in RICH  # a poor world may have nothing to lose


def test_a_row_set_aside_leaves_the_other_rows_count(drawn: World) -> None:
    with drawn.again("wrong", altered.with_wrong_lines(drawn.strategy, drawn.sent), "issue") as wrong:
        assert len(rows(wrong, "from marts.issue where severity = 'error'")) > len(drawn.sent)
        assert results(wrong) == results(drawn.settings)


def test_the_same_bytes_sent_again_change_nothing(drawn: World) -> None:
    """Under another name, by another sender, in another order."""
    before = digests(drawn.settings, without=set())
    again = {f"encore {name}": content for name, content in reversed(worlds.named(drawn.sent).items())}
    answers = Archive(drawn.settings).receive(again.items())
    assert not any(is_new for _, is_new in answers)
    build(drawn.settings, today=EARLY)
    assert digests(drawn.settings, without=set()) == before


# Reading


@given(number=st.decimals(0, 10**9, places=9), space=st.sampled_from([" ", "\u00a0", "\u202f", ""]))
def test_a_number_in_french_notation_is_the_number_in_plain_notation(macro: Call, number: Decimal, space: str) -> None:
    whole, _, part = f"{number:f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", space)
    assert macro("french_number", f"{grouped},{part}") == macro("french_number", f"{number:f}") == number


@given(number=st.floats(0, 10**9, allow_nan=False))
def test_a_number_that_the_tool_writes_in_a_message_is_read_back_by_the_tool(macro: Call, number: float) -> None:
    assert float(macro("french_number", macro("in_french", number))) == pytest.approx(number, abs=0.0501)
    assert macro("french_number", macro("whole_in_french", number)) == Decimal(round(number)).quantize(1) or (
        number % 1 == 0.5
    )


@given(territory=st.sampled_from(territories()), case=st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
def test_a_territory_is_read_back_from_its_code_and_its_name_whatever_their_case(
    macro: Call, territory: Any, case: Callable[[str], str]
) -> None:
    """« without regard to case, accents, hyphens and apostrophes »"""
    codes = {
        spelled: other.code for other in territories() if other.level == territory.level for spelled in spellings(other)
    }
    for typed in (territory.code, territory.name, territory.number, territory.name.replace("-", " ").replace("'", "’")):
        assert codes[macro("fold", case(typed))] == territory.code


@given(year=st.integers(2000, 2098), other=st.integers(0, 99), sign=st.sampled_from(["-", "/"]))
def test_a_school_year_is_two_years_that_follow_each_other(macro: Call, year: int, other: int, sign: str) -> None:
    """« 2025-2026 (also read: 2025/2026, 2025-26) »: any other pair is not a school year."""
    follows = (year + 1) % 100 == other
    assert macro("school_year", f"{year}{sign}{other:02d}") == (f"{year}-{year + 1}" if follows else None)


def test_a_sign_a_percentage_or_an_amount_is_no_answer_to_a_share(marts_from: Ask) -> None:
    """« Numérateur is oui/non (or 1/0, or a boolean) »; « percentages and currency signs […] are errors »."""
    departments = [code for code in places().codes if level_of(code) == "department"]
    answers = dict(zip(departments, ["-1", "1 %", "1 €", "+1", "−1", "−0", "0 %"], strict=False))
    reports = [Report(code, rows={"O02-2": (typed,), "O04-1": (1, 2)}) for code, typed in answers.items()]
    settings = marts_from(named(reports), "indicator_progress", "issue")
    for code, typed in answers.items():
        assert figure(settings, code, "O02-2")["status"] == "not_reported", typed
        codes = rows(settings, "select code, severity from marts.issue where value_read = $typed", typed=typed)
        assert codes == [{"code": "share_answer_unknown", "severity": "error"}], typed


def test_the_worlds_of_these_properties_are_not_empty(
    drawn: World, record_property: Callable[[str, int], None]
) -> None:
    """Else every property above would hold of nothing; a poor world among the others may say zero everywhere."""
    record_property("mondes tirés au hasard", 1)
    figures, files = (50, 20) if drawn.seed in RICH else (-1, 0)
    assert read(drawn.settings, "from marts.indicator_progress where value > 0").num_rows > figures
    assert isinstance(drawn.strategy, strategy.Strategy)
    assert len(drawn.sent) > files
