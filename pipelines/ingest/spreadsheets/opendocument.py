"""Reads an OpenDocument spreadsheet (.ods) from its XML: each cell as the person who made it sees it.

The file holds, beside each value, the text that is shown: a number shown as a percentage, an amount or a word (VRAI)
is given as that text. Repeated cells and rows are unfolded within bounds."""

from __future__ import annotations

import re
from xml.parsers import expat

from pipelines.ingest.grids import Grid
from pipelines.ingest.limits import UnreadableFile, bounds
from pipelines.ingest.spreadsheets.cells import Room, Sheet, joined
from pipelines.ingest.spreadsheets.opendocument_cells import text_of_cell
from pipelines.ingest.spreadsheets.opendocument_styles import ColumnStyles, Styles
from pipelines.ingest.spreadsheets.xml_parts import Attributes, readable_xml, refuse_definitions
from pipelines.ingest.spreadsheets.zip_package import Package

_MOST_REPEATED = 10_000  # cells: more of the same are the blank end of a sheet, or a trap
_MOST_FILLED = 5_000_000  # cells, as repeated: a few bytes can ask for thousands of millions
_CELLS = ("table-cell", "covered-table-cell")
# No part of a sheet: comments, drawings, readings above Asian characters, changes that were tracked, links' copies.
_APART = frozenset({
    "annotation", "tracked-changes", "shapes", "forms", "dde-links", "ruby-text", "note", "detective", "frame",
    "custom-shape", "rect", "line", "ellipse", "circle", "polygon", "polyline", "path", "caption", "connector",
    "measure", "control", "g", "regular-polygon", "scene",
})  # fmt: skip
_ELSEWHERE = re.compile(r"'[^']*'#")  # LibreOffice keeps a copy of the sheets of other workbooks that formulas name
_BLANKS = re.compile("[ \t\r\n]+")


def opendocument_grids(package: Package) -> list[Grid]:
    """The sheets of a spreadsheet, in their order. Raises UnreadableFile, also for another kind of document."""
    if "mimetype" in package.members and b"spreadsheet" not in package.read("mimetype"):
        raise UnreadableFile("file_not_recognised")
    document = _Document()
    if "styles.xml" in package.members:
        document.read(package.read("styles.xml"))
        package.forget("styles.xml")
    document.read(package.read("content.xml"))
    if not document.is_spreadsheet:
        raise UnreadableFile("file_not_recognised")
    return [
        Grid(name, sheet.rows, hidden=hidden, hidden_rows=frozenset(sheet.hidden_rows))
        for name, sheet, hidden in document.sheets
    ]


