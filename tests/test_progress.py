"""From a value to a progress and a status: the formula of calculation.md, its edges, and the order of the statuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from in_memory import Ask
from reports import Marts, Report, figure, named, rows, table, warehouse

from pipelines.settings import Settings

Call = Callable[..., Any]
FIGURES = st.floats(-1000, 1000, allow_nan=False).map(lambda number: round(number, 3))
DIRECTIONS = st.sampled_from(["up", "down"])


def opposite(direction: str) -> str:
    return "down" if direction == "up" else "up"


@pytest.mark.parametrize(
    ("value", "baseline", "target", "direction", "raw"),
    [
        (82, 70, 90, "up", 60),  # 12 of the 20 points
        (84, 120, 60, "down", 60),  # 36 of the 60 days
        (70, 70, 90, "up", 0),
        (60, 70, 90, "up", -50),  # 10 points the wrong way
        (95, 70, 90, "up", 125),  # past the target
        (135, 120, 60, "down", -25),
        (45, 120, 60, "down", 125),
        # the baseline is already at the target or past it: all or nothing
        (92, 95, 90, "up", 100),
        (90, 95, 90, "up", 100),
        (89, 95, 90, "up", 0),
        (90, 90, 90, "up", 100),
        (50, 40, 60, "down", 100),
        (61, 40, 60, "down", 0),
        # no target: nothing can be said
        (50, 40, None, "up", None),
    ],
)
def test_raw_progress(
    macro: Call, value: float, baseline: float, target: float | None, direction: str, raw: float | None
) -> None:
    assert macro("raw_progress", value, baseline, target, direction) == (None if raw is None else pytest.approx(raw))


@given(FIGURES, FIGURES, FIGURES, DIRECTIONS)
def test_progress_stays_within_0_and_100(
    macro: Call, value: float, baseline: float, target: float, direction: str
) -> None:
    raw = macro("raw_progress", value, baseline, target, direction)
    progress = macro("within_bounds", raw)
    assert 0 <= progress <= 100
    assert progress == raw or raw < 0 or raw > 100


@given(FIGURES, FIGURES, FIGURES, DIRECTIONS)
def test_rising_and_falling_are_one_formula(
    macro: Call, value: float, baseline: float, target: float, direction: str
) -> None:
    """An indicator seen in a mirror goes the other way and is just as far."""
    mirrored = macro("raw_progress", -value, -baseline, -target, opposite(direction))
    assert mirrored == pytest.approx(macro("raw_progress", value, baseline, target, direction))


@given(FIGURES, FIGURES, FIGURES, FIGURES, DIRECTIONS)
def test_a_better_value_is_never_a_lesser_progress(
    macro: Call, first: float, second: float, baseline: float, target: float, direction: str
) -> None:
    worse, better = sorted((first, second), reverse=direction == "down")
    at = [macro("raw_progress", value, baseline, target, direction) for value in (worse, better)]
    assert at[0] <= at[1]


@given(FIGURES, FIGURES, DIRECTIONS)
def test_from_nothing_at_the_baseline_to_everything_at_the_target(
    macro: Call, baseline: float, target: float, direction: str
) -> None:
    already = baseline >= target if direction == "up" else baseline <= target
    assert macro("raw_progress", target, baseline, target, direction) == pytest.approx(100)
    assert macro("raw_progress", baseline, baseline, target, direction) == (100 if already else 0)


@given(FIGURES, FIGURES, FIGURES, st.sampled_from([0.01, 0.5, 3, 100]), DIRECTIONS)
def test_the_unit_does_not_matter(
    macro: Call, value: float, baseline: float, target: float, scale: float, direction: str
) -> None:
    assume(abs(target - baseline) > 0.01)
    scaled = macro("raw_progress", scale * value, scale * baseline, scale * target, direction)
    assert scaled == pytest.approx(macro("raw_progress", value, baseline, target, direction), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("now", "start", "end", "expected"), [(0, 0, 4, 0), (1, 0, 4, 25), (3, 0, 4, 75), (3, 2, 4, 50)]
)
def test_expected_progress(macro: Call, now: int, start: int, end: int, expected: float) -> None:
    assert macro("progress_expected", now, start, end) == expected


@given(st.floats(0, 1000), st.floats(0.001, 1000), st.sampled_from([0.01, 1, 100]))
def test_a_value_is_scale_times_the_quotient(macro: Call, numerator: float, denominator: float, scale: float) -> None:
    value = macro("indicator_value", "ratio", scale, numerator, denominator)
    assert value == pytest.approx(scale * numerator / denominator)
    assert macro("indicator_value", "count", scale, numerator, None) == pytest.approx(scale * numerator)
    assert macro("indicator_value", "ratio", scale, numerator, 0) is None


@pytest.mark.parametrize(
    ("raw", "expected", "on_baseline", "status"),
    [
        (100, 75, False, "achieved"),
        (130, 75, False, "achieved"),
        (100, 0, True, "achieved"),  # before `baseline`
        (0, 0, True, "baseline"),
        (-10, 0, True, "baseline"),  # before `regressing`
        (-0.1, 75, False, "regressing"),
        (75, 75, False, "on_track"),
        (99.9, 75, False, "on_track"),
        (74.9, 75, False, "watch"),
        (56.25, 75, False, "watch"),  # 56.25 / 75 is 0.75
        (56, 75, False, "late"),
        (0, 75, False, "late"),
        (1, 1, False, "on_track"),  # a strategy may be long: one hundredth is expected, and done
        (0.75, 1, False, "watch"),
        (0.7, 1, False, "late"),
    ],
)
def test_the_status_of_what_is_scored(macro: Call, raw: float, expected: float, on_baseline: bool, status: str) -> None:
    progress = min(max(raw, 0), 100)
    assert macro("scored_status", progress, raw, expected, on_baseline, False, 1.0, 0.75) == status


@pytest.mark.parametrize(
    ("progress", "expected", "status"),
    [
        (100, 75, "achieved"),
        (100 - 1e-12, 75, "achieved"),  # the dust of a mean
        (99.5, 75, "on_track"),
        (0, 0, "baseline"),
        (75, 75, "on_track"),
        (75 - 1e-11, 75, "on_track"),
        (74.9, 75, "watch"),
        (56.25, 75, "watch"),
        (56, 75, "late"),
    ],
)
def test_the_status_of_a_mean(macro: Call, progress: float, expected: float, status: str) -> None:
    assert macro("mean_status", progress, expected, ["late"], False, False, 1.0, 0.75) == status


@given(st.floats(-50, 150), st.floats(1, 100), st.floats(0.1, 1), st.floats(0, 1))
def test_a_higher_progress_is_never_a_worse_status(
    macro: Call, raw: float, expected: float, on_track: float, below: float
) -> None:
    order = ["regressing", "late", "watch", "on_track", "achieved"]
    at = [
        macro("scored_status", min(max(progress, 0), 100), progress, expected, False, False, on_track, on_track * below)
        for progress in (raw, raw + 10)
    ]
    assert order.index(at[0]) <= order.index(at[1])


NOW = "2025-2026"


def yearly(code: str, values: dict[str, tuple[Any, ...]], territory: str) -> list[Report]:
    return [Report(territory, campaign, {code: value}) for campaign, value in values.items()]


def files() -> dict[str, bytes]:
    first = "2022-2023"
    reports = [
        # its own baseline, 50 %: (80 − 50) / (90 − 50) = 75 %, as much as three years of four ask for
        *yearly("O04-1", {first: (50, 100), "2024-2025": (65, 100), NOW: (80, 100)}, "DEPT-01"),
        *yearly("O04-1", {NOW: (82, 100)}, "DEPT-02"),
        *yearly("O04-1", {first: (95, 100), "2024-2025": (91, 100), NOW: (89, 100)}, "DEPT-03"),
        *yearly("O04-1", {first: (60, 100), NOW: (57, 100)}, "DEPT-04"),
        *yearly("O04-1", {NOW: (81, 100)}, "DEPT-05"),
        *yearly("O08-2", {first: (1000, 10), NOW: (700, 10)}, "DEPT-06"),
        *yearly("O04-1", {NOW: (None, None, "sans objet")}, "DEPT-07"),
        *yearly("O04-2", {"2024-2025": (30, 100), NOW: (40, 100)}, "DEPT-08"),
        *yearly("O04-1", {NOW: (60, 100)}, "DEPT-09"),
        *yearly("O13-2", {NOW: (60_000,)}, "REG-84"),
        *yearly(
            "O07-3", {first: ("prévu",), "2023-2024": ("investigation",), "2024-2025": ("construction",)}, "NAT-FR"
        ),
        Report("NAT-FR", NOW, {"O12-1": (9, 27), "O07-3": ("s.o.",)}),
        Report("NAT-FR", "2026-2027", {"O15-1": (75, 100)}),
    ]
    # in one département: objective 3 in part, objective 16 whole
    several = {"O03-1": (391, 1000), "O03-3": (50, 100), "O16-1": (30, 100), "O16-2": (62, 10), "O16-3": ("s.o.",)}
    return named([*reports, Report("DEPT-10", NOW, several)])


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return warehouse(tmp_path_factory.mktemp("progress"), files(), today=date(2027, 11, 1))  # every campaign is closed


# territory, indicator, campaign → baseline, target, raw, progress, expected, projected, status
SCORES: dict[str, tuple[str, str, str, tuple[Any, ...]]] = {
    "own baseline": ("DEPT-01", "O04-1", NOW, (50, 90, 75, 75, 75, 100, "on_track")),
    # (65 − 50) / 40 = 37.5 where 50 is expected: 0.75 is the threshold itself
    "own baseline, a year before": ("DEPT-01", "O04-1", "2024-2025", (50, 90, 37.5, 37.5, 50, 75, "watch")),
    "the baseline campaign": ("DEPT-01", "O04-1", "2022-2023", (50, 90, 0, 0, 0, None, "baseline")),
    # no report in 2022-2023: the catalogue's 70; 12 of 20 points, 60 / 75 = 0.8
    "the catalogue's baseline": ("DEPT-02", "O04-1", NOW, (70, 90, 60, 60, 75, 80, "watch")),
    # 11 of 20: 55 / 75 = 0.73
    "late": ("DEPT-05", "O04-1", NOW, (70, 90, 55, 55, 75, 55 / 75 * 100, "late")),
    "already past the target": ("DEPT-03", "O04-1", "2022-2023", (95, 90, 100, 100, 0, None, "achieved")),
    "still past the target": ("DEPT-03", "O04-1", "2024-2025", (95, 90, 100, 100, 50, 200, "achieved")),
    "no longer at the target": ("DEPT-03", "O04-1", NOW, (95, 90, 0, 0, 75, 0, "late")),
    # (57 − 60) / 30
    "regressing": ("DEPT-04", "O04-1", NOW, (60, 90, -10, 0, 75, -10 / 75 * 100, "regressing")),
    # from 100 days to 70, aiming at 60: 30 of 40
    "falling": ("DEPT-06", "O08-2", NOW, (100, 60, 75, 75, 75, 100, "on_track")),
    "regressing from the catalogue's baseline": (
        "DEPT-09",
        "O04-1",
        NOW,
        (70, 90, -50, 0, 75, -50 / 75 * 100, "regressing"),
    ),
    # collected since 2024-2025 and due in that same year: baseline 2023-2024, so all is expected, and no more after
    "past its target campaign": ("DEPT-08", "O04-2", NOW, (0, 100, 40, 40, 100, None, "late")),
    "due the first year": ("DEPT-08", "O04-2", "2024-2025", (0, 100, 30, 30, 100, 30, "late")),
    # 60 000 of 100 000, one year of two
    "count, France": ("NAT-FR", "O13-2", NOW, (0, 100_000, 60, 60, 50, 120, "on_track")),
    "count, elsewhere": ("REG-84", "O13-2", NOW, (None, None, None, None, None, None, "no_target")),
    "milestone": ("NAT-FR", "O07-3", "2023-2024", (0, 1, 100 / 3, 100 / 3, 25, 400 / 3, "on_track")),
    "first stage": ("NAT-FR", "O07-3", "2022-2023", (0, 1, 0, 0, 0, None, "baseline")),
    # 9 / 27 = 33.3 %, baseline campaign 2022-2023
    "actions of the plan": ("NAT-FR", "O12-1", NOW, (0, 100, 100 / 3, 100 / 3, 75, 100 / 2.25, "late")),
    "the target campaign": ("NAT-FR", "O15-1", "2026-2027", (60, 75, 100, 100, 100, 100, "achieved")),
}


@pytest.mark.parametrize(("territory", "indicator", "campaign", "wanted"), SCORES.values(), ids=SCORES)
def test_progress_of_an_indicator(
    scored: Settings, territory: str, indicator: str, campaign: str, wanted: tuple[Any, ...]
) -> None:
    row = figure(scored, territory, indicator, campaign)
    names = ("baseline", "target", "progress_raw", "progress", "expected_progress", "projected_progress")
    assert [row[name] for name in names] == [None if value is None else pytest.approx(value) for value in wanted[:-1]]
    assert row["status"] == wanted[-1]


@pytest.mark.parametrize(
    ("territory", "indicator", "campaign", "status"),
    [
        ("NAT-FR", "O07-3", "2024-2025", "suspended"),
        ("NAT-FR", "O07-3", NOW, "suspended"),  # before `not_applicable`
        ("NAT-FR", "O07-3", "2026-2027", "suspended"),  # before `not_reported`
        ("DEPT-07", "O04-1", NOW, "not_applicable"),
        ("DEPT-07", "O13-2", NOW, "other_level"),
        ("DEPT-07", "O04-2", NOW, "not_reported"),
        ("DEPT-07", "O04-1", "2022-2023", "not_reported"),
    ],
)
def test_what_is_not_scored_says_why(
    scored: Settings, territory: str, indicator: str, campaign: str, status: str
) -> None:
    row = figure(scored, territory, indicator, campaign)
    scores = ("baseline", "target", "progress_raw", "progress", "expected_progress", "projected_progress")
    assert row["status"] == status
    assert [row[name] for name in scores] == [None] * 6


def test_a_suspended_milestone_keeps_its_value(scored: Settings) -> None:
    assert figure(scored, "NAT-FR", "O07-3", "2024-2025")["value"] == pytest.approx(2 / 3)


def test_an_indicator_has_no_row_before_it_is_collected(scored: Settings) -> None:
    collected = rows(scored, "select distinct indicator_id, campaign from marts.indicator_progress order by all")
    assert [r["campaign"] for r in collected if r["indicator_id"] == "O04-2"] == ["2024-2025", NOW, "2026-2027"]
    assert [r["campaign"] for r in collected if r["indicator_id"] == "O13-2"] == [NOW, "2026-2027"]


def of_ten(settings: Settings, mart: str, key: str) -> dict[Any, dict[str, Any]]:
    return {row[key]: row for row in of(settings, mart)}


def of(where: Settings | Marts, mart: str) -> list[dict[str, Any]]:
    query = f"from marts.{mart}_progress where campaign = $campaign and territory_code = 'DEPT-10'"
    return rows(where, query, campaign=NOW)


def test_an_objective_is_the_mean_of_its_indicators(scored: Settings) -> None:
    objectives = of_ten(scored, "objective", "objective_id")
    third = objectives[3]
    # O03-1: 39.1 from 33.8 to 45 = 5.3 / 11.2; O03-3: 50 is its target, 100; O03-4 is silent; O03-2 is the région's
    assert third["progress"] == pytest.approx((100 * 5.3 / 11.2 + 100) / 2)
    assert (third["indicators_scored"], third["indicators_followed"]) == (2, 3)
    # 73.66 / 75 = 0.98
    assert (third["expected_progress"], third["status"]) == (75, "watch")
    sixteenth = objectives[16]
    # O16-1: 30 from 25 to 50 = 20; O16-2: 6.2 from 5 to 6.5 = 80; O16-3 sans objet has no progress
    assert sixteenth["progress"] == pytest.approx(50)
    assert (sixteenth["indicators_scored"], sixteenth["indicators_followed"]) == (2, 3)
    assert sixteenth["status"] == "late"  # 50 / 75 = 0.67


def test_a_mean_over_nothing_is_absent(scored: Settings) -> None:
    objectives = of_ten(scored, "objective", "objective_id")
    assert len(objectives) == 16
    fourth = objectives[4]
    assert (fourth["progress"], fourth["expected_progress"], fourth["indicators_scored"]) == (None, None, 0)
    assert fourth["status"] == "not_reported"
    # everything in objective 6 is reported by régions
    assert (objectives[6]["indicators_followed"], objectives[6]["status"]) == (0, "other_level")
    axis = of_ten(scored, "axis", "axis_id")[2]
    assert (axis["progress"], axis["objectives_scored"], axis["status"]) == (None, 0, "not_reported")


def test_an_axis_and_the_strategy_are_means_of_objectives(scored: Settings) -> None:
    objectives = of_ten(scored, "objective", "objective_id")
    # computed ones, both 0 in 2022-2023: O01-1 still has no meeting; O02-1 has 5 rows of 24, 20.83 %, aiming at 95
    assert objectives[1]["progress"] == 0
    assert objectives[2]["progress"] == pytest.approx(100 * (5 / 24) / 0.95)
    third = (100 * 5.3 / 11.2 + 100) / 2
    axes = of_ten(scored, "axis", "axis_id")
    assert axes[1]["progress"] == pytest.approx((0 + 100 * (5 / 24) / 0.95 + third) / 3)
    assert axes[1]["objectives_scored"] == 3
    assert axes[4]["progress"] == pytest.approx(50)
    strategy = of_ten(scored, "strategy", "territory_code")["DEPT-10"]
    assert strategy["progress"] == pytest.approx((0 + 100 * (5 / 24) / 0.95 + third + 50) / 4)
    # O16-1 is due in 2025-2026: 100 is expected of it, (100 + 75) / 2 of objective 16, (3 × 75 + 87.5) / 4 of the
    # whole; 4 objectives out of 12, of which two rest on enough: nothing is judged of it
    assert (strategy["objectives_scored"], strategy["expected_progress"]) == (4, 78.125)
    assert strategy["status"] == "insufficient"


# what a département reports of 2022-2023: enough of its objectives, and of each of its axes, to be judged
BEGUN = {"O03-1": (30, 100), "O03-3": (30, 100), "O04-1": (50, 100), "O05-1": (50, 100), "O05-2": (50, 100)}
BEGUN |= {"O05-3": (5, 100), "O07-1": (50, 100), "O08-1": (5, 100), "O08-2": (1000, 10), "O10-1": (50, 100)}
BEGUN |= {"O11-1": (50, 100), "O11-2": (50, 100), "O16-1": (30, 100), "O16-2": (50, 10), "O16-3": (50, 100)}


def test_what_a_mean_is_expected_to_be_is_the_mean_of_what_each_is(marts_from: Ask) -> None:
    """O04-2 starts from 2023-2024 and the others from 2022-2023: of the same year, less is expected of it."""
    codes = ("O03-1", "O03-3", "O03-4", "O04-1", "O04-2", "O05-1", "O05-2", "O05-4", "O10-1", "O11-1", "O11-2")
    files = {"table.csv": table([(NOW, "DEPT-10", code, 60, 100) for code in codes])}
    marts = marts_from(files, *(f"{mart}_progress" for mart in ("indicator", "objective", "axis", "strategy")))
    means = [
        ("indicator", "objective_id", "objective"),
        ("objective", "axis_id", "axis"),
        ("objective", "territory_code", "strategy"),
    ]
    by_mart = {mart: of(marts, mart) for mart in ("indicator", "objective", "axis", "strategy")}
    for mart, above, mean in means:
        uneven = 0
        for row in by_mart[mean]:
            parts = [
                part["expected_progress"]
                for part in by_mart[mart]
                if part[above] == row[above] and part["progress"] is not None
            ]
            if parts:
                assert row["expected_progress"] == pytest.approx(sum(parts) / len(parts)), (mean, row[above])
            uneven += len(set(parts)) > 1
        assert uneven, f"a {mean} whose parts are not expected alike"


def test_on_the_baseline_campaign_a_mean_is_a_baseline(marts_from: Ask) -> None:
    lines = [("2022-2023", "DEPT-59", code, *figures) for code, figures in BEGUN.items()]
    marts = marts_from({"table.csv": table(lines)}, "objective_progress", "axis_progress", "strategy_progress")
    for mart in ("objective", "axis", "strategy"):
        scores = rows(marts, f"from marts.{mart}_progress where territory_code = 'DEPT-59' and progress is not null")
        assert {(row["expected_progress"], row["status"]) for row in scores if not row["insufficient"]} == {
            (0, "baseline")
        }
