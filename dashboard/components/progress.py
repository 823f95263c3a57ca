"""Progress against what was expected: a bar with a mark, its figures in words beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.components.address import why
from dashboard.components.markup import Html, tag
from dashboard.format import NONE, percent

Row = Mapping[str, Any]


def bar(progress: float | None, expected: float | None, status: str | None) -> Html:
    """The bar alone; its text alternative says both figures."""
    if progress is None:
        return tag("span", class_="bar empty", role="img", aria_label="Pas d'avancement mesuré")
    label = f"Avancement {percent(progress)}, attendu {percent(expected)}"
    fill = tag("span", class_="fill", style=f"width:{_within(progress)}%")
    mark = tag("span", class_="mark", style=f"left:{_within(expected)}%") if expected is not None else ""
    return tag("span", fill, mark, class_=f"bar status-{status}", role="img", aria_label=label)


def scored(row: Row) -> Html:
    """The bar and its figure, for a cell of a table; the figure leads to what stands behind it."""
    figure = tag("span", why_progress(row), class_="figure")
    return tag("span", bar(row["progress"], row["expected_progress"], row["status"]), figure, class_="measured")


def why_progress(row: Row) -> Html:
    """The progress of a row, leading to its explanation where the row says its territory and its campaign."""
    return why(percent(row["progress"]), _code(row), row.get("territory_code"), row.get("campaign"))


def _code(row: Row) -> str:
    """Which figure a row of progress holds: that of an indicator, an objective, an axis, or the strategy."""
    if row.get("indicator_id"):
        return row["indicator_id"]
    if row.get("objective_id"):
        return f"objectif-{row['objective_id']}"
    return f"axe-{row['axis_id']}" if row.get("axis_id") else "strategie"


def measured(progress: float | None, expected: float | None, status: str | None) -> Html:
    """The bar and its figure, where the figure has nowhere to lead."""
    return scored({"progress": progress, "expected_progress": expected, "status": status})


def evolved(row: Row, campaign: str | None) -> Html:
    """The progress of the campaign before, leading to its own explanation, and in which direction it moved."""
    progress, previous = row["progress"], row["previous_progress"]
    if previous is None or progress is None:
        return tag("span", NONE, class_="muted")
    if progress > previous:
        sign, said = "▲", "en hausse"
    elif progress < previous:
        sign, said = "▼", "en baisse"
    else:
        sign, said = "=", "stable"
    before = why(percent(previous), _code(row), row.get("territory_code"), campaign)
    arrow = tag("span", sign, class_="arrow", aria_hidden="true")
    return tag("span", before, " ", arrow, tag("span", said, class_="said"), class_="evolution")


def _within(value: float) -> str:
    return f"{max(0.0, min(100.0, value)):.2f}"
