"""A territory's factsheet: where it stands beside France, what to defend and celebrate, what its committee said."""

from __future__ import annotations

from collections.abc import Sequence

from indicators.shapes import DrawnLevel
from indicators.territories import Territory, territories
from indicators.typography import percent
from indicators.words import words
from pipelines.facts.gap import gaps
from pipelines.facts.open_campaign import opening as provisional
from pipelines.facts.rows.indicators import ExportedIndicator
from pipelines.facts.rows.progress import Axis, Objective, Strategy
from pipelines.outputs.factsheet.blocks import Block, Group, Map, Points, Table
from pipelines.outputs.factsheet.committee import matters
from pipelines.outputs.factsheet.progress import (
    column,
    coverage,
    in_its_unit,
    map_of,
    progress_line,
    rests_on,
    territories_table,
    value_of,
)
from pipelines.outputs.factsheet.wording import phrase, word
from pipelines.outputs.workbook.edition import Edition, Row
from pipelines.outputs.workbook.wording import opening

SHOWN = 4
AHEAD, BEHIND = ("achieved", "on_track"), ("late", "regressing")


def territory_blocks(edition: Edition) -> tuple[str, tuple[Block, ...]]:
    """The sentence and the blocks of the page."""
    objectives = edition.rows(Objective)
    sentence = opening(edition, edition.row(Strategy), objectives)
    drawing, around = territory_map(edition)
    table, talk, committee = _table(edition, objectives), discussion(edition), matters(edition)
    compared = territories_table(neighbours_heading(edition), around, not_all(edition, around))
    return sentence, (table, talk, drawing, compared, coverage(edition), committee)


def neighbours_heading(edition: Edition) -> str:
    """What the territories beside the map are: régions académiques in France, départements elsewhere."""
    return phrase("heading", "regions" if edition.facts.level == "national" else "departments")


def not_all(edition: Edition, around: Sequence[Row]) -> str:
    """Of France, for whom not every région académique is seen: what is compared here is not all there is."""
    consulted = edition.outside() if edition.facts.level == "national" else ""
    if not consulted or len(around) >= sum(place.level == "region" for place in territories()):
        return ""
    return phrase("note", "scope_territories", names=consulted)


def _table(edition: Edition, objectives: Sequence[Objective]) -> Table:
    france = edition.facts.level != "national"
    columns = [column("objective", 44, number=False), column("progress", 14), column("expected", 11)]
    columns += [column("status", 18, number=False), column("evolution", 12), *([column("france", 9)] if france else [])]
    lines = []
    strategy = edition.row(Strategy)
    if strategy:
        label = f"Ensemble de la stratégie{rests_on(strategy)}"
        lines.append(progress_line(label, strategy, france, strong=True))
    for axis in edition.rows(Axis):
        label = f"Axe {axis.axis_id}. {axis.title}{rests_on(axis)}"
        lines.append(progress_line(label, axis, france, strong=True))
        lines += [progress_line(row.numbered, row, france) for row in objectives if row.axis_id == axis.axis_id]
    return Table(phrase("heading", "objectives"), tuple(columns), tuple(lines), phrase("note", "objectives"))


def discussion(edition: Edition, objective: int | None = None) -> Group | Points:
    """The indicators furthest behind their path, and those furthest ahead of it; of one objective or of all. While the
    campaign is open, that it is."""
    if edition.collecting:
        return Points(phrase("heading", "discussed"), (provisional(edition.collecting),))
    whole = edition.row(Strategy)
    if whole and whole.status == "insufficient":
        return Points(phrase("heading", "discussed"), (phrase("empty", "insufficient"),))
    indicators = [row for row in edition.rows(ExportedIndicator) if objective in (None, row.objective_id)]
    national = edition.facts.level == "national"
    by_gap = sorted((row for row in indicators if row.points_ahead is not None), key=lambda row: row.points_ahead or 0)
    missing = gaps(edition.settings, edition.campaign, edition.territory_code)
    behind = [row for row in by_gap if row.status in BEHIND][:SHOWN]
    ahead = [row for row in reversed(by_gap) if row.status in AHEAD][:SHOWN]
    to_defend = [_indicator_text(row, national, missing.get(row.indicator_id, "")) for row in behind]
    to_celebrate = [_indicator_text(row, national) for row in ahead]
    return Group(
        phrase("heading", "discussed"),
        (
            Points(words()["verdict"]["first"], tuple(to_defend), phrase("empty", "defend")),
            Points(words()["verdict"]["celebrate"], tuple(to_celebrate), phrase("empty", "celebrate")),
        ),
    )


def _indicator_text(row: ExportedIndicator, national: bool, gap: str = "") -> str:
    beside = not national and row.france_value is not None and row.kind != "milestone"
    france = phrase("item", "france", value=in_its_unit(row.france_value, row)) if beside else ""
    text = phrase(
        "item",
        "indicator",
        number=row.indicator_id,
        title=row.title,
        value=value_of(row) + (f" ({word('partial', 'said')})" if row.partial else ""),
        target=in_its_unit(row.target, row),
        progress=percent(row.progress),
        expected=percent(row.expected_progress),
        france=france,
    )
    return f"{text} {gap}".rstrip()


def territory_map(edition: Edition) -> tuple[Map, list[Row]]:
    """The départements of the territory (a département is shown among those of its région académique), and the rows of
    what is compared beside it."""
    facts = edition.facts
    around = region_of(edition.territory_code) if facts.level == "department" else edition.territory_code
    rows = edition.rows("territories", territory=around, level="department")
    level: DrawnLevel = "department"
    heading = phrase("heading", "map_departments")
    national = facts.level == "national"
    drawn = map_of(heading, level, rows, edition.territory_code, zoomed=not national)
    return drawn, edition.rows("territories", level="region") if national else rows


def region_of(code: str) -> str:
    """The région académique of a territory beneath it."""
    places: dict[str, Territory] = {place.code: place for place in territories()}
    place = places[code]
    while place.level != "region" and place.parent_code:
        place = places[place.parent_code]
    return place.code
