"""The table of territories that are compared, sorted by any column, and the territories alike that it proposes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.components.comparison.choices import CLOUD, Chosen
from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, Sorting, table
from dashboard.components.indicator.figures import partial
from dashboard.components.indicator.status import badge
from dashboard.components.links.address import why
from dashboard.components.links.places import territory_link
from indicators.typography import ABSENT, out_of, percent, plural
from pipelines.facts.comparison.levels import (
    CHANGE,
    LEVEL,
    NAME,
    PROGRESS,
    VALUE,
    Compared,
    Level,
    Place,
    median_name,
)
from pipelines.facts.rows.territories import AlikeTerritory


@dataclass(frozen=True)
class _Line:
    """A line of the table: a territory, or the median of a level."""

    place: Place | None
    median: str | None = None


def compared(comparison: Compared, ordered: Sequence[Place], chosen: Chosen) -> Html:
    """A line a territory in the order asked, then France and the medians; the headers of the table sort it."""
    rows = [_Line(place) for place in ordered]
    rows += [_Line(comparison.france)] if comparison.france else []
    rows += [_Line(None, level) for level in comparison.references]
    columns = [Column("Territoire", lambda line: _name(line, comparison), order=NAME)]
    columns += [_campaign(comparison, campaign) for campaign in comparison.campaigns]
    if comparison.measure == VALUE:
        columns.append(Column("Avancement", lambda line: _progress(line, comparison), "number", PROGRESS))
    columns += [
        Column(
            "Évolution",
            lambda line: comparison.moved(comparison.change(line.place)) if line.place else ABSENT,
            "number",
            CHANGE,
        ),
        Column(
            "Statut", lambda line: badge(comparison.level(line.place).status) if line.place else tag("span", ABSENT)
        ),
        Column("Couverture", lambda line: _coverage(line, comparison), "number"),
    ]
    sorting = (
        None
        if comparison.collecting or chosen.view == CLOUD
        else Sorting(chosen.order, chosen.falling, chosen.sorted_by)
    )
    caption = f"{comparison.figure.short}, {'valeur' if comparison.measure == VALUE else 'avancement'} par campagne"
    return table(caption, columns, rows, sorting=sorting)


def alike(rows: Sequence[AlikeTerritory], chosen: Chosen, name: str, room: bool) -> Html:
    """The territories most alike one that was chosen, each a link that adds it."""
    others = [row for row in rows if row.territory_code not in chosen.territories]
    if not others or not room:
        return Html("")
    links = [tag("a", f"+ {row.name}", href=chosen.beside(row.territory_code)) for row in others[:8]]
    return tag(
        "p",
        tag("span", f"Comparables à {name}, par la taille : "),
        *(tag("span", link) for link in links),
        class_="facts",
    )


def _name(line: _Line, comparison: Compared) -> Html:
    if line.place is None:
        return tag("span", median_name(str(line.median)), class_="muted")
    return territory_link(line.place.name, line.place.level, line.place.territory_code, comparison.at)


def _campaign(comparison: Compared, campaign: str) -> Column:
    order = LEVEL if campaign == comparison.at else campaign
    return Column(campaign, lambda line: _level(line, comparison, campaign), "number", order)


def _level(line: _Line, comparison: Compared, campaign: str) -> Html | str:
    if line.place is None:
        median = comparison.medians_of(str(line.median)).get(campaign)
        return comparison.written(median.of(comparison.measure)) if median else ABSENT
    level = comparison.level(line.place, campaign)
    value = level.of(comparison.measure)
    if value is None:
        return tag("span", level.status_text, class_="muted")
    figure = why(comparison.written(value), comparison.figure.code, level.territory_code, campaign)
    return join([figure, " ", _partial(level)]) if level.partial else figure


def _partial(level: Level) -> Html:
    return partial(level.answered, level.expected)


def _progress(line: _Line, comparison: Compared) -> str:
    if line.place is None:
        median = {
            level_median.campaign: level_median
            for level_median in comparison.medians
            if level_median.level == line.median
        }.get(comparison.at)
        return percent(median.progress if median else None)
    return percent(comparison.level(line.place).progress)


def _coverage(line: _Line, comparison: Compared) -> str:
    if line.place is None:
        median = comparison.medians_of(str(line.median)).get(comparison.at)
        return plural(median.counted(comparison.measure) or 0, "territoire") if median else ABSENT
    level = comparison.level(line.place)
    return out_of(level.answered, level.expected)
