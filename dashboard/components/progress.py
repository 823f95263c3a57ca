"""Progress against what was expected: a bar with a mark, its figures in words beside it."""

from __future__ import annotations

from dashboard.components.markup import Html, tag
from dashboard.format import NONE, percent


def bar(progress: float | None, expected: float | None, status: str | None) -> Html:
    """The bar alone; its text alternative says both figures."""
    if progress is None:
        return tag("span", class_="bar empty", role="img", aria_label="Pas d'avancement mesuré")
    label = f"Avancement {percent(progress)}, attendu {percent(expected)}"
    fill = tag("span", class_="fill", style=f"width:{_within(progress)}%")
    mark = tag("span", class_="mark", style=f"left:{_within(expected)}%") if expected is not None else ""
    return tag("span", fill, mark, class_=f"bar status-{status}", role="img", aria_label=label)


def measured(progress: float | None, expected: float | None, status: str | None) -> Html:
    """The bar and its figure, for a cell of a table."""
    figure = tag("span", percent(progress) if progress is not None else NONE, class_="figure")
    return tag("span", bar(progress, expected, status), figure, class_="measured")


def evolution(progress: float | None, previous: float | None, campaign: str | None) -> Html:
    """The figure of the campaign before, and in which direction it moved."""
    if previous is None or progress is None:
        return tag("span", NONE, class_="muted")
    if progress > previous:
        sign, said = "▲", "en hausse"
    elif progress < previous:
        sign, said = "▼", "en baisse"
    else:
        sign, said = "=", "stable"
    arrow = tag("span", sign, class_="arrow", aria_hidden="true")
    before = tag("span", percent(previous), title=f"Avancement en {campaign}" if campaign else None)
    return tag("span", before, " ", arrow, tag("span", said, class_="said"), class_="evolution")


def _within(value: float) -> str:
    return f"{max(0.0, min(100.0, value)):.2f}"
