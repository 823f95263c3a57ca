"""The rate of progress of PILOTE, the State's own engine, on cases worked from its published rules, beside our formula.

Its rules, as its public repository and its help pages give them (DITP-pilotage/pilote-2, data_factory):
- a rate goes from the initial value (0) to the target (100): 100 × (current − initial) / (target − initial), kept to
  two decimals; « hausse » and « stable » are one rule, « baisse » its mirror;
- where the initial value is already at the target or past it: 100 while the current value is, 0 once it no longer is;
- what is missing gives no rate; a rate is kept within 0 and 100, and only then weighed into that of a « chantier »;
- the rate of a chantier is the sum of the kept rates, each by its weight; where one that is expected is missing,
  there is none.
Ours differs, by calculation.md's own rules, in three things, each with its test below: no decimal is dropped, an
objective is the mean of the indicators that have a progress (with their number), and a direction is up or down."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from in_memory import Ask
from reports import Report, figure, named, rows

Call = Callable[..., Any]
WAY = {"HAUSSE": "up", "BAISSE": "down"}

# tendance, initial, target, current → rate before and after it is kept within 0 and 100
CASES: dict[str, tuple[str, float, float, float, str, str]] = {
    # (45 − 20) / (70 − 20)
    "half way up": ("HAUSSE", 20, 70, 45, "50", "50"),
    # (16 − 40) / (10 − 40)
    "most of the way down": ("BAISSE", 40, 10, 16, "80", "80"),
    # 1 / 3, kept to two decimals
    "a third": ("HAUSSE", 0, 3, 1, "33.33", "33.33"),
    # 2 / 3 of a falling way, rounded up
    "two thirds down": ("BAISSE", 9, 6, 7, "66.67", "66.67"),
    "nothing done": ("HAUSSE", 12, 30, 12, "0", "0"),
    "nothing done, down": ("BAISSE", 30, 12, 30, "0", "0"),
    "at the target": ("HAUSSE", 12, 30, 30, "100", "100"),
    "at the target, down": ("BAISSE", 30, 12, 12, "100", "100"),
    # (90 − 50) / (70 − 50): more than was aimed at is held at 100
    "past the target": ("HAUSSE", 50, 70, 90, "200", "100"),
    "past the target, down": ("BAISSE", 8, 4, 1, "175", "100"),
    # (44 − 50) / 20: a step back is held at 0
    "backwards": ("HAUSSE", 50, 70, 44, "-30", "0"),
    "backwards, down": ("BAISSE", 8, 4, 9, "-25", "0"),
    # started at the target or past it: all or nothing
    "started past, still past": ("HAUSSE", 95, 90, 93, "100", "100"),
    "started past, just at the target": ("HAUSSE", 95, 90, 90, "100", "100"),
    "started past, fallen under": ("HAUSSE", 95, 90, 89.9, "0", "0"),
    "started at the target and stays": ("HAUSSE", 90, 90, 90, "100", "100"),
    "started at the target and leaves it": ("HAUSSE", 90, 90, 10, "0", "0"),
    "started under, still under": ("BAISSE", 3, 5, 4, "100", "100"),
    "started under, just at the target": ("BAISSE", 3, 5, 5, "100", "100"),
    "started under, risen past": ("BAISSE", 3, 5, 5.1, "0", "0"),
    "values below zero": ("HAUSSE", -40, -20, -25, "75", "75"),
    "from below zero to above": ("BAISSE", 10, -10, -5, "75", "75"),
}


@pytest.mark.parametrize(("tendance", "initial", "target", "current", "rate", "bounded"), CASES.values(), ids=CASES)
def test_cases_of_its_own(
    macro: Call, tendance: str, initial: float, target: float, current: float, rate: str, bounded: str
) -> None:
    raw = macro("raw_progress", current, initial, target, WAY[tendance])
    assert two_decimals(Fraction(raw)) == Decimal(rate)
    assert two_decimals(Fraction(macro("within_bounds", raw))) == Decimal(bounded)


def two_decimals(number: Fraction) -> Decimal:
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def rate(tendance: str, initial: Fraction, target: Fraction, current: Fraction) -> Fraction:
    """Its rules again, told from the first lines of this file: up and down each with its own comparison."""
    if tendance == "HAUSSE" and initial >= target:
        return Fraction(100) if current >= target else Fraction(0)
    if tendance == "BAISSE" and initial <= target:
        return Fraction(100) if current <= target else Fraction(0)
    return 100 * (current - initial) / (target - initial)


VALUES = st.decimals(-1000, 1000, places=2).map(Fraction)


@given(tendance=st.sampled_from(["HAUSSE", "BAISSE"]), initial=VALUES, target=VALUES, current=VALUES)
def test_any_case(macro: Call, tendance: str, initial: Fraction, target: Fraction, current: Fraction) -> None:
    raw = macro("raw_progress", float(current), float(initial), float(target), WAY[tendance])
    wanted = rate(tendance, initial, target, current)
    assert raw == pytest.approx(float(wanted), rel=1e-9, abs=1e-7)
    assert macro("within_bounds", raw) == pytest.approx(float(min(max(wanted, Fraction(0)), Fraction(100))), abs=1e-7)


@pytest.mark.parametrize(("current", "target"), [(None, 90.0), (50.0, None), (None, None)])
def test_what_is_missing_gives_no_rate(macro: Call, current: float | None, target: float | None) -> None:
    for direction in WAY.values():
        assert macro("raw_progress", current, 10.0, target, direction) is None


def objective(marts_from: Ask, figures: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """Objective 3 of a département: O03-1 goes from 33.8 to 45 %, O03-3 and O03-4 as their files say."""
    marts = marts_from(named([Report("DEPT-59", rows=figures)]), "objective_progress", "indicator_progress")
    query = "from marts.objective_progress where territory_code = 'DEPT-59' and objective_id = 3"
    return rows(marts, query)[0] | {code: figure(marts, "DEPT-59", code) for code in figures}


def test_rates_are_kept_within_bounds_before_they_are_weighed(marts_from: Ask) -> None:
    """With equal weights: far past one target and under another baseline is 50, whatever the excess."""
    row = objective(marts_from, {"O03-1": (1000, 1000), "O03-3": (0, 1000)})
    raw = [row[code]["progress_raw"] for code in ("O03-1", "O03-3")]
    assert raw[0] > 300
    assert raw[1] < 0
    assert row["progress"] == 50 != pytest.approx(sum(raw) / 2)


def test_ours_is_the_mean_of_those_that_have_one_where_pilote_gives_none(marts_from: Ask) -> None:
    """calculation.md: « mean of the progress of its indicators that have one […], with their number »."""
    row = objective(marts_from, {"O03-1": (394, 1000)})
    assert row["progress"] == pytest.approx(100 * (39.4 - 33.8) / (45 - 33.8))
    assert row["indicators_scored"] == 1 < row["indicators_followed"]


def test_ours_drops_no_decimal(macro: Call) -> None:
    assert macro("raw_progress", 1.0, 0.0, 3.0, "up") == pytest.approx(100 / 3, abs=1e-12)


def test_a_stable_indicator_is_a_rising_one_there_and_a_wrong_definition_here() -> None:
    from indicators.catalogue import catalogue
    from indicators.models import Indicator

    [(_, indicator), *_] = catalogue().indicators()
    with pytest.raises(ValueError, match="direction"):
        Indicator.model_validate(indicator.model_dump() | {"direction": "stable"})
