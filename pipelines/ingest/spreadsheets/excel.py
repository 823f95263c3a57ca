"""Reads a workbook of Excel (.xlsx, .xlsm) from its XML: each cell as the person who made it sees it.

One reading for values, styles and errors. A cell is told by its address or, without one, by its place; a part, by the
links of the package or, without them, by its usual name. Texts are given as they stand, numbers as `1234.5`, errors
as `#REF!`, a formula never calculated as `=A1+B1`, and what a format shows otherwise as it is shown: `45,5 %`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from functools import lru_cache

from pipelines.ingest.grids import Grid
from pipelines.ingest.limits import UnreadableFile, bounds
from pipelines.ingest.spreadsheets.cells import Room, Sheet, number_text
from pipelines.ingest.spreadsheets.excel_cells import (
    NotOrdinary,
    RawCell,
    RawRow,
    ordinary_rows,
    ordinary_texts,
    tree_rows,
    written,
)
from pipelines.ingest.spreadsheets.number_formats import BUILT_IN, LONGEST, is_plain, shown
from pipelines.ingest.spreadsheets.xml_parts import Attributes, children, elements, flag, local
from pipelines.ingest.spreadsheets.zip_package import Package, plain_name

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NUMBER = re.compile(r"[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_LISTS = ("numFmts", "cellXfs", "cellStyleXfs", "cellStyles", "dxfs")
_SHORT = 24  # characters of a number
_SMALL_PART = 64 * 1024  # bytes
_WHOLE = re.compile("[1-9][0-9]{0,14}")  # no more figures than a spreadsheet has: the same number as text


@dataclass(frozen=True)
class _Link:
    """A relationship of a part: what kind of part it leads to, and where that part stands."""

    kind: str
    target: str


@dataclass(frozen=True)
class _Book:
    """What the cells of all sheets share: texts, the format of each style, the calendar, whether the writer left the
    calculation to whoever opens the workbook, and the room there is for them."""

    texts: dict[str, str]
    formats: dict[str, str]
    date_1904: bool
    uncalculated: bool
    room: Room


def excel_grids(package: Package) -> list[Grid]:
    """The worksheets of a workbook, in their order. Raises UnreadableFile."""
    workbook = _workbook_part(package)
    links = _links(package, workbook)
    by_kind = {link.kind: link.target for link in links.values()}
    sheets: list[Attributes] = []
    settings: Attributes = {}
    for tag, attributes in elements(package.read(workbook)):
        if tag == "sheet":
            sheets.append(attributes)
        elif tag in ("workbookPr", "calcPr"):
            settings |= attributes
    folder = posixpath.dirname(workbook)
    book = _Book(
        texts=_shared_texts(_part(package, by_kind.get("sharedStrings"), f"{folder}/sharedstrings.xml")),
        formats=_formats(_part(package, by_kind.get("styles"), f"{folder}/styles.xml")),
        date_1904=flag(settings, "date1904"),
        uncalculated=flag(settings, "fullCalcOnLoad") or flag(settings, "forceFullCalc"),
        room=Room(bounds()),
    )
    links = links or _usual_links(package, folder, sheets)
    parts = [_sheet_part(package, links, sheet) for sheet in sheets]
    named = [part for part in parts if part]
    if len(set(named)) < len(named):
        raise UnreadableFile("file_damaged")  # one part under several names would be read as many times
    return [_sheet_grid(package, part, sheet, book) for part, sheet in zip(parts, sheets, strict=True) if part]


def _sheet_part(package: Package, links: dict[str, _Link], sheet: Attributes) -> str | None:
    """The part of a sheet; None for a chart, a dialog or a sheet of macros, which hold no cells of ours, and for a
    name that leads to nothing (what is left of a sheet of macros that was taken out)."""
    identifier = sheet.get("id", "").strip()
    link = links.get(identifier)
    if not identifier or (link and link.kind != "worksheet"):
        return None
    if link is None or link.target not in package.members:
        raise UnreadableFile("file_damaged")
    return link.target


def _usual_links(package: Package, folder: str, sheets: list[Attributes]) -> dict[str, _Link]:
    """Where a workbook has lost its links: the sheets in their order, under their usual names."""
    usual = [f"{folder}/worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    if sum("/worksheets/" in name for name in package.members) != len(sheets):
        return {}  # which is which would be a guess
    return {sheet.get("id", ""): _Link("worksheet", name) for sheet, name in zip(sheets, usual, strict=True)}


def _sheet_grid(package: Package, part: str, sheet: Attributes, book: _Book) -> Grid:
    cells = _Worksheet(book)
    cells.read(package.read(part))
    package.forget(part)
    hidden = sheet.get("state", "").strip().lower() in ("hidden", "veryhidden")
    return Grid(sheet.get("name", ""), cells.rows, hidden=hidden, hidden_rows=frozenset(cells.hidden_rows))


def _workbook_part(package: Package) -> str:
    """The part that lists the sheets: where the package says, else under its usual name."""
    for link in _links(package, "").values():
        if link.kind == "officeDocument" and link.target in package.members:
            return link.target
    names = [name for name in package.members if re.fullmatch(r"xl/workbook\d*\.xml", name)]
    if not names:
        raise UnreadableFile("file_damaged")
    return min(names)


def _links(package: Package, part: str) -> dict[str, _Link]:
    """The relationships of a part by their identifier; of the whole package for an empty name."""
    folder, name = posixpath.split(part)
    place = posixpath.join(folder, "_rels", f"{name}.rels")
    return _linked(package.read(place), folder) if place in package.members else {}


@lru_cache(maxsize=64)
def _linked(part: bytes, folder: str) -> dict[str, _Link]:
    return {
        element.get("Id", "").strip(): _Link(
            _kind(element.get("Type", "")), plain_name(element.get("Target", ""), folder)
        )
        for tag, element in elements(part)
        if tag == "Relationship" and element.get("TargetMode", "").strip().lower() != "external"
    }


def _kind(address: str) -> str:
    return address.strip().rpartition("/")[2]


def _part(package: Package, linked: str | None, usual: str) -> bytes:
    name = linked if linked in package.members else usual
    return package.read(name) if name in package.members else b""


def _shared_texts(part: bytes) -> dict[str, str]:
    """The texts that cells name by their number."""
    if not part:
        return {}
    try:
        texts = ordinary_texts(part)
    except NotOrdinary:
        texts = [written(element) for element in children(part, "sst") if local(element.tag) == "si"]
    if any("_x" in text for text in texts):
        texts = [_unescaped(text) for text in texts]
    return dict(zip(map(str, range(len(texts))), texts, strict=True))


def _unescaped(text: str) -> str:
    """Characters that XML cannot hold are written `_x000D_`; the halves of one beyond the first plane, one by one."""
    if "_x" not in text:
        return text
    whole = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
    return whole.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _formats(part: bytes) -> dict[str, str]:
    """The number format of each style of cell, by the number of the style, where it shows more than plain numbers."""
    return _small_formats(part) if len(part) <= _SMALL_PART else _read_formats(part)


@lru_cache(maxsize=16)  # committees fill the same template
def _small_formats(part: bytes) -> dict[str, str]:
    return _read_formats(part)


def _read_formats(part: bytes) -> dict[str, str]:
    if not part:
        return {}
    codes: dict[str, str] = {str(number): code for number, code in BUILT_IN.items()}
    styles: list[str] = []
    inside = ""
    for tag, element in elements(part):
        if tag in _LISTS:
            inside = tag
        elif tag == "numFmt" and inside == "numFmts":
            codes[element.get("numFmtId", "").strip()] = element.get("formatCode", "")
        elif tag == "xf" and inside == "cellXfs":
            styles.append(element.get("numFmtId", "").strip())
    style_codes = enumerate(codes.get(number, "")[:LONGEST] for number in styles)
    return {str(style): code for style, code in style_codes if code and not is_plain(code)}


class _Worksheet(Sheet):
    """One worksheet: what its cells mean."""

    def __init__(self, book: _Book) -> None:
        super().__init__(book.room)
        self._book = book

    def read(self, part: bytes) -> None:
        """Fills `rows` and `hidden_rows`. Raises UnreadableFile."""
        room = copy(self._room)
        try:
            self._fill(ordinary_rows(part))
        except NotOrdinary:
            vars(self._book.room).update(vars(room))
            super().__init__(self._book.room)
            self._fill(tree_rows(part))

    def _fill(self, rows: Iterable[RawRow]) -> None:
        for place, hidden, cells in rows:
            if hidden:
                self.hidden_rows.add(place)
            if cells:
                self.put_row(place, self._texts(cells))

    def _texts(self, row: list[RawCell]) -> list[tuple[int, str]]:
        """What the cells of a row say, by column."""
        texts, formats = self._book.texts, self._book.formats
        cells: list[tuple[int, str]] = []
        for column, kind, style, value, formula in row:
            text = value or ""
            if kind == "s" and (shared := texts.get(text)) is not None:
                text = shared
            elif kind == "inlineStr" and text:
                text = _unescaped(text) if "_x" in text else text
            elif kind != "n" or formula is not None or style in formats or not _WHOLE.fullmatch(text):
                text = self._text(kind, style, value, formula)
            cells.append((column, text))
        return cells

    def _text(self, kind: str, style: str, written: str | None, formula: str | None) -> str:
        value = written or ""
        if kind == "s":
            return self._book.texts.get(value.strip(), "#N/A")
        if kind in ("str", "inlineStr") and (value or formula is None or written is not None):
            return _unescaped(value)  # a formula that gives an empty text has a value, which is empty
        value = value.strip()
        if kind == "e":
            return value if value.startswith("#") else f"#{value or 'N/A'}"
        if formula is not None and (not value or (self._book.uncalculated and not value.strip("0.-"))):
            return "=" + " ".join(formula.split())  # never calculated, also where the writer put 0 in its place
        if kind == "b":
            return "FAUX" if value.lower() in ("0", "false") else "VRAI"
        return value if kind == "d" or not value else self._number(value, style)

    def _number(self, value: str, style: str) -> str:
        code = self._book.formats.get(style)
        as_displayed = _known_number if len(value) <= _SHORT else _seen_number
        return as_displayed(value, code, self._book.date_1904)


def _seen_number(value: str, code: str | None, date_1904: bool) -> str:
    """What is seen of a number as it is written, under a format."""
    if not _NUMBER.fullmatch(value) or (code is None and "," in value):
        return value  # no writer means it: the text says what is there
    number = float(value.replace(",", "."))
    displayed = shown(number, code, date_1904) if code and number - number == 0 else None
    return number_text(number) if displayed is None else displayed


_known_number = lru_cache(maxsize=5_000)(_seen_number)  # the days and amounts of one report are those of others
