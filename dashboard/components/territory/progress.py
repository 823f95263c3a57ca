"""Progress against what was expected: a bar with a mark, its figures in words beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.indicator.status import word
from dashboard.components.links.address import why
from dashboard.components.links.places import PLURAL
from indicators.typography import ABSENT, number, percent, points
from pipelines.facts.open_campaign import judged_against

Row = Mapping[str, Any]


def bar(progress: float | None, expected: float | None, status: str | None) -> Html:
    """The bar alone; its text alternative says both figures."""
    if progress is None:
        return tag("span", class_="bar empty", role="img", aria_label="Pas d'avancement mesuré")
    expected = judged_against({"status": status, "expected_progress": expected})
    label = f"Avancement {percent(progress)}" + (f", attendu {percent(expected)}" if expected is not None else "")
    fill = tag("span", class_="fill", style=f"width:{_within(progress)}%")
    mark = tag("span", class_="mark", style=f"left:{_within(expected)}%") if expected is not None else ""
    return tag("span", fill, mark, class_=f"bar status-{status}", role="img", aria_label=label)


def expected(row: Row) -> str:
    """What was expected, for a cell of a table: a dash where nothing is judged yet."""
    return percent(judged_against(row))


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


def previously(row: Row, campaign: str | None) -> Html:
    """The progress of the campaign before, leading to its own explanation."""
    if row["previous_progress"] is None:
        return tag("span", ABSENT, class_="muted")
    return why(percent(row["previous_progress"]), _code(row), row.get("territory_code"), campaign)


def evolution(row: Row) -> Html:
    """In which direction a figure moved, like with like: an arrow, the points, the word, and on how many territories.

    Nothing is said where no territory answered twice, in an open campaign, and of a mean that rests on too little."""
    change, alike = row["comparable_evolution"], row["comparable_territories"]
    if change is None:
        return tag("span", ABSENT, class_="muted")
    moved = round(change, 1)
    sign, way = ("▲", "up") if moved > 0 else ("▼", "down") if moved < 0 else ("=", "same")
    on = join([", ", tag("span", f"sur {comparable(row, alike)}", class_="alike")]) if alike > 1 else ""
    arrow = tag("span", sign, class_="arrow", aria_hidden="true")
    return tag(
        "span",
        arrow,
        " ",
        tag("span", word("trend", way), class_="said"),
        " ",
        points(change, signed=True),
        on,
        class_="evolution",
    )


def comparable(row: Row, alike: int) -> str:
    """`84 départements comparables`; a mean says at most how many: not all of its indicators have as many."""
    level = row.get("reporting_level")
    return (
        f"{number(alike)} {PLURAL[level]} comparables" if level else f"{number(alike)} territoires comparables au plus"
    )


def _within(value: float) -> str:
    return f"{max(0.0, min(100.0, value)):.2f}"
