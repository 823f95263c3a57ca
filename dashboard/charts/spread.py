"""How territories are spread: a point for each with the median and the quartiles, and the same in words and figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dashboard.charts.plotly_figure import Chart, Trace, label, point, vertical
from dashboard.components.html.markup import Html
from dashboard.components.html.table import Column, Row, table
from dashboard.components.indicator.status import word
from indicators.palette import colour, mark
from indicators.typography import number, out_of, percent
from indicators.words import words
from pipelines.facts.open_campaign import judged_against
from pipelines.facts.rows.territories import MapTerritory

NOTHING = "Aucun territoire n'a d'avancement à représenter."
_ROWS, _HEIGHT = 5, 280
_TICKS = (0, 25, 50, 75, 100)
_HEADER = (
    "Territoire", "Code", "Région académique", "Avancement (%)", "Attendu (%)", "Notés", "Notables", "Statut",
)  # fmt: skip


def chart(
    points: Sequence[MapTerritory],
    summary: Row,
    title: str,
    level: str,
    address: Callable[[MapTerritory], str],
    here: str | None = None,
) -> Chart | None:
    """One point per territory on a scale from 0 to 100 %, the middle half in a box; `here` stands out. `points` are
    rows of territories/map, `summary` the row of territories/distribution, `address` where a point leads. None where
    nothing is measured."""
    if not summary["measured"]:
        return None
    measured = [row for row in points if row.progress is not None]
    own = next((row for row in measured if row.territory_code == here), None)
    # neighbours in the list are drawn on several rows, so that they do not hide each other
    places = [(row, 0.0 if row is own else 1.0 + index % _ROWS) for index, row in enumerate(measured)]
    traces = [_trace(status, [(row, y) for row, y in places if row.status == status and row is not own], address)
              for status in words()["status"]]  # fmt: skip
    if own is not None:
        traces.append(_own(own, address))
    kind = measured[0].level
    of = measured[0].code
    return Chart(
        f"repartition-{of}-{kind}-{measured[0].campaign}",
        title,
        in_words(summary, level, own),
        [trace for trace in traces if trace["x"]],
        _layout(summary),
        _HEIGHT,
        _HEADER,
        [_line(row) for row in points],
    )


def _layout(summary: Row) -> dict[str, Any]:
    """The scale, the middle half in a box, the median and what was expected as lines."""
    middle = {"x0": summary["lower_quartile"], "x1": summary["upper_quartile"], "yref": "paper", "y0": 0, "y1": 1}
    shade = {"fillcolor": colour("path", "chart"), "opacity": 0.18, "line": {"width": 0}}
    lines = {f"médiane {percent(summary['median'])}": (summary["median"], "solid", 0)}
    if summary["expected_progress"] is not None:
        lines[f"attendu {percent(summary['expected_progress'])}"] = (summary["expected_progress"], "dash", 1)
    return {
        "xaxis": {"range": [-2, 102], "tickvals": _TICKS, "ticktext": [percent(at, 0) for at in _TICKS]},
        "yaxis": {"visible": False, "range": [-0.6, _ROWS + 1.2], "fixedrange": True},
        "shapes": [
            {"type": "rect", "layer": "below", **middle, **shade},
            *(vertical(at, dash) for at, dash, _ in lines.values()),
        ],
        "annotations": [label(text, at, row) for text, (at, _, row) in lines.items()],
    }


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


def in_words(summary: Row, level: str, own: MapTerritory | None = None) -> str:
    """What the picture says: how many are measured, the middle, the quartiles, the two ends."""
    sentence = (
        f"Avancement de {number(summary['measured'])} {level} sur {number(summary['territories'])}."
        f" Médiane : {percent(summary['median'])}. La moitié se trouve entre {percent(summary['lower_quartile'])} et"
        f" {percent(summary['upper_quartile'])}. Le moins avancé : {summary['lowest_name']},"
        f" {percent(summary['lowest'])}. Le plus avancé : {summary['highest_name']}, {percent(summary['highest'])}."
    )
    return sentence if own is None else f"{sentence} Ici, {own.name} : {percent(own.progress)}."


def _trace(status: str, places: Sequence[tuple[MapTerritory, float]], address: Callable[[MapTerritory], str]) -> Trace:
    symbol, tone = mark(status)
    return {
        **_points([row for row, _ in places], address),
        "name": word("status", status).lower(),
        "y": [place for _, place in places],
        "marker": {"symbol": symbol, "size": 9, "color": tone, "line": {"width": 1.5, "color": tone}},
    }


def _own(row: MapTerritory, address: Callable[[MapTerritory], str]) -> Trace:
    symbol, _tone = mark(row.status)
    ink = colour("ink", "chart")
    return {
        **_points([row], address),
        "name": row.name,
        "y": [0.0],
        "marker": {"symbol": symbol, "size": 17, "color": ink, "line": {"width": 2, "color": ink}},
    }


def _points(rows: Sequence[MapTerritory], address: Callable[[MapTerritory], str]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row.progress for row in rows],
        "hovertext": [_said(row) for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": [address(row) for row in rows],
        "cliponaxis": False,
    }


def _said(row: MapTerritory) -> str:
    expected = judged_against(row.status, row.expected_progress)
    counted = "Indicateurs notés" if row.objective_id else "Objectifs notés"
    return point(
        f"{row.name} : {percent(row.progress)}",
        None if expected is None else f"Attendu : {percent(expected)}",
        f"{counted} : {out_of(row.scored, row.scorable)}",
        word("status", row.status),
    )


def _line(row: MapTerritory) -> list[str | float | int | None]:
    return [
        row.name, row.territory_code, row.region_name, row.progress,
        judged_against(row.status, row.expected_progress), row.scored, row.scorable,
        word("status", row.status or "not_reported"),
    ]  # fmt: skip
