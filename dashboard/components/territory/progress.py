"""Progress against what was expected: a bar with a mark, its figures in words beside it."""

from __future__ import annotations

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.indicator.status import word
from dashboard.components.links.address import why
from dashboard.components.links.places import PLURAL
from indicators.typography import ABSENT, half_up, number, percent, points
from pipelines.facts.open_campaign import judged_against
from pipelines.facts.rows.progress import Earlier, Evolved, Judged, Level, Measured


def bar(progress: float | None, expected: float | None, status: str | None) -> Html:
    """The bar alone; its text alternative says both figures."""
    if progress is None:
        return tag("span", class_="bar empty", role="img", aria_label="Pas d'avancement mesuré")
    expected = judged_against(status, expected)
    label = f"Avancement {percent(progress)}" + (f", attendu {percent(expected)}" if expected is not None else "")
    fill = tag("span", class_="fill", style=f"width:{_within(progress)}%")
    mark = tag("span", class_="mark", style=f"left:{_within(expected)}%") if expected is not None else ""
    return tag("span", fill, mark, class_=f"bar status-{status}", role="img", aria_label=label)


def expected(row: Judged) -> str:
    """What was expected, for a cell of a table: a dash where nothing is judged yet."""
    return percent(judged_against(row.status, row.expected_progress))


def scored(row: Level) -> Html:
    """The bar and its figure, for a cell of a table; the figure leads to what stands behind it."""
    return measured(row.progress, row.expected_progress, row.status, why_progress(row))


def why_progress(row: Measured) -> Html:
    """The progress of a row, leading to its explanation."""
    return why(percent(row.progress), row.code, row.territory_code, row.campaign)


def measured(progress: float | None, expected: float | None, status: str | None, figure: object) -> Html:
    """The bar and its figure, which leads where it says."""
    return tag("span", bar(progress, expected, status), tag("span", figure, class_="figure"), class_="measured")


def previously(row: Earlier, campaign: str | None) -> Html:
    """The progress of the campaign before, leading to its own explanation."""
    if row.previous_progress is None:
        return tag("span", ABSENT, class_="muted")
    return why(percent(row.previous_progress), row.code, row.territory_code, campaign)


def evolution(row: Evolved) -> Html:
    """In which direction a mean moved, like with like."""
    return moved(row.comparable_evolution, row.comparable_territories)


def moved(change: float | None, alike: int | None, level: str | None = None) -> Html:
    """In which direction a figure moved, like with like: an arrow, the points, the word, and on how many territories of
    the level that reports it.

    Nothing is said where no territory answered twice, in an open campaign, and of a mean that rests on too little."""
    if change is None:
        return tag("span", ABSENT, class_="muted")
    size = half_up(change, 1)
    sign, way = ("▲", "up") if size > 0 else ("▼", "down") if size < 0 else ("=", "same")
    on = ""
    if alike is not None and alike > 1:
        on = join([", ", tag("span", f"sur {_comparable(alike, level)}", class_="alike")])
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


def _comparable(alike: int, level: str | None) -> str:
    """`84 départements comparables`; a mean says at most how many: not all of its indicators have as many."""
    return (
        f"{number(alike)} {PLURAL[level]} comparables" if level else f"{number(alike)} territoires comparables au plus"
    )


def _within(value: float) -> str:
    return f"{max(0.0, min(100.0, value)):.2f}"
