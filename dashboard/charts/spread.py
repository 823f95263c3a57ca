"""How territories are spread: a strip of points with the median and the quartiles, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, Row, table
from indicators.typography import number, out_of, percent

_ROWS = 5


def strip(points: Sequence[Row], summary: Row, level: str, here: str | None = None) -> Html:
    """One point per territory on a scale from 0 to 100 %, the middle half in a box; `here` stands out.

    `summary` is a row of distribution.sql."""
    if not summary["measured"]:
        return tag("p", "Aucun territoire n'a d'avancement à représenter.", class_="note")
    measured = [row for row in points if row["progress"] is not None]
    own = next((row for row in measured if row["territory_code"] == here), None)
    plot = tag(
        "div",
        _box(summary),
        join(_point(row, index, row is own) for index, row in enumerate(measured)),
        _mark("expected", summary["expected_progress"]),
        _mark("median", summary["median"]),
        class_="strip",
    )
    scale = tag("div", join(_tick(at) for at in (0, 25, 50, 75, 100)), class_="ticks")
    picture = tag("div", plot, scale, role="img", class_="chart", aria_label=in_words(summary, level, own))
    return tag("figure", picture, _legend(own))


def figures(summary: Row, level: str) -> Html:
    """The figures of the strip, as a table of one row."""
    columns = [
        Column("Territoires mesurés", lambda row: f"{out_of(row['measured'], row['territories'])} {level}"),
        Column("Le moins avancé", lambda row: percent(row["lowest"]), "number"),
        Column("Premier quartile", lambda row: percent(row["lower_quartile"]), "number"),
        Column("Médiane", lambda row: percent(row["median"]), "number"),
        Column("Troisième quartile", lambda row: percent(row["upper_quartile"]), "number"),
        Column("Le plus avancé", lambda row: percent(row["highest"]), "number"),
        Column("Attendu", lambda row: percent(row["expected_progress"]), "number"),
    ]
    return table("Médiane et quartiles de l'avancement", columns, [summary])


def in_words(summary: Row, level: str, own: Row | None = None) -> str:
    """What the picture says: how many are measured, the middle, the quartiles, the two ends."""
    said = (
        f"Avancement de {number(summary['measured'])} {level} sur {number(summary['territories'])}."
        f" Médiane : {percent(summary['median'])}. La moitié se trouve entre {percent(summary['lower_quartile'])} et"
        f" {percent(summary['upper_quartile'])}. Le moins avancé : {summary['lowest_name']},"
        f" {percent(summary['lowest'])}. Le plus avancé : {summary['highest_name']}, {percent(summary['highest'])}."
    )
    return said if own is None else f"{said} Ici, {own['name']} : {percent(own['progress'])}."


def _x(progress: float) -> float:
    """The scale keeps a margin on both sides, so that a point at an end is whole."""
    return 4 + 92 * progress / 100


def _box(summary: Row) -> Html:
    left, right = _x(summary["lower_quartile"]), _x(summary["upper_quartile"])
    return tag("span", class_="box", style=f"left:{left:.2f}%;width:{right - left:.2f}%")


def _point(row: Row, index: int, own: bool) -> Html:
    """Territories are drawn on several rows, so that neighbours do not hide each other."""
    top = 50.0 if own else 18 + 64 * (index % _ROWS) / (_ROWS - 1)
    place = f"left:{_x(row['progress']):.2f}%;top:{top:.1f}%"
    said = f"{row['name']} {percent(row['progress'])}"
    return tag("span", class_="dot own" if own else "dot", style=place, title=said)


def _mark(kind: str, progress: float | None) -> Html:
    return Html("") if progress is None else tag("span", class_=f"line {kind}", style=f"left:{_x(progress):.2f}%")


def _tick(at: int) -> Html:
    return tag("span", percent(at, 0), class_="tick", style=f"left:{_x(at):.2f}%")


def _legend(own: Row | None) -> Html:
    said = {"dot": "un territoire", "box": "la moitié du milieu", "median": "médiane", "expected": "attendu"}
    if own is not None:
        said = {"dot own": own["name"], **said}
    entries = (tag("li", tag("span", class_=f"key {kind}", aria_hidden="true"), label) for kind, label in said.items())
    return tag("figcaption", tag("ul", join(entries), class_="legend"))
