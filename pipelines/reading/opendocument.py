"""Reads an OpenDocument spreadsheet (.ods) from its XML: each cell as the person who made it sees it.

The file holds, beside each value, the text that is shown: a number shown as a percentage, an amount or a word (VRAI)
is given as that text. Repeated cells and rows are unfolded within bounds."""

from __future__ import annotations

import re
import unicodedata
from xml.parsers import expat

from pipelines.reading.cells import Sheet, number_text
from pipelines.reading.grids import Grid
from pipelines.reading.number_formats import duration, shown
from pipelines.reading.package import Package
from pipelines.reading.safety import UnreadableFile, bounds
from pipelines.reading.xml_parts import Attributes, refuse_definitions

_MOST_REPEATED = 10_000  # cells: more of the same are the blank end of a sheet, or a trap
_MOST_FILLED = 5_000_000  # cells, as repeated: a few bytes can ask for thousands of millions
_CELLS = ("table-cell", "covered-table-cell")
_LAST_ROW = 1_048_576
_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<days>\d+)D)?T?(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>[\d.,]+)S)?"
)


def opendocument_grids(package: Package) -> list[Grid]:
    """The sheets of a spreadsheet, in their order. Raises UnreadableFile, also for another kind of document."""
    if "mimetype" in package.members and b"spreadsheet" not in package.read("mimetype"):
        raise UnreadableFile("file_not_recognised")
    document = _Document()
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
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._limits = bounds()
        self._sheet = Sheet(self._limits)
        self._depth = 0  # of tables: one inside another is a part of a drawing
        self._row = self._column = self._filled = 0
        self._row_repeated = 1
        self._cell: Attributes | None = None
        self._paragraphs: list[str] = []
        self._inside = 0  # of a paragraph of the cell
        self._apart = 0  # of a comment, of a drawing, of changes that were tracked

    def read(self, part: bytes) -> None:
        """Raises UnreadableFile."""
        refuse_definitions(part)
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._open, self._close
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(part, True)
        except (expat.ExpatError, LookupError, ValueError):  # also an encoding that nobody knows
            raise UnreadableFile("file_damaged") from None

    def _open(self, tag: str, found: Attributes) -> None:
        name = _local(tag)
        if self._apart or name in ("annotation", "tracked-changes", "shapes", "frame", "custom-shape"):
            self._apart += 1
            return
        attributes = {_local(key) if key != "calcext:value-type" else key: value for key, value in found.items()}
        if name in _CELLS:
            self._cell, self._paragraphs = attributes, []
        elif name == "p" and self._cell is not None:
            self._paragraphs.append("")
            self._inside += 1
        elif self._inside:
            self._mark(name, attributes)
        elif name == "table-row":
            self._column, self._row_repeated = 0, _count(attributes, "number-rows-repeated")
            if attributes.get("visibility", "visible") in ("collapse", "filter"):
                self._hide()
        else:
            self._open_structure(name, attributes)

    def _open_structure(self, name: str, attributes: Attributes) -> None:
        if name == "spreadsheet":
            self.is_spreadsheet = True
        elif name == "table" and self._cell is None:
            self._sheet, self._row = Sheet(self._limits), 0
            hidden = attributes.get("style-name", "") in self._hidden_styles or attributes.get("display") == "false"
            self.sheets.append((attributes.get("name", ""), self._sheet, hidden))
        elif name == "style":
            self._style = attributes.get("name", "")
        elif name == "table-properties" and attributes.get("display") == "false":
            self._hidden_styles.add(self._style)

    def _hide(self) -> None:
        """Rows hidden to the end of the sheet are as many as there are: only those that hold something are said."""
        last = min(self._row + self._row_repeated, self._row + _MOST_REPEATED, _LAST_ROW)
        self._sheet.hidden_rows.update(range(self._row, last))

    def _mark(self, name: str, attributes: Attributes) -> None:
        """Blanks that a paragraph writes as elements."""
        if name == "s":
            self._paragraphs[-1] += " " * min(_count(attributes, "c"), _MOST_REPEATED)
        elif name in ("tab", "line-break"):
            self._paragraphs[-1] += "\t" if name == "tab" else "\n"

    def _text(self, text: str) -> None:
        if self._inside and not self._apart:
            self._paragraphs[-1] += text

    def _close(self, tag: str) -> None:
        name = _local(tag)
        if self._apart:
            self._apart -= 1
        elif name == "p" and self._inside:
            self._inside -= 1
        elif name in _CELLS and self._cell is not None:
            self._put(self._cell)
            self._cell = None
        elif name == "table-row":
            self._row += self._row_repeated

    def _put(self, cell: Attributes) -> None:
        repeated = _count(cell, "number-columns-repeated")
        area = repeated * self._row_repeated
        text = _said(cell, "\n".join(self._paragraphs))
        if text:
            self._filled += area
            if self._filled > _MOST_FILLED:
                raise UnreadableFile("file_too_heavy")
            if area <= _MOST_REPEATED:
                cells = [(self._column + one, text) for one in range(repeated)]
                for row in range(self._row, self._row + self._row_repeated):
                    self._sheet.put_row(row, cells)
        self._column += repeated


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _count(attributes: Attributes, name: str) -> int:
    """A number of repetitions, 1 where it is absent. Raises UnreadableFile for what is none."""
    text = attributes.get(name, "1").strip()
    if not text.isdecimal():
        raise UnreadableFile("file_damaged")
    return max(int(text), 1) if len(text) < 10 else 10**10


def _said(cell: Attributes, seen: str) -> str:
    """What a cell says; `seen` is the text that it shows."""
    kind, stripped = cell.get("value-type", ""), seen.strip()
    formula = cell.get("formula")
    if cell.get("calcext:value-type") == "error" or (formula and stripped.startswith(("#", "Err:"))):
        return stripped if stripped.startswith("#") else f"#{stripped or 'N/A'}"
    if kind in ("", "string") or not stripped:
        text = cell.get("string-value", seen) if kind == "string" else seen
        if formula is not None and not text and not kind:
            return "=" + " ".join(formula.partition(":=")[2].split() or formula.split())
        if kind in ("", "string"):
            return text
    if kind == "boolean":
        return "FAUX" if cell.get("boolean-value", "").strip() == "false" else "VRAI"
    if kind == "date":
        return _date(cell.get("date-value", "").strip()) or seen
    if kind == "time":
        return _time(cell.get("time-value", "").strip()) or seen
    return _number(cell, kind, seen)


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
    try:
        value = float(written)
    except ValueError:
        return written or seen
    if kind == "percentage":
        return shown(value, "0%") or seen
    text = seen.strip()
    if "%" in text or any(unicodedata.category(one) == "Sc" for one in text):
        return text
    if kind == "currency":
        return shown(value, f'0.00 "{cell.get("currency", "€") or "€"}"') or shown(value, '0.00 "€"') or seen
    if text and re.search(r"[^\W\d_]", text) and not re.search(r"\d", text):
        return text  # VRAI, or any other word that stands for the number
    return number_text(value)
