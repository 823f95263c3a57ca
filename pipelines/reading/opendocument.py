"""Reads an OpenDocument spreadsheet (.ods) from its XML: each cell as the person who made it sees it.

The file holds, beside each value, the text that is shown: a number shown as a percentage, an amount or a word (VRAI)
is given as that text. Repeated cells and rows are unfolded within bounds."""

from __future__ import annotations

import re
import unicodedata
from xml.parsers import expat

from pipelines.reading.cells import Room, Sheet, number_text
from pipelines.reading.grids import Grid
from pipelines.reading.number_formats import duration, shown
from pipelines.reading.opendocument_styles import ColumnStyles, Styles
from pipelines.reading.package import Package
from pipelines.reading.safety import UnreadableFile, bounds
from pipelines.reading.xml_parts import Attributes, readable_xml, refuse_definitions

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
_ERROR = re.compile(r"#|Err\s?:")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
# Where each type of cell keeps its value; a formula that gives an empty text says that it is one.
_VALUES = {
    "float": ("value",), "percentage": ("value",), "currency": ("value",), "boolean": ("boolean-value",),
    "date": ("date-value",), "time": ("time-value",), "string": ("value-type",), "": ("value",),
}  # fmt: skip
_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<days>\d+)D)?T?(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>[\d.,]+)S)?"
)


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

    def _open(self, tag: str, found: Attributes) -> None:
        name = _local(tag)
        if self._apart or name in _APART or (name == "table" and self._cell is not None):
            self._apart += 1
            return
        attributes = {_local(key) if key != "calcext:value-type" else key: value for key, value in found.items()}
        if name in _CELLS:
            self._cell = attributes
            self._text.empty()
        elif name == "p" and self._cell is not None:
            self._text.begin()
        elif self._text.inside:
            self._text.mark(name, attributes)
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
        elif name in _CELLS and self._cell is not None:
            self._put(self._cell)
            self._cell = None
        elif name == "table-row":
            self._row += self._row_repeated

    def _put(self, cell: Attributes) -> None:
        repeated = _count(cell, "number-columns-repeated")
        area = repeated * self._row_repeated
        style = cell.get("style-name") or self._row_style or self._columns.at(self._column)
        text = _said(cell, self._text.seen(), self._styles.kind(style))
        if text:
            self._filled += area
            if self._filled > _MOST_FILLED:
                raise UnreadableFile("file_too_heavy")
            if area <= _MOST_REPEATED:
                cells = [(self._column + one, text) for one in range(repeated)]
                for row in range(self._row, self._row + self._row_repeated):
                    self._sheet.put_row(row, cells)
        self._column += repeated


class _Text:
    """The text of a cell, piece by piece. Blanks of the XML count for one, as programs show them."""

    def __init__(self, room: Room) -> None:
        self.inside = 0  # of a paragraph: how deep
        self._room = room
        self._pieces: list[str] = []
        self._blank = True  # what follows is the beginning of a line, or follows a blank

    def empty(self) -> None:
        self._pieces, self.inside = [], 0

    def begin(self) -> None:
        if self._pieces:
            self._pieces.append("\n")
        self.inside += 1
        self._blank = True

    def add(self, text: str) -> None:
        text = _BLANKS.sub(" ", text)
        if self._blank:
            text = text.removeprefix(" ")
        if text:
            self._put(text)
            self._blank = text.endswith(" ")

    def mark(self, name: str, attributes: Attributes) -> None:
        """Blanks that a paragraph writes as elements."""
        if name == "s":
            self._put(" " * min(_count(attributes, "c"), _MOST_REPEATED))
        elif name in ("tab", "line-break"):
            self._put("\t" if name == "tab" else "\n")

    def _put(self, text: str) -> None:
        self._room.take(0, len(text))
        self._pieces.append(text)

    def seen(self) -> str:
        return "".join(self._pieces)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _count(attributes: Attributes, name: str) -> int:
    """A number of repetitions, 1 where it is absent. Raises UnreadableFile for what is none."""
    text = attributes.get(name, "1").strip()
    if not text.isdecimal():
        raise UnreadableFile("file_damaged")
    return max(int(text), 1) if len(text) < 10 else 10**10


def _said(cell: Attributes, seen: str, look: str) -> str:
    """What a cell says; `seen` is the text that it shows, `look` what its style makes of a number."""
    kind, stripped = cell.get("value-type", "").strip(), seen.strip()
    formula = cell.get("formula")
    if cell.get("calcext:value-type") == "error" or (formula and _ERROR.match(stripped)):
        return stripped if stripped.startswith("#") else f"#{stripped or 'N/A'}"
    if formula is not None and not stripped and not any(name in cell for name in _VALUES.get(kind, ())):
        return "=" + " ".join((formula.partition(":=")[2] or formula.lstrip("=")).split())  # never calculated
    if kind == "string":
        return cell.get("string-value") or seen
    if not kind and "value" not in cell:
        return seen
    if kind == "boolean":
        said = cell.get("boolean-value", "").strip().lower()
        return "VRAI" if said in ("true", "1") else "FAUX" if said in ("false", "0") else stripped
    if kind == "date":
        return _date(cell.get("date-value", "").strip()) or seen
    if kind == "time":
        return _time(cell.get("time-value", "").strip()) or seen
    return _number(cell, look if kind in ("", "float") and look else kind, seen)


def _date(value: str) -> str:
    """`2026-01-15` where the time is midnight."""
    return value.removesuffix("T00:00:00").replace("T", " ")


def _time(value: str) -> str:
    found = _DURATION.fullmatch(value)
    if not found:
        return ""
    parts = {name: float((found[name] or "0").replace(",", ".")) for name in ("days", "hours", "minutes", "seconds")}
    total = parts["days"] * 86_400 + parts["hours"] * 3_600 + parts["minutes"] * 60 + parts["seconds"]
    return duration(-total if found["sign"] else total)


def _number(cell: Attributes, kind: str, seen: str) -> str:
    """A number, as it is shown where that is more than a number."""
    written = cell.get("value", "").strip()
    if not _NUMBER.fullmatch(written):
        return written or seen
    value = float(written)
    if value - value != 0:
        return written
    text = seen.strip()
    if kind == "percentage":
        return shown(value, "0%") or seen
    if kind == "boolean" and (not text or text.replace(".", "").isdigit()):
        return "VRAI" if value else "FAUX"
    if kind in ("date", "time"):
        return shown(value, "yyyy-mm-dd h:mm" if kind == "date" else "[h]:mm:ss") or seen
    if "%" in text or any(unicodedata.category(one) == "Sc" for one in text):
        return text
    if kind == "currency":
        return shown(value, f'0.00 "{cell.get("currency", "€") or "€"}"') or shown(value, '0.00 "€"') or seen
    if text and re.search(r"[^\W\d_]", text) and not re.search(r"\d", text):
        return text  # VRAI, or any other word that stands for the number
    return number_text(value)
