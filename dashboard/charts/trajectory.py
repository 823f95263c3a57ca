"""The trajectory of an indicator: what was done, the expected path and where the present pace leads."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any, NamedTuple

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.indicator.figures import standing
from indicators.palette import colour
from indicators.typography import figure, percent

Row = dict[str, Any]
INK, PATH = colour("ink", "chart"), colour("path", "chart")
_LOWEST, _HIGHEST = -100.0, 200.0
_CLOSE = 14.0


class Point(NamedTuple):
    """A campaign, the progress reached there (0: the starting value, 100: the target), and what is written beside."""

    campaign: str
    progress: float
    label: str


def trajectory(
    rows: Sequence[Row],
    indicator: Row,
    shown: str | None = None,
    changed: Sequence[str] = (),
) -> Html:
    """Progress by campaign, each point labelled with its value, and the projection from the campaign `shown`: a later
    one that has only begun does not change where the page stands. `changed` are the campaigns from which the words of
    the catalogue are others: each has its mark.

    Lines are a picture that stretches; words are HTML, so that they keep their size on a phone.
    """
    measured = [row for row in rows if row["progress_raw"] is not None and (shown is None or row["campaign"] <= shown)]
    if not measured:
        return tag("p", "Aucun avancement à représenter pour ce territoire.", class_="note")
    past, due = _already_past(measured[-1], indicator), measured[-1]["target_campaign"] or rows[-1]["campaign"]
    done = [Point(row["campaign"], _height(row, past), figure(row["value"], indicator)) for row in measured]
    suspended = any(row["status"] == "suspended" for row in rows)
    projected = [] if suspended or past else _projection(measured[-1], due)
    frame = _Frame([row["campaign"] for row in rows], [*done, *projected])
    path = [] if past else _path(indicator["baseline_campaign"], due, frame.campaigns[-1])
    plot = tag(
        "div",
        _levels(frame, measured[-1], indicator, past),
        join(_change(frame, campaign) for campaign in changed if campaign in frame.campaigns),
        _picture(
            _polyline(frame, path, PATH, 1.5, "6 4"),
            *(_polyline(frame, run, INK, 2.5) for run in _runs([row["campaign"] for row in rows], done)),
            _polyline(frame, [done[-1], *projected], INK, 1.5, "2 3"),
        ),
        join(_mark(frame, point, "done") for point in done),
        join(_mark(frame, point, _beside(frame, done[-1], point)) for point in projected),
        class_="plot",
    )
    said = in_words(indicator["indicator_id"], done, projected)
    said += "".join(f" Libellé changé à partir de {campaign}." for campaign in changed)
    picture = tag("div", plot, _ticks(frame), role="img", class_="chart", aria_label=said)
    return tag("figure", picture, _legend(bool(projected), bool(changed), bool(path)))


def in_words(indicator_id: str, done: Sequence[Point], projected: Sequence[Point]) -> str:
    """The text alternative of the picture."""
    values = " ; ".join(f"{point.campaign} : {point.label}" for point in done)
    ahead = "".join(f" En {point.campaign}, au rythme actuel : {point.label}." for point in projected)
    return f"Trajectoire de {indicator_id}. {values}.{ahead}"


def _path(start: str, due: str, last: str) -> list[Point]:
    """The expected way: up to the target in the year it is due, and level from there on."""
    way = [Point(start, 0, ""), Point(due, 100, "")]
    return [*way, Point(last, 100, "")] if due < last else way


def _runs(campaigns: Sequence[str], done: Sequence[Point]) -> list[list[Point]]:
    """Points whose campaigns follow each other: a year without data breaks the line."""
    runs: list[list[Point]] = []
    for point in done:
        place = campaigns.index(point.campaign)
        if runs and place - campaigns.index(runs[-1][-1].campaign) == 1:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


class _Frame:
    """Places campaigns and progress in percent of the picture."""

    def __init__(self, campaigns: Sequence[str], points: Sequence[Point]) -> None:
        shown = [self._kept(point.progress) for point in points]
        self.campaigns = list(campaigns)
        self.low = min(0.0, *shown) - 15
        self.high = max(100.0, *shown) + 16

    def x(self, campaign: str) -> float:
        return 8 + 84 * self.campaigns.index(campaign) / max(1, len(self.campaigns) - 1)

    def y(self, progress: float) -> float:
        return 100 * (self.high - self._kept(progress)) / (self.high - self.low)

    @staticmethod
    def _kept(progress: float) -> float:
        """One extreme point must not flatten all the others: beyond these, it stands at the edge."""
        return min(_HIGHEST, max(_LOWEST, progress))


def _projection(last: Row, target_campaign: str) -> list[Point]:
    """Where the present pace leads: one point, or none once the target campaign is reached."""
    if last["projected_progress"] is None or last["campaign"] >= target_campaign:
        return []
    return [Point(target_campaign, last["projected_progress"], f"{percent(last['projected_progress'], 0)} du chemin")]


def _picture(*lines: str) -> Html:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" preserveAspectRatio="none">'
        f"{''.join(lines)}</svg>"
    )
    return tag("img", src=f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}", alt="", class_="lines")


def _polyline(frame: _Frame, points: Sequence[Point], ink: str, width: float, dashes: str | None = None) -> str:
    places = " ".join(f"{frame.x(point.campaign):.2f},{frame.y(point.progress):.2f}" for point in points)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<polyline points="{places}" fill="none" stroke="{ink}" stroke-width="{width}"{dashed}'
        ' vector-effect="non-scaling-stroke"/>'
    )


def _beside(frame: _Frame, last: Point, projected: Point) -> str:
    """On a phone, the label of the projection goes under its point where it would cover that of the last value."""
    close = abs(frame.y(last.progress) - frame.y(projected.progress)) < _CLOSE
    return "projected below" if close else "projected"


def _mark(frame: _Frame, point: Point, kind: str) -> Html:
    x = frame.x(point.campaign)
    side = " left" if x > 85 else " right" if x < 15 else ""
    place = f"left:{x:.2f}%;top:{frame.y(point.progress):.2f}%"
    return tag("span", tag("span", point.label, class_="value"), class_=f"point {kind}{side}", style=place)


def _already_past(row: Row, indicator: Row) -> bool:
    """Whether the starting value had passed the target already: there is no way between them to draw."""
    baseline, target = row["baseline"], row["target"]
    if baseline is None or target is None or round(baseline - target, 9) == 0:
        return False
    return baseline > target if indicator["direction"] == "up" else baseline < target


def _height(row: Row, past: bool) -> float:
    """The progress; where the start is past the target, the value itself, from the target (0) to the start (100)."""
    if not past:
        return row["progress_raw"]
    span = row["baseline"] - row["target"]
    return 100 * (row["value"] - row["target"]) / span if span else 0.0


def _levels(frame: _Frame, last: Row, indicator: Row, past: bool) -> Html:
    """The two lines that give the picture its measure: the starting value and the target, each in its place."""
    agreed = last["target_origin"] == "agreed"
    label = standing("agreed" if agreed else indicator["target_status"])
    early = last["target_campaign"] and last["target_campaign"] < frame.campaigns[-1]
    due = f", due en {last['target_campaign']}" if early else ""
    target = f"Cible {figure(last['target'], indicator)}{f' ({label})' if label else ''}{due}"
    start = f"Valeur initiale {figure(last['baseline'], indicator)}"
    return join(
        tag("span", tag("span", said), class_=f"level {side}", style=f"top:{frame.y(progress):.2f}%")
        for progress, said, side in ((0, target if past else start, "under"), (100, start if past else target, "over"))
    )


def _ticks(frame: _Frame) -> Html:
    """The campaigns; on a phone their centuries are hidden (22-23)."""
    return tag("div", join(_tick(frame, campaign) for campaign in frame.campaigns), class_="ticks")


def _tick(frame: _Frame, campaign: str) -> Html:
    first, second = campaign.split("-")
    written = [
        tag("span", first[:2], class_="century"),
        f"{first[2:]}-",
        tag("span", second[:2], class_="century"),
        second[2:],
    ]
    return tag("span", join(written), class_="tick", style=f"left:{frame.x(campaign):.2f}%")


def _change(frame: _Frame, campaign: str) -> Html:
    """The line from which the words of the catalogue are others."""
    return tag("span", class_="reworded", style=f"left:{frame.x(campaign):.2f}%", title=f"Libellé changé : {campaign}")


def _legend(projected: bool, changed: bool = False, path: bool = True) -> Html:
    said = {"done": "réalisé"} | ({"path": "chemin attendu"} if path else {})
    if projected:
        said["projected"] = "projection au rythme actuel"
    if changed:
        said["reworded"] = "libellé changé"
    entries = (
        tag("li", tag("span", class_=f"sample {kind}", aria_hidden="true"), label) for kind, label in said.items()
    )
    return tag("figcaption", tag("ul", join(entries), class_="legend"))
