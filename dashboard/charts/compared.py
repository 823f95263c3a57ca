"""Territories beside each other: curves over the years, bars, and a scatter among all those of their level."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.charts.plotly_figure import Chart, Trace, plain, point
from dashboard.components.links.address import href
from indicators.palette import colour
from indicators.typography import out_of, percent, plural, quantity, typeset
from pipelines.facts.comparison import sentences
from pipelines.facts.comparison.levels import (
    CHANGE,
    HEADER,
    PROGRESS,
    Compared,
    Level,
    Place,
    Row,
    lines,
    median_name,
)

_SIGNS = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "x", "star")
_DASHES = {"region": "dot", "academy": "dashdot", "department": "longdashdot"}
_NAME = 18  # letters of a line of a name beside a bar
_HEIGHT, _ROW, _BAR = 380, 12, 15
_BEYOND = 1.18
_LETTER, _WIDEST = 8, 250  # pixels
# From the first campaign to the last, which stands out.
_FADED = 0.35


def curves(comparison: Compared, key: str) -> Chart:
    """A line a territory, a point a campaign; France and the medians beside them; without figure, a line breaks."""
    # the legend is read from the last to the first: those that were chosen, then what they are beside
    traces = [_reference(comparison, name, dash, at) for name, dash, at in _beside(comparison)][::-1]
    traces += [_curve(comparison, place, rank) for rank, place in enumerate(comparison.places)][::-1]
    layout = {
        "xaxis": {
            "type": "category", "categoryorder": "array", "categoryarray": list(comparison.campaigns), "tickangle": 0,
            "tickvals": list(comparison.campaigns), "range": [-0.4, len(comparison.campaigns) - 0.6],
            "ticktext": [campaign.replace("-", "-<br>") for campaign in comparison.campaigns],
        },
        "yaxis": _scale(comparison),
        # a picture that leaves has wider letters than the page: names must not run into each other there
        "legend": {"entrywidth": min(_WIDEST, _LETTER * max(len(trace["name"]) for trace in traces))},
    }  # fmt: skip
    # on a phone the legend is a column: what it takes is given back
    height = max(_HEIGHT, _HEIGHT - 100 + 18 * len(traces))
    return _chart(
        comparison,
        key,
        comparison.figure.title,
        sentences.curves(comparison),
        traces,
        layout,
        height,
        comparison.places,
    )


def bars(comparison: Compared, ordered: Sequence[Place], key: str) -> Chart:
    """A group of bars a territory, in the order asked, then France and the medians; a bar a campaign."""
    names: list[tuple[str, Place | str]] = [(place.name, place) for place in ordered]
    names += [("France", comparison.france)] if comparison.france else []
    names += [(median_name(level), level) for level in comparison.references]
    ticks = [_tick(comparison, name, subject) for name, subject in names]
    traces = [
        _bars(comparison, names, campaign, _FADED + (1 - _FADED) * (rank + 1) / len(comparison.campaigns))
        for rank, campaign in enumerate(comparison.campaigns)
    ]
    layout = {
        "barmode": "group",
        "xaxis": {**_scale(comparison), **_room(comparison, traces)},
        "yaxis": {
            "type": "category", "categoryorder": "array", "categoryarray": [name for name, _ in names][::-1],
            "tickvals": [name for name, _ in names], "ticktext": ticks,
            "fixedrange": True, "showgrid": False,
        },
    }  # fmt: skip
    tall = max(_ROW + _BAR * len(comparison.campaigns), *(6 + _ROW + 10 + 16 * tick.count("<br>") for tick in ticks))
    height = 90 + len(names) * tall
    alt = sentences.bars(comparison, ordered)
    return _chart(comparison, key, comparison.figure.title, alt, traces, layout, height, ordered)


def cloud(
    comparison: Compared, across: str, around: Sequence[Place], sizes: Mapping[str, Row], key: str
) -> Chart | None:
    """The level against the size, the progress or the change, for every territory of the levels chosen; the chosen ones
    stand out. None where nothing can be placed."""
    placed = {place: at for place in around if (at := _at(comparison, place, across, sizes)) is not None}
    if not placed:
        return None
    chosen = [place for place in comparison.territories if place in placed]
    others = [place for place in placed if place not in chosen]
    traces = [_dots(comparison, others, placed, across)] if others else []
    traces += [_dots(comparison, [place], placed, across, comparison.places.index(place)) for place in reversed(chosen)]
    name = axis(across, comparison, sizes)
    layout = {
        "xaxis": {"title": {"text": plain(typeset(name))}, "tickformat": ",",
                  **({"ticksuffix": "\u202f%"} if across == PROGRESS else {})},
        "yaxis": _scale(comparison),
    }  # fmt: skip
    texts = [
        (place, f"{comparison.written(placed[place][1])}, {_across(comparison, placed[place][0], across)}")
        for place in chosen
    ]
    alt = sentences.cloud(comparison, name, len(placed), texts)
    extra = [[_size(place, sizes)] for place in placed]
    file_lines = [[*line, *more] for line, more in zip(lines_of(comparison, list(placed)), extra, strict=True)]
    title = f"{comparison.figure.title}, {comparison.at}"
    return Chart(key, title, alt, traces, layout, _HEIGHT, (*HEADER, measured(sizes).capitalize()), file_lines)


def lines_of(comparison: Compared, places: Sequence[Place]) -> list[list[str | float | int | None]]:
    """The lines of a file, of the places alone and of the campaign that is ranked."""
    return [lines(comparison, [place])[comparison.campaigns.index(comparison.at)] for place in places]


def axis(across: str, comparison: Compared, sizes: Mapping[str, Row]) -> str:
    """The title of the horizontal axis of a scatter: what the level is set against."""
    if across == PROGRESS:
        return "avancement"
    if across == CHANGE:
        return "évolution à champ comparable"
    return measured(sizes)


def measured(sizes: Mapping[str, Row]) -> str:
    """The measure of the size of a territory, in words."""
    label = next((row["measured_by"] for row in sizes.values() if row["measured_by"]), None)
    return f"taille ({label[:1].lower() + label[1:]} comptés)" if label else "taille non connue"


def _chart(
    comparison: Compared, key: str, title: str, alt: str, traces: Sequence[Trace], layout: dict[str, Any], height: int,
    places: Sequence[Place],
) -> Chart:  # fmt: skip
    return Chart(key, title, alt, traces, layout, height, HEADER, lines(comparison, places))


def _curve(comparison: Compared, place: Place, rank: int) -> Trace:
    levels = [comparison.level(place, campaign) for campaign in comparison.campaigns]
    tone = _tone(rank)
    signs = [
        f"{_SIGNS[rank]}-open" if level.partial or level.status == "collecting" else _SIGNS[rank] for level in levels
    ]
    return {
        "type": "scatter", "mode": "lines+markers", "name": plain(place.name),
        "x": list(comparison.campaigns), "y": [level.of(comparison.measure) for level in levels], "connectgaps": False,
        "hovertext": [_said(comparison, place, level) for level in levels],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": [_address(comparison, level) for level in levels], "cliponaxis": False,
        "line": {"color": tone, "width": 2.5}, "marker": {"size": 10, "symbol": signs, "color": tone},
    }  # fmt: skip


def _beside(comparison: Compared) -> list[tuple[str, str, dict[str, float | None]]]:
    """France and the medians: a name, a kind of line, the levels of the years."""
    lines: list[tuple[str, str, dict[str, float | None]]] = []
    if comparison.france:
        lines.append(
            (
                "France",
                "dash",
                {campaign: comparison.shown(comparison.france, campaign) for campaign in comparison.campaigns},
            )
        )
    for level in comparison.references:
        medians = comparison.medians_of(level)
        at = {
            campaign: medians[campaign].of(comparison.measure) if campaign in medians else None
            for campaign in comparison.campaigns
        }
        lines.append((median_name(level), _DASHES[level], at))
    return lines


def _reference(comparison: Compared, name: str, dash: str, at: Mapping[str, float | None]) -> Trace:
    tone = colour("idle", "chart")
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": list(at), "y": list(at.values()), "connectgaps": False,
        "hovertext": [point(f"{name}, {campaign} : {comparison.written(level)}") for campaign, level in at.items()],
        "hovertemplate": "%{hovertext}<extra></extra>", "line": {"color": tone, "width": 2, "dash": dash},
    }  # fmt: skip


def _bars(comparison: Compared, rows: Sequence[tuple[str, Place | str]], campaign: str, opacity: float) -> Trace:
    levels: list[float | None] = []
    texts, to = [], []
    for name, subject in rows:
        if isinstance(subject, Place):
            level = comparison.level(subject, campaign)
            levels.append(level.of(comparison.measure))
            texts.append(_said(comparison, subject, level))
            to.append(_address(comparison, level))
            continue
        median = comparison.medians_of(str(subject)).get(campaign)
        levels.append(median.of(comparison.measure) if median else None)
        texts.append(point(f"{name}, {campaign} : {comparison.written(levels[-1])}"))
        to.append(None)
    ranks = {place: rank for rank, place in enumerate(comparison.places)}
    tones = [
        _tone(ranks[subject]) if isinstance(subject, Place) and subject in ranks else colour("idle", "chart")
        for _, subject in rows
    ]
    return {
        "type": "bar", "orientation": "h", "name": campaign, "y": [name for name, _ in rows], "x": levels,
        "text": ["" if level is None else plain(comparison.written(level)) for level in levels],
        "textposition": "outside",
        "cliponaxis": False, "hovertext": texts, "hovertemplate": "%{hovertext}<extra></extra>", "customdata": to,
        "marker": {"color": [_faded(tone, opacity) for tone in tones]},
    }  # fmt: skip


def _faded(tone: str, opacity: float) -> str:
    """A colour of the palette that lets the paper through, so that its legend does too."""
    red, green, blue = (int(tone[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:.2f})"


def _room(comparison: Compared, traces: Sequence[Trace]) -> dict[str, Any]:
    """The axis from nothing, with room for the figure that is written after the longest bar."""
    indicator = comparison.figure.indicator
    top = indicator.scale if indicator and indicator.stages else 0.0
    levels = [level for trace in traces for level in trace["x"] if level is not None]
    low, high = min([0.0, *levels]), max([top, *levels])
    return {"range": [low * _BEYOND, high * _BEYOND]} if low < high else {}


def _tick(comparison: Compared, name: str, subject: Place | str) -> str:
    """The name of a bar, and why there is none in the last campaign; in short lines, so that a phone has room left."""
    texts = [name]
    if isinstance(subject, Place) and comparison.shown(subject) is None:
        texts.append(f"{comparison.level(subject).status_text.lower()}, {comparison.at}")
    return "<br>".join(plain(line) for text in texts for line in textwrap.wrap(text, _NAME))


def _at(comparison: Compared, place: Place, across: str, sizes: Mapping[str, Row]) -> tuple[float, float] | None:
    """Where a territory stands in a scatter, where both of its figures are known and may be set beside others."""
    level = comparison.level(place)
    of = {PROGRESS: level.progress, CHANGE: comparison.change(place)}
    away, high = of.get(across, _size(place, sizes)), level.of(comparison.measure)
    return None if away is None or high is None or not level.ranked else (away, high)


def _size(place: Place, sizes: Mapping[str, Row]) -> float | None:
    return sizes[place.territory_code]["size"] if place.territory_code in sizes else None


def _dots(
    comparison: Compared,
    places: Sequence[Place],
    placed: Mapping[Place, tuple[float, float]],
    across: str,
    rank: int | None = None,
) -> Trace:
    own = rank is not None
    tone = _tone(rank) if own else colour("idle", "chart")
    return {
        "type": "scatter", "mode": "markers",
        "name": plain(places[0].name) if own else f"les autres ({plural(len(places), 'territoire')})",
        "x": [placed[place][0] for place in places], "y": [placed[place][1] for place in places],
        "hovertext": [
            point(
                f"{place.name} : {comparison.written(placed[place][1])}",
                _across(comparison, placed[place][0], across),
            )
            for place in places
        ],
        "hovertemplate": "%{hovertext}<extra></extra>", "cliponaxis": False,
        "customdata": [_address(comparison, comparison.level(place)) for place in places],
        "marker": {"symbol": _SIGNS[rank] if own else "circle-open", "size": 15 if own else 7, "color": tone},
    }  # fmt: skip


def _across(comparison: Compared, away: float, across: str) -> str:
    if across == PROGRESS:
        return f"avancement {percent(away)}"
    return f"évolution {comparison.moved(away)}" if across == CHANGE else f"taille {quantity(away)}"


def _said(comparison: Compared, place: Place, level: Level) -> str:
    value = level.of(comparison.measure)
    if value is None:
        return point(f"{place.name}, {level.campaign} : {level.status_text.lower()}")
    progress = None
    if comparison.measure != PROGRESS and level.progress is not None:
        progress = f"Avancement {percent(level.progress)}"
    counted = "Répondent" if comparison.figure.indicator else "Notés"
    return point(
        f"{place.name}, {level.campaign} : {comparison.written(value)}",
        progress,
        f"{counted} : {out_of(level.answered, level.expected)}{' (partiel)' if level.partial else ''}",
        level.status_text,
    )


def _address(comparison: Compared, level: Level) -> str | None:
    """The address of the page that explains a figure."""
    if level.of(comparison.measure) is None:
        return None
    codes = {"territoire": level.territory_code, "indicateur": comparison.figure.code, "campagne": level.campaign}
    return href("comprendre", **codes)


def _scale(comparison: Compared) -> dict[str, Any]:
    """The axis of levels in their unit; the stages of a milestone have their names."""
    indicator = comparison.figure.indicator
    if indicator is None or comparison.measure == PROGRESS or indicator.unit == "%":
        return {"ticksuffix": "\u202f%"}
    if indicator.stages:
        stages = indicator.stages
        places = [indicator.scale * place / (len(stages) - 1) for place in range(len(stages))]
        return {"tickvals": places, "ticktext": [plain(stage) for stage in stages]}
    return {"title": {"text": plain(indicator.unit)}, "tickformat": ","}


def _tone(rank: int) -> str:
    return colour(f"series_{rank % len(_SIGNS) + 1}", "chart")
