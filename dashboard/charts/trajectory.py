"""The trajectory of an indicator: what was done, the expected path, the targets and where the present pace leads."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from dashboard.charts.plotly_figure import Chart, Trace, label, plain, point, vertical
from dashboard.components.indicator.figures import standing
from dashboard.components.indicator.status import word
from dashboard.components.links.address import href
from indicators.palette import colour
from indicators.typography import figure, out_of, percent, plural
from pipelines.facts.open_campaign import judged_against
from pipelines.facts.rows.indicators import Definition, TrajectoryYear

NOTHING = "Aucune valeur à représenter pour ce territoire."
_HEIGHT = 340
# How far beyond the way from the start (0) to the target (1) a picture goes: an extreme point must not flatten the
# others.
_LOWEST, _HIGHEST = -1.0, 2.0
_HEADER = (
    "Campagne", "Valeur", "Valeur initiale", "Cible", "Avancement (%)", "Attendu (%)", "Valeur attendue",
    "Au rythme actuel (%)", "Territoires qui répondent", "Territoires attendus", "Statut",
    "À champ comparable : l'année d'avant", "À champ comparable : cette année", "Territoires comparables",
)  # fmt: skip


def chart(
    rows: Sequence[TrajectoryYear],
    indicator: Definition,
    name: str,
    projected_from: str | None = None,
    changed: Sequence[str] = (),
) -> Chart | None:
    """Values by campaign, and the projection from the campaign `projected_from`: a later one that has only begun does
    not change where the page stands. `changed` are the campaigns from which the words of the catalogue are others. None
    where nothing was ever measured."""
    years = [row for row in rows if projected_from is None or row.campaign <= projected_from]
    measured = [row for row in years if row.value is not None]
    if not measured:
        return None
    last, campaigns = measured[-1], [row.campaign for row in rows]
    due = last.target_campaign or campaigns[-1]
    ahead = None if any(row.status == "suspended" for row in rows) else _projected(last, due, indicator)
    way = [] if _already_past(last, indicator) else _way(last, indicator, due, campaigns)
    reworded = [campaign for campaign in changed if campaign in campaigns]
    traces = [
        _path(way, last, indicator),
        _targets(years, indicator),
        _alike(years, indicator),
        _ahead(last, ahead, due, indicator),
        _values(years, indicator),
    ]
    drawn = [value for trace in traces if trace for value in trace["y"] if value is not None]
    layout = {
        "xaxis": _years(campaigns),
        "yaxis": _scale(last, indicator, drawn),
        "shapes": [vertical(campaign, "dot", "watch") for campaign in reworded],
        "annotations": [label("libellé changé", campaign) for campaign in reworded],
    }
    code = indicator.indicator_id
    return Chart(
        f"trajectoire-{code}-{last.territory_code}".lower(),
        f"{code} {indicator.title} : {name}",
        in_words(indicator, name, measured, ahead, due, changed),
        [trace for trace in traces if trace],
        layout,
        _HEIGHT,
        _HEADER,
        [_line(row) for row in years],
    )


def _years(campaigns: Sequence[str]) -> dict[str, Any]:
    """The axis of the campaigns, each at the same distance from the next."""
    return {
        "type": "category", "categoryorder": "array", "categoryarray": campaigns, "tickangle": 0,
        "tickvals": campaigns, "ticktext": [campaign.replace("-", "-<br>") for campaign in campaigns],
        "range": [-0.4, len(campaigns) - 0.6],
    }  # fmt: skip


def in_words(
    indicator: Definition,
    name: str,
    measured: Sequence[TrajectoryYear],
    ahead: float | None,
    due: str,
    changed: Sequence[str] = (),
) -> str:
    """The text alternative of the picture."""
    last = measured[-1]
    values = " ; ".join(f"{row.campaign} : {figure(row.value, indicator)}" for row in measured)
    sentence = f"Trajectoire de {indicator.indicator_id}, {name}. {values}."
    if last.target is not None:
        sentence += f" {_target(last, indicator)}, due en {due}."
    if ahead is not None:
        sentence += f" En {due}, au rythme actuel : {_pace(last)}."
    return sentence + "".join(f" Libellé changé à partir de {campaign}." for campaign in changed)


def _values(campaigns: Sequence[TrajectoryYear], indicator: Definition) -> Trace:
    """The line of the values: what was done; a campaign without a value breaks it."""
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "name": "réalisé",
        "x": [row.campaign for row in campaigns],
        "y": [row.value for row in campaigns],
        "connectgaps": False,
        "text": ["" if row.value is None else plain(figure(row.value, indicator)) for row in campaigns],
        "textposition": "top center",
        "hovertext": [_said(row, indicator) for row in campaigns],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": [_address(row) for row in campaigns],
        "cliponaxis": False,
        "line": {"color": colour("ink", "chart"), "width": 2.5},
        "marker": {"size": 10, "symbol": ["circle-open" if row.partial else "circle" for row in campaigns]},
    }


def _said(row: TrajectoryYear, indicator: Definition) -> str:
    if row.value is None:
        return ""
    progress = None if row.progress is None else f"Avancement {percent(row.progress)}"
    if progress and (expected := judged_against(row.status, row.expected_progress)) is not None:
        progress += f", attendu {percent(expected)}"
    return point(
        f"{row.campaign} : {figure(row.value, indicator)}",
        progress,
        f"Territoires qui répondent : {out_of(row.territories_answered, row.territories_expected)}"
        f"{' (partiel)' if row.partial else ''}",
        word("status", row.status) or None,
    )


def _address(row: TrajectoryYear) -> str | None:
    """The address of the page that explains a figure."""
    if row.value is None:
        return None
    codes = {"territoire": row.territory_code, "indicateur": row.indicator_id, "campagne": row.campaign}
    return href("comprendre", **codes)


def _path(way: Sequence[tuple[str, float]], last: TrajectoryYear, indicator: Definition) -> Trace | None:
    if not way:
        return None
    written = [f"Valeur initiale : {figure(last.baseline, indicator)}", _target(last, indicator)]
    return {
        **_line_of("chemin attendu", "path", "dash", [at for at, _ in way], [value for _, value in way]),
        "hovertext": [point(f"Chemin attendu, {at}", written[min(place, 1)]) for place, (at, _) in enumerate(way)],
    }


def _way(last: TrajectoryYear, indicator: Definition, due: str, campaigns: Sequence[str]) -> list[tuple[str, float]]:
    """The expected way: up to the target in the year it is due, and level from there on."""
    start = indicator.baseline_campaign
    if last.baseline is None or last.target is None or start not in campaigns:
        return []
    way = [(start, last.baseline), (due, last.target)]
    return [*way, (campaigns[-1], last.target)] if due < campaigns[-1] else way


def _targets(campaigns: Sequence[TrajectoryYear], indicator: Definition) -> Trace | None:
    """The target of each year: a step where it was agreed anew."""
    rows = [row for row in campaigns if row.target is not None]
    if not rows:
        return None
    texts = [point(f"{row.campaign} : {_target(row, indicator)}") for row in rows]
    return {
        **_line_of(f"cible {figure(rows[-1].target, indicator)}", "good", "dot",
                   [row.campaign for row in rows], [row.target for row in rows]),
        "mode": "lines+markers",
        "marker": {"symbol": "line-ew-open", "size": 12, "color": colour("good", "chart")},
        "hovertext": texts,
    }  # fmt: skip


def _alike(campaigns: Sequence[TrajectoryYear], indicator: Definition) -> Trace | None:
    """Like with like: from a year to the next, the territories that answered both times, where it reads otherwise."""
    x: list[str | None] = []
    y: list[float | None] = []
    texts: list[str] = []
    for before, row in pairwise(campaigns):
        pair = row.comparable_previous, row.comparable_value
        if None in pair or [figure(value, indicator) for value in pair] == [
            figure(side.value, indicator) for side in (before, row)
        ]:
            continue
        x += [before.campaign, row.campaign, None]
        y += [*pair, None]
        among = f"À champ comparable ({plural(row.comparable_territories or 0, 'territoire')})"
        ends = zip((before, row), pair, strict=True)
        texts += [*(point(f"{end.campaign} : {figure(value, indicator)}", among) for end, value in ends), ""]
    if not x:
        return None
    return {
        **_line_of("à champ comparable", "fall", "solid", x, y),
        "mode": "lines+markers",
        "marker": {"symbol": "diamond-open", "size": 6, "color": colour("fall", "chart")},
        "hovertext": texts,
        "connectgaps": False,
    }


def _projected(last: TrajectoryYear, due: str, indicator: Definition) -> float | None:
    """The value where the present pace leads once the target is due, or None where it says nothing."""
    pace, start, end = last.projected_progress, last.baseline, last.target
    if pace is None or start is None or end is None or last.campaign >= due or _already_past(last, indicator):
        return None
    return start + (end - start) * pace / 100


def _ahead(last: TrajectoryYear, ahead: float | None, due: str, indicator: Definition) -> Trace | None:
    if ahead is None or last.target is None:
        return None
    text = point(f"{due}, au rythme actuel", _pace(last))
    return {
        **_line_of("projection au rythme actuel", "ink", "dot", [last.campaign, due], [last.value, ahead]),
        "mode": "lines+markers+text",
        "marker": {"symbol": ["circle", "circle-open"], "size": [1, 10], "color": colour("ink", "chart")},
        "text": ["", _pace(last)],
        # on the side that the expected way, which ends at the target, does not come from
        "textposition": "top center" if ahead >= last.target else "bottom center",
        # it starts from the last value, which says and opens the same whichever of the two is pointed at
        "hovertext": [_said(last, indicator), text],
        "customdata": [_address(last), None],
    }


def _pace(last: TrajectoryYear) -> str:
    return f"{percent(last.projected_progress, 0)} du chemin"


def _line_of(name: str, tone: str, dash: str, x: Sequence[Any], y: Sequence[Any]) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": list(x), "y": list(y),
        "line": {"color": colour(tone, "chart"), "dash": dash, "width": 1.8},
        "hovertemplate": "%{hovertext}<extra></extra>",
    }  # fmt: skip


def _target(row: TrajectoryYear, indicator: Definition) -> str:
    """The target, with its standing where it is not official."""
    note = standing("agreed" if row.target_origin == "agreed" else indicator.target_status)
    return f"Cible {figure(row.target, indicator)}{f' ({note})' if note else ''}"


def _already_past(row: TrajectoryYear, indicator: Definition) -> bool:
    """Whether the starting value had passed the target already: there is no way between them to draw."""
    baseline, target = row.baseline, row.target
    if baseline is None or target is None or round(baseline - target, 9) == 0:
        return False
    return baseline > target if indicator.direction == "up" else baseline < target


def _scale(last: TrajectoryYear, indicator: Definition, drawn: Sequence[float]) -> dict[str, Any]:
    """The axis of values in their unit; the stages of a milestone have their names."""
    percentage = indicator.unit == "%"
    axis: dict[str, Any] = {"ticksuffix": "\u202f%"} if percentage else {"title": {"text": indicator.unit}}
    stages = indicator.stages
    if stages:
        places = [indicator.scale * place / (len(stages) - 1) for place in range(len(stages))]
        axis = {"tickvals": places, "ticktext": [plain(stage) for stage in stages]}
    if last.baseline is not None and last.target is not None and last.baseline != last.target:
        way = last.target - last.baseline
        low, high = sorted(last.baseline + way * far for far in (_LOWEST, _HIGHEST))
        if min(drawn) < low or max(drawn) > high:
            axis["range"] = [max(low, min(drawn)) - abs(way) / 5, min(high, max(drawn)) + abs(way) / 5]
    return axis


def _line(row: TrajectoryYear) -> list[str | float | int | None]:
    due = judged_against(row.status, row.expected_progress)
    start, end = row.baseline, row.target
    expected = None if start is None or end is None or due is None else start + (end - start) * due / 100
    return [
        row.campaign, row.value, row.baseline, row.target, row.progress, due,
        expected,
        row.projected_progress, row.territories_answered, row.territories_expected,
        word("status", row.status) or None, row.comparable_previous, row.comparable_value,
        row.comparable_territories,
    ]  # fmt: skip
