"""How the schools of a département are spread for an indicator: a histogram, and the same in words and in figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, Row, table
from indicators.typography import Unit, figure, number, plural

BARS = 20


@dataclass(frozen=True)
class Scale:
    """Where the bars stand: the least value, the width of one bar."""

    lowest: float
    width: float

    def place(self, value: float) -> float:
        """How far a value stands from the left, in hundredths of the picture."""
        return 100 * (value - self.lowest) / (self.width * BARS)


def scale(summary: Row, indicator: Row) -> Scale:
    """A percentage goes from 0 to 100; anything else from a round number to another."""
    if indicator["unit"] == "%" and summary["highest"] <= 100:
        return Scale(0.0, 100 / BARS)
    span = (summary["highest"] - summary["lowest"]) / BARS or 1.0
    size = 10 ** math.floor(math.log10(span))
    width = next(step * size for step in (1, 2, 5, 10) if step * size >= span)
    lowest = math.floor(summary["lowest"] / width) * width
    return Scale(lowest, width if lowest + width * BARS >= summary["highest"] else 2 * width)


def histogram(bars: Sequence[Row], summary: Row, drawn: Scale, indicator: Row) -> Html:
    """One bar per slice of values: how many schools it holds; the middle half behind, the median across."""
    counts = {row["place"]: row["schools"] for row in bars}
    most = max(counts.values())
    amounts = (_bar(counts.get(place, 0), most, place, drawn, indicator) for place in range(BARS))
    left, right = drawn.place(summary["lower_quartile"]), drawn.place(summary["upper_quartile"])
    box = tag("span", class_="box", style=f"left:{left:.2f}%;width:{right - left:.2f}%")
    median = tag("span", class_="line", style=f"left:{drawn.place(summary['median']):.2f}%")
    plot = tag("div", box, join(amounts), median, class_="bars")
    ticks = tag("div", join(_tick(at, drawn, indicator) for at in range(0, BARS + 1, BARS // 4)), class_="ticks")
    picture = tag("div", plot, ticks, role="img", class_="chart", aria_label=in_words(summary, indicator))
    return tag("figure", picture, _legend())


def figures(summary: Row, indicator: Row) -> Html:
    """The figures of the histogram, as a table of one row."""
    parts = {
        "lowest": "La plus basse",
        "lower_quartile": "Premier quartile",
        "median": "Médiane",
        "upper_quartile": "Troisième quartile",
        "highest": "La plus haute",
    }
    columns = [Column("Valeurs montrées", lambda row: plural(row["told"], "établissement"))]
    columns += [Column(label, _value(name, indicator), "number") for name, label in parts.items()]
    columns.append(Column("Masqués", lambda row: number(row["masked"]), "number"))
    return table("Médiane et quartiles des valeurs montrées", columns, [summary])


def in_words(summary: Row, indicator: Row) -> str:
    """The spread of schools in words: what the picture says."""
    names = ("lowest", "lower_quartile", "median", "upper_quartile", "highest")
    texts = {name: figure(summary[name], Unit.of(indicator)) for name in names}
    return (
        f"Valeurs de {plural(summary['told'], 'établissement')}. Médiane : {texts['median']}."
        f" La moitié se trouve entre {texts['lower_quartile']} et {texts['upper_quartile']}."
        f" De {texts['lowest']} à {texts['highest']}."
    )


def _value(name: str, indicator: Row):
    return lambda row: figure(row[name], Unit.of(indicator))


def _bar(schools: int, most: int, place: int, drawn: Scale, indicator: Row) -> Html:
    ends = (figure(drawn.lowest + step * drawn.width, Unit.of(indicator)) for step in (place, place + 1))
    title = f"De {next(ends)} à {next(ends)} : {plural(schools, 'établissement')}"
    label = tag("span", number(schools)) if schools else ""
    return tag("span", label, class_="amount", style=f"height:{100 * schools / most:.1f}%", title=title)


def _tick(at: int, drawn: Scale, indicator: Row) -> Html:
    value = figure(drawn.lowest + at * drawn.width, Unit.of(indicator))
    return tag("span", value, class_="tick", style=f"left:{100 * at / BARS:.0f}%")


def _legend() -> Html:
    labels = {"amount": "établissements, par tranche de valeurs", "box": "la moitié du milieu", "median": "médiane"}
    entries = (
        tag("li", tag("span", class_=f"key {kind}", aria_hidden="true"), label) for kind, label in labels.items()
    )
    return tag("figcaption", tag("ul", join(entries), class_="legend"))
