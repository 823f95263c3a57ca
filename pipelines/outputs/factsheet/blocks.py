"""What a factsheet is made of, whatever file it becomes: blocks of plain text and numbers, in the order of reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from indicators.shapes import DrawnLevel


@dataclass(frozen=True)
class Cell:
    """What a cell reads; `status` where it is a status's word, so that its shape and colour repeat it."""

    text: str
    status: str | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table: its header, its part of the width, and whether it holds numbers."""

    title: str
    part: float
    number: bool = False


@dataclass(frozen=True)
class Line:
    cells: tuple[Cell, ...]
    strong: bool = False


@dataclass(frozen=True)
class Table:
    """`empty` is said where it has no line; `to_fill`: lines left blank under the others, for who writes on paper."""

    heading: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    note: str = ""
    empty: str = ""
    to_fill: int = 0


@dataclass(frozen=True)
class Points:
    """A short list; `empty` is said where it has no item. `answer`: the items are numbered from `first`, and after each
    this word opens a line to write on."""

    heading: str
    items: tuple[str, ...]
    empty: str = ""
    answer: str = ""
    first: int = 1


@dataclass(frozen=True)
class Facts:
    """Names, each with what is so, which may have several lines; under the heading, what they are for. `exact`: to be
    typed as they stand."""

    heading: str
    items: tuple[tuple[str, str], ...]
    lead: str = ""
    exact: bool = False


@dataclass(frozen=True)
class Group:
    """Short lists that belong together, set side by side where there is room."""

    heading: str
    points: tuple[Points, ...]


@dataclass(frozen=True)
class Area:
    """A territory of a map. `marked`: the one the factsheet is about."""

    territory_code: str
    status: str
    label: str
    marked: bool = False


@dataclass(frozen=True)
class Map:
    """Territories of one level, each with its status; `zoomed` on those it holds, or in the whole country."""

    heading: str
    level: DrawnLevel
    areas: tuple[Area, ...]
    zoomed: bool
    alt: str


@dataclass(frozen=True)
class Series:
    """Progress beside what was expected, campaign by campaign, objective by objective or territory by territory."""

    heading: str
    kind: str  # "line" along campaigns, "across" for names that are read, "bar" for anything else
    labels: tuple[str, ...]
    progress: tuple[float | None, ...]
    expected: tuple[float | None, ...]
    alt: str


Block = Table | Points | Group | Map | Series
Written = Table | Points | Facts


@dataclass(frozen=True)
class Section:
    """A part of a long document: its heading, sentences under it, then blocks whose headings are one level lower; those
    without heading follow the sentences."""

    heading: str
    sentences: tuple[str, ...] = ()
    blocks: tuple[Written, ...] = ()


OnPaper = Block | Facts | Section  # what a page holds and a slide does not


BESIDE = 3  # columns of a table that is narrow enough to stand beside a map


def together(blocks: Sequence[OnPaper]) -> Iterator[tuple[OnPaper, ...]]:
    """The blocks of a page in the order of reading; a map comes with the narrow tables that follow it, which stand at
    its side on a page that the map begins."""
    at = 0
    while at < len(blocks):
        end = at + 1
        if isinstance(blocks[at], Map):
            while end < len(blocks) and _narrow(blocks[end]):
                end += 1
        yield tuple(blocks[at:end])
        at = end


def _narrow(block: OnPaper) -> bool:
    return isinstance(block, Table) and len(block.columns) == BESIDE


def folded(table: Table) -> Table:
    """The second half of its lines beside the first."""
    half = (len(table.lines) + 1) // 2
    blank = Line((Cell(""),) * len(table.columns))
    pairs = zip_longest(table.lines[:half], table.lines[half:], fillvalue=blank)
    lines = tuple(Line(first.cells + second.cells) for first, second in pairs)
    return replace(table, columns=table.columns * 2, lines=lines)


@dataclass(frozen=True)
class Stack:
    """Counts by kind, one on the other: `parts` are the kinds, each with its number in each of the labels."""

    heading: str
    labels: tuple[str, ...]
    parts: tuple[tuple[str, tuple[int, ...]], ...]
    alt: str


@dataclass(frozen=True)
class Tile:
    """An axis or an objective in the picture of the strategy: its name, its figures, its status."""

    text: str
    figures: str
    status: Cell


@dataclass(frozen=True)
class TileColumn:
    """An axis over its objectives."""

    head: Tile
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Tiles:
    """The strategy in one picture."""

    heading: str
    columns: tuple[TileColumn, ...]


@dataclass(frozen=True)
class Slide:
    """One slide: its title, its blocks (two side by side, a third beneath), what the speaker says, a sentence under the
    title, and the part of the width that the first block takes."""

    heading: str
    blocks: tuple[Block | Stack | Tiles, ...]
    notes: tuple[str, ...] = ()
    lead: str = ""
    split: float = 0.5


@dataclass(frozen=True)
class Factsheet:
    """A factsheet: `blocks` are those of the page, `slides` the presentation after its cover, `notes` those of that."""

    code: str
    title: str
    subtitle: str
    sentence: str
    banner: str
    blocks: tuple[OnPaper, ...]
    slides: tuple[Slide, ...]
    footer: str
    edition: datetime
    digest: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Presentation:
    """What a meeting looks at on a screen: over the cover, the sentences to `say`; then the slides."""

    title: str
    subtitle: str
    sentences: tuple[str, ...]
    slides: tuple[Slide, ...]
