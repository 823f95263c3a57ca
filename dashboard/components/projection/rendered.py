"""The slides of a presentation as sections of a projected page: the same tables, lists and pictures as its files."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import lru_cache

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.layout.shell import anchor
from dashboard.components.territory.progress import bar
from indicators.typography import number
from pipelines.outputs.factsheet.blocks import (
    Block,
    Cell,
    Column,
    Group,
    Line,
    Map,
    Points,
    Presentation,
    Series,
    Slide,
    Stack,
    Table,
    Tile,
    TileColumn,
    Tiles,
)
from pipelines.outputs.factsheet.progress import legend_rows
from pipelines.outputs.factsheet.svg import svg_map, svg_swatch

Part = Block | Stack | Tiles
DIGIT = 5.0  # per cent of a bar that a digit takes
MANY = 4  # tiles one above the other: a longer column is folded in two
MAP_MM = (100.0, 90.0)  # small on paper, so that what is written on it is large on a screen


def sections(presentation: Presentation, opening: str) -> Html:
    """The cover, with what is to be said first, then each slide with what the speaker says of it."""
    titles = [slide.heading for slide in presentation.slides]
    cover = (tag("p", opening, class_="lead") if opening else "", _list(presentation.sentences))
    first = _section(
        "ouverture", tag("h1", presentation.title), tag("p", presentation.subtitle, class_="under"), *cover
    )
    return join(
        [
            first,
            *(
                _slide(slide, address(titles, at), presentation.sentences)
                for at, slide in enumerate(presentation.slides)
            ),
        ]
    )


def address(titles: Sequence[str], at: int) -> str:
    """What an address says after `#` to open a section: its title, numbered where another has the same."""
    named = anchor(titles[at])
    same = sum(anchor(title) == named for title in titles[:at])
    return f"{named}-{same + 1}" if same else named


def _section(place: str, *content: object) -> Html:
    return tag("section", tag("div", *content, class_="slide-content"), id=place, class_="slide", tabindex="-1")


def _slide(slide: Slide, place: str, cover_lines: Sequence[str]) -> Html:
    lead = tag("p", slide.lead, class_="lead") if slide.lead and slide.lead not in cover_lines else ""
    spoken = tag("aside", tag("h3", "À dire"), _list(slide.notes), class_="spoken", tabindex="0") if slide.notes else ""
    return tag(
        "section",
        tag("div", tag("h2", slide.heading), lead, _blocks(slide), class_="slide-content"),
        spoken,
        id=place,
        class_="slide",
        tabindex="-1",
    )


def _blocks(slide: Slide) -> Html:
    """The first block on the left, the others on the right; bars of the same lines as a table stand in that table."""
    first, *others = slide.blocks
    beside = next((block for block in others if isinstance(block, Series) and _same_lines(first, block)), None)
    others = [block for block in others if block is not beside]
    titled = first.heading != slide.heading
    left = _table(first, titled, beside) if isinstance(first, Table) else _block(first, titled)
    if not others:
        return tag("div", left, class_="blocks")
    right = tag("div", join(_block(block, True) for block in others), class_="side")
    shares = f"--left:{slide.split:.2f}fr;--right:{1 - slide.split:.2f}fr"
    return tag("div", tag("div", left, class_="side"), right, class_="blocks beside", style=shares)


def _same_lines(first: Part, series: Series) -> bool:
    return isinstance(first, Table) and len(first.lines) == len(series.labels)


def _block(block: Part, titled: bool) -> Html:
    match block:
        case Table():
            return _table(block, titled, None)
        case Tiles():
            return tag("div", join(map(_tiles, block.columns)), class_="tiles")
        case Group():
            return tag("div", join(_points(point, True) for point in block.points), class_="group")
        case Points():
            return _points(block, titled)
        case Map():
            return _map(block, titled)
        case Stack():
            return _stack(block)
        case Series():
            return _series(block)


def _heading(text: str, titled: bool) -> object:
    return tag("h3", text) if titled and text else ""


def _points(points: Points, titled: bool) -> Html:
    content = _list(points.items) if points.items else tag("p", points.empty, class_="note")
    return tag("div", _heading(points.heading, titled), content, class_="points")


def _list(items: Sequence[str]) -> Html:
    """A list that the screen may cut: what counts the others stays."""
    return tag("ul", join(tag("li", item, class_="rest" if item.startswith("Et ") else None) for item in items))


def _table(table: Table, titled: bool, bars: Series | None) -> Html:
    head = join(
        tag("th", column.title, scope="col", class_="number" if column.number else None) for column in table.columns
    )
    lines = (_line(table.columns, line, bars, at) for at, line in enumerate(table.lines))
    note = tag("p", table.note, class_="note") if table.note else ""
    total = sum(column.part for column in table.columns)
    widths = join(tag("col", style=f"width:{100 * column.part / total:.1f}%") for column in table.columns)
    caption = tag("caption", table.heading, class_=None if titled else "heard")
    drawn = tag(
        "table", caption, tag("colgroup", widths), tag("thead", tag("tr", head)), tag("tbody", join(lines)),
    )  # fmt: skip
    return join([drawn, note])


def _line(columns: Sequence[Column], line: Line, bars: Series | None, at: int) -> Html:
    """One line; its first figure over its bar."""
    cells, status = [], next((cell.status for cell in line.cells if cell.status), None)
    for place, (column, cell) in enumerate(zip(columns, line.cells, strict=True)):
        drawn = bar(bars.progress[at], bars.expected[at], status) if bars and place == 1 else ""
        first = place == 0
        cells.append(
            tag("th" if first else "td", _cell(cell), drawn, scope="row" if first else None,
                class_="number" if column.number else None)
        )  # fmt: skip
    return tag("tr", join(cells))


def _cell(cell: Cell) -> Html:
    if cell.status is None:
        return tag("span", cell.text)
    return tag(
        "span", tag("span", class_="shape", aria_hidden="true"), cell.text, class_=f"status status-{cell.status}"
    )


def _series(series: Series) -> Html:
    """Bars with their names, where no table has the same lines."""
    lines = (
        tag("li", tag("span", label), bar(done, series.expected[at], None))
        for at, (label, done) in enumerate(zip(series.labels, series.progress, strict=True))
    )
    return tag("figure", tag("h3", series.heading), tag("ul", join(lines), class_="plain"), aria_label=series.alt)


def _tiles(column: TileColumn) -> Html:
    tiles = column.tiles
    return tag(
        "div",
        tag("div", _tile(column.head), class_="tile head"),
        tag("ul", join(tag("li", _tile(tile), class_="tile") for tile in tiles), class_="plain"),
        class_="tile-column folded-in-two" if len(tiles) > MANY else "tile-column",
    )


def _tile(tile: Tile) -> Html:
    return join(
        [
            tag("span", tile.text, class_="tile-title"),
            tag("span", tile.figures, class_="tile-figures"),
            _cell(tile.status),
        ]
    )


def _map(drawing: Map, titled: bool) -> Html:
    legend = (
        tag("li", tag("img", src=_data(svg_swatch(status)), alt=""), text) for text, status in legend_rows(drawing)
    )
    return tag(
        "div",
        _heading(drawing.heading, titled),
        tag("img", src=_data(_drawn(drawing)), alt=drawing.alt, class_="map-picture"),
        tag("ul", join(legend), class_="legend"),
        class_="drawn-map",
    )


@lru_cache(maxsize=64)
def _drawn(drawing: Map) -> str:
    return svg_map(drawing, *MAP_MM)


def _data(svg: str) -> Html:
    return Html(f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}")


def _stack(stack: Stack) -> Html:
    """The same counts as bars, each part with its number: no colour is alone to say it."""
    totals = [sum(counts[at] for _name, counts in stack.parts) for at in range(len(stack.labels))]
    most = max([*totals, 1])
    lines = (
        tag("li", tag("span", label, class_="stack-label"), tag("span", _segments(stack, at, most), class_="stack-bar"))
        for at, label in enumerate(stack.labels)
    )
    parts = [(at, f"{name} ({number(sum(counts))})") for at, (name, counts) in enumerate(stack.parts) if any(counts)]
    names = (tag("li", tag("span", class_=f"swatch part-{at}"), name) for at, name in parts)
    legend = tag("ul", join(names), class_="legend")
    bars = tag("ul", join(lines), class_="plain")
    return tag("figure", tag("h3", stack.heading), bars, legend, role="img", aria_label=stack.alt)


def _segments(stack: Stack, at: int, most: int) -> Html:
    """A number stands in its part where there is room for all its digits: half of one would be another number."""
    shares = [100 * counts[at] / most for _name, counts in stack.parts]
    return join(
        tag(
            "span",
            number(counts[at]) if shares[place] >= DIGIT * len(number(counts[at])) else "",
            class_=f"part-{place}",
            style=f"width:{shares[place]:.2f}%",
        )
        for place, (_name, counts) in enumerate(stack.parts)
        if counts[at]
    )