class _Document:
    """A document gone through tag by tag, since one tag may stand for thousands of cells: its sheets as (name, cells,
    hidden)."""

    def __init__(self) -> None:
        self.is_spreadsheet = False
        self.sheets: list[tuple[str, Sheet, bool]] = []
        self._styles, self._columns = Styles(), ColumnStyles()
        self._room = Room(bounds())
        self._sheet = Sheet(self._room)
        self._row = self._column = self._filled = 0
        self._row_repeated, self._row_style = 1, ""
        self._cell: Attributes | None = None
        self._text = _Text(self._room)
        self._apart = 0  # inside what is no part of a sheet: how deep

    def read(self, part: bytes) -> None:
        """Raises UnreadableFile."""
        refuse_definitions(part)
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._open, self._close
        parser.CharacterDataHandler = self._add
        try:
            parser.Parse(readable_xml(part), True)
        except (expat.ExpatError, LookupError, ValueError):  # also an encoding that nobody knows
            raise UnreadableFile("file_damaged") from None

    def _open(self, tag: str, raw_attributes: Attributes) -> None:
        name = _local(tag)
        if self._apart or name in _APART or (name == "table" and self._cell is not None):
            self._apart += 1
            return
        attributes = {
            _local(key) if key != "calcext:value-type" else key: value for key, value in raw_attributes.items()
        }
        if name in _CELLS:
            self._cell = attributes
            self._text.empty()
        elif name == "p" and self._cell is not None:
            self._text.begin()
        elif self._text.inside:
            self._text.mark(name, attributes, attributes.get("style-name", "") in self._styles.apart)
        elif name == "table-row":
            self._column, self._row_repeated = 0, _count(attributes, "number-rows-repeated")
            self._row_style = attributes.get("default-cell-style-name", "")
            if attributes.get("visibility", "visible") in ("collapse", "filter"):
                self._hide()
        else:
            self._open_structure(name, attributes)

    def _open_structure(self, name: str, attributes: Attributes) -> None:
        if name == "spreadsheet":
            self.is_spreadsheet = True
        elif name == "table":
            self._sheet, self._columns, self._row = Sheet(self._room), ColumnStyles(), 0
            style, name = attributes.get("style-name", ""), attributes.get("name", "")
            hidden = style in self._styles.hidden_tables or attributes.get("display") == "false"
            if not _ELSEWHERE.match(name):
                self.sheets.append((name, self._sheet, hidden))
        elif name == "table-column":
            style = attributes.get("default-cell-style-name", "")
            self._columns.add(_count(attributes, "number-columns-repeated"), style)
        else:
            self._styles.open(name, attributes)

    def _hide(self) -> None:
        """Rows hidden to the end of the sheet are as many as there are: only those that hold something are said."""
        last = min(self._row + self._row_repeated, self._row + _MOST_REPEATED, Sheet.MOST_ROWS)
        self._sheet.hidden_rows.update(range(self._row, last))

    def _add(self, text: str) -> None:
        if self._text.inside and not self._apart:
            self._text.add(text)

    def _close(self, tag: str) -> None:
        name = _local(tag)
        if self._apart:
            self._apart -= 1
        elif name == "p" and self._text.inside:
            self._text.inside -= 1
        elif name == "span" and self._text.inside:
            self._text.end_span()
        elif name in _CELLS and self._cell is not None:
            self._put(self._cell)
            self._cell = None
        elif name == "table-row":
            self._row += self._row_repeated

    def _put(self, cell: Attributes) -> None:
        repeated = _count(cell, "number-columns-repeated")
        area = repeated * self._row_repeated
        style = cell.get("style-name") or self._row_style or self._columns.at(self._column)
        text = text_of_cell(cell, self._text.seen(), self._styles.kind(style))
        if text:
            self._filled += area
            if self._filled > _MOST_FILLED:
                raise UnreadableFile("file_too_heavy")
            if area <= _MOST_REPEATED:
                cells = [(self._column + offset, text) for offset in range(repeated)]
                for row in range(self._row, self._row + self._row_repeated):
                    self._sheet.put_row(row, cells)
        self._column += repeated


class _Text:
    """The text of a cell, piece by piece. Blanks of the XML count for one, as programs show them."""

    def __init__(self, room: Room) -> None:
        self.inside = 0  # of a paragraph: how deep
        self._room = room
        self._pieces: list[tuple[str, bool]] = []
        self._spans: list[bool] = []  # those that are open, the outermost first: whether each is set apart
        self._blank = True  # what follows is the beginning of a line, or follows a blank

    def empty(self) -> None:
        self._pieces, self._spans, self.inside = [], [], 0

    def begin(self) -> None:
        if self._pieces:
            self._pieces.append(("\n", False))
        self.inside += 1
        self._blank = True

    def add(self, text: str) -> None:
        text = _BLANKS.sub(" ", text)
        if self._blank:
            text = text.removeprefix(" ")
        if text:
            self._put(text)
            self._blank = text.endswith(" ")

    def mark(self, name: str, attributes: Attributes, apart: bool) -> None:
        """Blanks that a paragraph writes as elements, and runs of another look."""
        if name == "span":
            self._spans.append(apart)
        elif name == "s":
            self._put(" " * min(_count(attributes, "c"), _MOST_REPEATED))
        elif name in ("tab", "line-break"):
            self._put("\t" if name == "tab" else "\n")

    def _put(self, text: str) -> None:
        self._room.take(0, len(text))
        self._pieces.append((text, any(self._spans)))

    def end_span(self) -> None:
        if self._spans:
            self._spans.pop()

    def seen(self) -> str:
        return joined(self._pieces)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _count(attributes: Attributes, name: str) -> int:
    """A number of repetitions, 1 where it is absent. Raises UnreadableFile for what is none."""
    text = attributes.get(name, "1").strip()
    if not text.isdecimal():
        raise UnreadableFile("file_damaged")
    return max(int(text), 1) if len(text) < 10 else 10**10
