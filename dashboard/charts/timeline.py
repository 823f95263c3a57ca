"""The due dates of a territory's actions, objective by objective: what falls due when, and what is already late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from dashboard.charts.plotly_figure import Chart, label, point, vertical
from dashboard.components.html.markup import Html, tag
from dashboard.components.html.table import Column, table
from dashboard.components.links.places import territory_address
from indicators.palette import colour
from indicators.typography import ABSENT, day, number, plural, shortened
from pipelines.facts.roadmap import UNDONE, Action

# state → sign and colour of its points: the sign tells them apart where colours do not
LATE = "en retard"
_SIGNS = {"prévue": ("circle-open", "ink"), "en cours": ("circle", "ink"), LATE: ("square", "late")}
_ROW, _LEAST = 26, 180
_MOST = 150  # actions that have a point each: a page's charts weigh sixty kilobytes at most
_SMALLEST, _LARGEST = 9, 24  # of a point that stands for several, in pixels
_WITHOUT = "Sans objectif"


def dated(actions: Iterable[Action]) -> list[Action]:
    """The actions that are still to be done by a day."""
    return [action for action in actions if action.state in UNDONE and action.due_on]


def chart(actions: Sequence[Action], today: date, territory: str, campaign: str) -> Chart:
    """The timeline: a line an objective, a point an action that leads to the territory which leads it; what a point
    says stands in the list of the page too. Where there are too many for a page, a point is all those of a quarter."""
    rows = sorted({_row(action) for action in actions}, key=lambda row: (row == _WITHOUT, row))
    together = len(actions) > _MOST
    kinds = {state: [a for a in actions if a.state == state and not a.late] for state in UNDONE}
    kinds[LATE] = [action for action in actions if action.late]
    traces = [_gathered(name, of) if together else _trace(name, of, campaign) for name, of in kinds.items()]
    layout = {
        "xaxis": {"type": "date", "tickformat": "%m/%Y"},
        "yaxis": {"type": "category", "categoryorder": "array", "categoryarray": rows[::-1]},
        "shapes": [vertical(today.isoformat(), "dash")],
        "annotations": [label("aujourd'hui", today.isoformat())],
    }
    return Chart(
        f"echeances-{territory}-{campaign}".lower(),
        f"Échéances des actions{', un point par trimestre' if together else ''}, {campaign}",
        words(actions, today),
        [trace for trace in traces if trace["x"]],
        layout,
        max(_LEAST, 130 + _ROW * len(rows)),
        ("Objectif", "Action", "Comité", "Échéance", "État", "En retard"),
        [
            [
                _row(action),
                action.title,
                action.territory_name,
                day(action.due_on),
                action.state,
                "oui" if action.late else "non",
            ]
            for action in actions
        ],
    )


def words(actions: Sequence[Action], today: date) -> str:
    """What the picture shows, in a sentence: what a report says late, and what fell due since it was sent."""
    late = sum(action.late for action in actions)
    since = sum(not action.late and action.due_on is not None and action.due_on < today for action in actions)
    last = max((action.due_on for action in actions if action.due_on), default=None)
    parts = [f"{plural(len(actions), 'action')} à mener avec une échéance, dont {number(late)} en retard"]
    if since:
        parts.append(f"{plural(since, 'échéance est passée', 'échéances sont passées')} depuis l'envoi des rapports")
    return f"{' ; '.join([*parts, f'la dernière est le {day(last)}'])}."


def by_quarter(actions: Sequence[Action], campaign: str) -> Html:
    """The same as a table: how many actions of each objective fall due in each quarter of a year."""
    quarters = sorted({_quarter(action) for action in actions})
    counts: dict[str, dict[str, int]] = {}
    for action in actions:
        row = counts.setdefault(_row(action), {})
        row[_quarter(action)] = row.get(_quarter(action), 0) + 1
    columns = [Column("Objectif", lambda row: row[0]), *(_column(quarter) for quarter in quarters)]
    ordered = sorted(counts.items(), key=lambda row: (row[0] == _WITHOUT, row[0]))
    folded = table(f"Échéances par trimestre, {campaign}", columns, ordered)
    return tag("details", tag("summary", "Les échéances en tableau"), folded, class_="definition")


def _column(quarter: str) -> Column:
    return Column(_named(quarter), lambda row: number(row[1][quarter]) if quarter in row[1] else ABSENT, "number")


def _quarter(action: Action) -> str:
    assert action.due_on
    return f"{action.due_on.year}-{(action.due_on.month + 2) // 3}"


def _row(action: Action) -> str:
    return _WITHOUT if action.objective_id is None else f"Objectif {action.objective_id:>2}"


def _trace(name: str, actions: Sequence[Action], campaign: str) -> dict[str, Any]:
    sign, tone = _SIGNS[name]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [action.due_on.isoformat() for action in actions if action.due_on],
        "y": [_row(action) for action in actions],
        "text": [_said(action) for action in actions],
        "hovertemplate": "%{text}<extra></extra>",
        "customdata": [territory_address(action.level, action.territory_code, campaign) for action in actions],
        "marker": {"symbol": sign, "size": 9, "color": colour(tone, "chart"), "opacity": 0.75},
    }


def _gathered(name: str, actions: Sequence[Action]) -> dict[str, Any]:
    """The actions of each objective and quarter as one point, the larger the more there are."""
    counts = Counter((_row(action), _quarter(action)) for action in actions)
    trace = _trace(name, [], "")
    size = [min(_SMALLEST + 2 * (count**0.5 - 1), _LARGEST) for count in counts.values()]
    texts = (
        point(f"{row}, {_named(quarter)} : {plural(count, 'action')}", name) for (row, quarter), count in counts.items()
    )
    return {
        **{key: setting for key, setting in trace.items() if key != "customdata"},
        "x": [_middle(quarter) for _, quarter in counts],
        "y": [row for row, _ in counts],
        "text": list(texts),
        "marker": {**trace["marker"], "size": [round(diameter, 1) for diameter in size]},
    }


def _middle(quarter: str) -> str:
    year, part = quarter.split("-")
    return date(int(year), 3 * int(part) - 1, 15).isoformat()


def _named(quarter: str) -> str:
    year, part = quarter.split("-")
    return f"T{part} {year}"


def _said(action: Action) -> str:
    """The text of a point: its action."""
    state = f"{action.state}, échéance le {day(action.due_on)}{f', {LATE}' if action.late else ''}"
    return point(shortened(action.title or "sans intitulé", 90), action.territory_name, state)
