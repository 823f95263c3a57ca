"""What a fast reader loses of a workbook: errors, formulas never calculated, percentages typed as such."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from pipelines.reading.package import Package
from pipelines.reading.safety import UnreadableFile

Lost = dict[tuple[int, int], str]  # row and column from 0 → text
# an error, or a formula without a calculated value: what a fast reader shows empty
_LOST_VALUE = re.compile(
    rb"t=[\"']e[\"']|</(?:\w+:)?f>\s*(?:</|<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</)|<(?:\w+:)?f\s[^>]*/>\s*</"
)
_PERCENT_FORMATS = {"9", "10"}
_ADDRESS = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_MOST_REPEATED = 1000  # a cell repeated further is a decoration
_MOST_FILLED = 5_000_000  # cells, as repeated: a few bytes can ask for thousands of millions
_SHEET = "xl/worksheets/"


def lost_values(package: Package) -> dict[str, Lost]:
    """Sheet name → what its cells hold beyond what fast readers show: `#REF!`, `=A1+B1`, `45,5 %`."""
    try:
        if "content.xml" in package.members:
            return _OpenDocument(package.read("content.xml")).found
        return _of_workbook(package)
    except (expat.ExpatError, KeyError, ValueError):
        return {}  # the fast reader has read it, or has refused it


def _of_workbook(package: Package) -> dict[str, Lost]:
    styles = package.read("xl/styles.xml") if "xl/styles.xml" in package.members else b""
    percents = _percent_styles(styles)
    marks = b"|".join(one.encode() for one in percents)
    percent_cell = re.compile(rb"\ss=[\"'](?:%b)[\"']" % marks) if percents else None
    doubtful: dict[str, bytes] = {}
    for name in package.members:
        if name.startswith(_SHEET):
            part = package.read(name)
            may_lose = b"<f" in part or b":f" in part or b't="e"' in part or b"t='e'" in part
            if (may_lose and _LOST_VALUE.search(part)) or (percent_cell and percent_cell.search(part)):
                doubtful[name] = part
    if not doubtful:
        return {}
    places = _places(package)
    return {places[name]: _Cells(part, percents).found for name, part in doubtful.items() if name in places}


def _places(package: Package) -> dict[str, str]:
    """Member → name of the sheet."""
    targets = {
        one["Id"]: one["Target"].lstrip("/").removeprefix("xl/")
        for tag, one in _elements(package.read("xl/_rels/workbook.xml.rels"))
        if tag == "Relationship"
    }
    places: dict[str, str] = {}
    for tag, one in _elements(package.read("xl/workbook.xml")):
        if tag == "sheet":
            link = next(value for key, value in one.items() if key.rpartition(":")[2] == "id")
            places["xl/" + targets[link].removeprefix("./")] = one["name"]
    return places


def _percent_styles(styles: bytes) -> set[str]:
    """The numbers of the cell styles whose number format is a percentage."""
    if b"%" not in styles and not re.search(rb"numFmtId=[\"'](?:9|10)[\"']", styles):
        return set()
    formats = set(_PERCENT_FORMATS)
    found: set[str] = set()
    inside, count = False, 0
    for tag, one in _elements(styles):
        if tag == "numFmt" and "%" in one.get("formatCode", ""):
            formats.add(one.get("numFmtId", ""))
        elif tag in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            inside = tag == "cellXfs"
        elif tag == "xf" and inside:
            if one.get("numFmtId") in formats:
                found.add(str(count))
            count += 1
    return found


def _elements(content: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Opening tags without their prefix, with their attributes."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda tag, attributes: found.append((tag.rpartition(":")[2], attributes))
    parser.Parse(content, True)
    return iter(found)


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: object) -> None:
    raise UnreadableFile("file_unsafe")


def shown_percentage(value: str) -> str:
    """0.455 as the person who typed it sees it: `45,5 %`."""
    return f"{float(value) * 100:.10g}".replace(".", ",") + "\u202f%"


class _Cells:
    """One sheet of an Excel workbook, gone through tag by tag."""

    def __init__(self, content: bytes, percents: set[str]) -> None:
        self.found: Lost = {}
        self._percents = percents
        self._cell: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._tag = ""
        parser = _parser()
        parser.StartElementHandler, parser.EndElementHandler = self._open, self._close
        parser.CharacterDataHandler = self._text
        parser.Parse(content, True)

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        self._tag = tag.rpartition(":")[2]
        if self._tag == "c":
            self._cell, self._texts = attributes, {}
        elif self._tag == "f":
            self._texts["f"] = ""

    def _text(self, text: str) -> None:
        if self._tag in ("f", "v"):
            self._texts[self._tag] = self._texts.get(self._tag, "") + text

    def _close(self, tag: str) -> None:
        self._tag = ""
        if tag.rpartition(":")[2] == "c" and self._texts:
            address = _ADDRESS.fullmatch(self._cell.get("r", ""))
            text = self._lost(self._texts.get("v", "").strip(), self._cell.get("t", "n"))
            if address and text:
                self.found[int(address[2]) - 1, column_number(address[1])] = text
            self._texts = {}

    def _lost(self, value: str, kind: str) -> str | None:
        if kind == "e":
            return value or "#N/A"
        if "f" in self._texts and not value:
            return "=" + self._texts["f"]
        if kind == "n" and value and self._cell.get("s") in self._percents:
            return shown_percentage(value)
        return None


def column_number(letters: str) -> int:
    """0 for `A`, 26 for `AA`."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


class _OpenDocument:
    """The sheets of an OpenDocument workbook, gone through tag by tag."""

    def __init__(self, content: bytes) -> None:
        self.found: dict[str, Lost] = {}
        self._sheet: Lost = {}
        self._row = self._column = 0
        self._row_repeated = 1
        self._filled = 0
        self._cell: dict[str, str] | None = None
        self._texts = ""
        parser = _parser()
        parser.StartElementHandler, parser.EndElementHandler = self._open, self._close
        parser.CharacterDataHandler = self._text
        parser.Parse(content, True)

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._sheet = self.found.setdefault(attributes.get("table:name", ""), {})
            self._row = 0
        elif tag == "table:table-row":
            self._column, self._row_repeated = 0, int(attributes.get("table:number-rows-repeated", "1"))
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell, self._texts = attributes, ""

    def _text(self, text: str) -> None:
        if self._cell is not None:
            self._texts += text

    def _close(self, tag: str) -> None:
        if tag == "table:table-row":
            self._row += self._row_repeated
        elif tag in ("table:table-cell", "table:covered-table-cell") and self._cell is not None:
            repeated = int(self._cell.get("table:number-columns-repeated", "1"))
            text = self._lost(self._cell)
            area = repeated * self._row_repeated
            self._filled += area if "office:value-type" in self._cell or self._texts else 0
            if self._filled > _MOST_FILLED:
                raise UnreadableFile("file_too_heavy")
            if text and area <= _MOST_REPEATED:
                for row in range(self._row, self._row + self._row_repeated):
                    self._sheet |= {(row, self._column + n): text for n in range(repeated)}
            self._column += repeated
            self._cell = None

    def _lost(self, cell: dict[str, str]) -> str | None:
        kind = cell.get("office:value-type")
        shown = self._texts.strip()
        if cell.get("calcext:value-type") == "error":
            return shown or "#N/A"
        if kind == "percentage" and cell.get("office:value"):
            return shown_percentage(cell["office:value"])
        if "table:formula" in cell:
            if shown.startswith("#") or shown.startswith("Err:"):
                return shown
            if not shown and kind is None:
                return "=" + cell["table:formula"].partition(":=")[2]
        return None
