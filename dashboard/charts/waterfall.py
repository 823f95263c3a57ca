"""The way from a figure before to the same figure after: one floating bar for each effect, and the same in words."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.charts.plotly_figure import Chart, plain, point
from dashboard.components.html.markup import Html
from dashboard.components.html.table import Column, Row, table
from indicators.palette import colour
from indicators.typography import NARROW, points, signed, typeset
from indicators.words import words
from pipelines.facts.comparison.decomposition import EFFECTS

_SMALL = 0.15  # under this part of the whole, the scale is cut so that the effects can be seen
_HEIGHT = 330
_TONES = {"whole": "ink", "rise": "good", "fall": "bad"}
_HEADER = ("Étape", "Ce qu'elle compte", "De", "À", "Part")
Step = tuple[str, str, float, float, str, float]  # label, meaning, start, end, tone, the effect as it is shown


def chart(row: Row, title: str, key: str, written: Callable[[float], str]) -> Chart:
    """The picture of one movement; `written` writes a figure with its unit."""
    steps = _steps(row)
    low, high = _scale(steps)
    starts = [max(low, start) for _, _, start, *_ in steps]
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": [step[0] for step in steps],
        "base": starts,
        "x": [step[3] - start for step, start in zip(steps, starts, strict=True)],
        "text": [plain(_shown(step, written)) for step in steps],
        "textposition": "outside",
        "cliponaxis": False,
        "hovertext": [_said(step, written) for step in steps],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {"color": [colour(_TONES[step[4]], "chart") for step in steps]},
        "showlegend": False,
    }
    span = high - low or 1.0
    layout = {
        "xaxis": {"range": [low, high + span / 8], "ticksuffix": f"{NARROW}%" if _of_hundred(written) else ""},
        "yaxis": {"type": "category", "categoryorder": "array", "categoryarray": [step[0] for step in steps][::-1],
                  "fixedrange": True, "showgrid": False},
    }  # fmt: skip
    lines = [[label, meaning or None, start, end, end - start] for label, meaning, start, end, *_ in steps]
    return Chart(key, title, in_words(row, written), [trace], layout, _HEIGHT, _HEADER, lines)


def cut(row: Row, written: Callable[[float], str]) -> str | None:
    """What must be said of the scale where it does not start at nothing."""
    low, _ = _scale(_steps(row))
    return f"L'échelle de l'image commence à {written(low)}." if low else None


def effects(row: Row, written: Callable[[float], str]) -> Html:
    """The same movement as a table: each effect, what it means, its part."""
    meanings = words()["effect_explained"]
    rows = [
        {"name": "Avant", "meaning": "", "part": written(row["before"])},
        *(
            {"name": words()["effect"][effect], "meaning": meanings[effect], "part": signed(row["shown"][effect])}
            for effect in EFFECTS
        ),
        {"name": "Après", "meaning": f"mouvement : {signed(row['shown']['movement'])}", "part": written(row["after"])},
    ]
    columns = [
        Column("Effet", lambda line: line["name"]),
        Column("Ce qu'il compte", lambda line: line["meaning"], "wide"),
        Column("Part", lambda line: line["part"], "number"),
    ]
    return table("Les quatre effets, dont la somme est le mouvement", columns, rows, in_order=True)


def in_words(row: Row, written: Callable[[float], str]) -> str:
    """The movement in words: what the picture says."""
    parts = ", ".join(f"{words()['effect'][effect].lower()} {signed(row['shown'][effect])}" for effect in EFFECTS)
    movement = row["shown"]["movement"]
    moved = points(movement, signed=True) if _of_hundred(written) else signed(movement)
    return f"De {written(row['before'])} à {written(row['after'])}, soit {moved} : {parts}."


def _of_hundred(written: Callable[[float], str]) -> bool:
    """Whether the figure is a percentage, which moves by points."""
    return written(0.0).endswith("%")


def _steps(row: Row) -> list[Step]:
    """Each bar; each effect starts where the one before it ends."""
    steps: list[Step] = [("Avant", "", 0.0, row["before"], "whole", 0.0)]
    at = row["before"]
    for effect in EFFECTS:
        tone = "rise" if row[effect] >= 0 else "fall"
        meaning = words()["effect_explained"][effect]
        steps.append((words()["effect"][effect], meaning, at, at + row[effect], tone, row["shown"][effect]))
        at += row[effect]
    return [*steps, ("Après", "", 0.0, row["after"], "whole", 0.0)]


def _scale(steps: list[Step]) -> tuple[float, float]:
    ends = [step[3] for step in steps]
    low, high = min(ends), max(ends)
    span = high - low
    if low <= 0 or span >= _SMALL * high or span == 0:
        return min(0.0, low), high or 1.0
    return max(0.0, low - span), high


def _shown(step: Step, written: Callable[[float], str]) -> str:
    _, _, _, end, tone, effect = step
    return typeset(written(end) if tone == "whole" else signed(effect))


def _said(step: Step, written: Callable[[float], str]) -> str:
    return point(f"{step[0]} : {_shown(step, written)}", step[1] or None)
