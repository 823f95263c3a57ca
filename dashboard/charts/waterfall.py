"""The way from a figure before to the same figure after: one floating bar for each effect, and the same in words."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, Row, table
from indicators.typography import signed
from indicators.words import words
from pipelines.releases.decomposition import EFFECTS

_SMALL = 0.15  # under this part of the whole, the scale is cut so that the effects can be seen
Step = tuple[str, float, float, str, float]  # label, start, end, tone, what is written of the effect


def waterfall(row: Row, written: Callable[[float], str]) -> Html:
    """The picture of one movement; `written` writes a figure with its unit."""
    steps = _steps(row)
    low, high = _scale(steps)
    bars = join(_bar(step, low, high, written) for step in steps)
    cut = tag("figcaption", f"L'échelle commence à {written(low)}.", class_="note") if low else Html("")
    return tag("figure", tag("div", bars, role="img", class_="waterfall", aria_label=in_words(row, written)), cut)


def effects(row: Row, written: Callable[[float], str]) -> Html:
    """The same movement as a table: each effect, what it means, its part."""
    said = words()["effect_explained"]
    rows = [
        {"name": "Avant", "meaning": "", "part": written(row["before"])},
        *({"name": words()["effect"][one], "meaning": said[one], "part": signed(row["shown"][one])} for one in EFFECTS),
        {"name": "Après", "meaning": f"mouvement : {signed(row['shown']['movement'])}", "part": written(row["after"])},
    ]
    columns = [
        Column("Effet", lambda one: one["name"]),
        Column("Ce qu'il compte", lambda one: one["meaning"], "wide"),
        Column("Part", lambda one: one["part"], "number"),
    ]
    return table("Les quatre effets, dont la somme est le mouvement", columns, rows)


def in_words(row: Row, written: Callable[[float], str]) -> str:
    """What the picture says."""
    parts = ", ".join(f"{words()['effect'][one].lower()} {signed(row['shown'][one])}" for one in EFFECTS)
    return f"De {written(row['before'])} à {written(row['after'])}, soit {signed(row['shown']['movement'])} : {parts}."


def _steps(row: Row) -> list[Step]:
    """Label, start, end and tone of each bar; each effect starts where the one before it ends."""
    steps: list[Step] = [("Avant", 0.0, row["before"], "whole", 0.0)]
    at = row["before"]
    for one in EFFECTS:
        tone = "rise" if row[one] >= 0 else "fall"
        steps.append((words()["effect"][one], at, at + row[one], tone, row["shown"][one]))
        at += row[one]
    return [*steps, ("Après", 0.0, row["after"], "whole", 0.0)]


def _scale(steps: list[Step]) -> tuple[float, float]:
    ends = [step[2] for step in steps]
    low, high = min(ends), max(ends)
    span = high - low
    if low <= 0 or span >= _SMALL * high or span == 0:
        return min(0.0, low), high or 1.0
    return max(0.0, low - span), high


def _bar(step: Step, low: float, high: float, written: Callable[[float], str]) -> Html:
    label, start, end, tone, effect = step
    left, right = sorted((max(start, low), end))
    place = f"left:{100 * (left - low) / (high - low):.2f}%;width:{100 * (right - left) / (high - low):.2f}%"
    said = written(end) if tone == "whole" else signed(effect)
    track = tag("span", tag("span", class_=f"part {tone}", style=place), class_="way")
    return tag("div", tag("span", label, class_="name"), track, tag("span", said, class_="said"), class_="step")
