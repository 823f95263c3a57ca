"""Each indicator's worked example, as its file shows it to readers, run through the formulas that make the figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from indicators.catalogue import catalogue
from indicators.models import Indicator

INDICATORS = {indicator.id: indicator for _, indicator in catalogue().indicators()}


def counted(indicator: Indicator) -> tuple[float | None, float | None, float | None, float | None]:
    """Numerator, denominator, baseline and target of an example; a milestone goes from its first stage to its last."""
    example = indicator.example
    assert example
    if indicator.kind == "milestone":
        assert indicator.stages
        assert example.stage
        return indicator.stages.index(example.stage), len(indicator.stages) - 1, 0.0, 1.0
    return example.numerator, example.denominator, indicator.baseline, indicator.target


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=INDICATORS)
def test_the_worked_example_comes_out(macro: Callable[..., Any], indicator: Indicator) -> None:
    assert indicator.example
    numerator, denominator, baseline, target = counted(indicator)
    value = macro("indicator_value", indicator.kind, indicator.scale, numerator, denominator)
    assert value == pytest.approx(indicator.example.value, abs=1e-8)
    progress = macro("within_bounds", macro("raw_progress", value, baseline, target, indicator.direction))
    assert progress == pytest.approx(indicator.example.progress, abs=1e-8)


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=INDICATORS)
def test_the_worked_example_can_be_checked_by_hand(indicator: Indicator) -> None:
    """The rule in plain arithmetic, without the program: what a reader does with a pencil."""
    assert indicator.example
    numerator, denominator, baseline, target = counted(indicator)
    assert numerator is not None
    assert baseline is not None
    assert target is not None
    quotient = numerator if indicator.kind == "count" else numerator / (denominator or 0)
    assert indicator.scale * quotient == pytest.approx(indicator.example.value, abs=1e-8)
    raw = 100 * (indicator.example.value - baseline) / (target - baseline)
    assert raw == pytest.approx(indicator.example.progress, abs=1e-6)
    assert 0 < indicator.example.progress < 100  # an example that stands at either end shows nothing
