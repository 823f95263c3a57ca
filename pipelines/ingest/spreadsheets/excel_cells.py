"""The cells of a worksheet's XML, before what they mean: place, type, look, value and formula, row after row.

A sheet in the ordinary form, which most programs write, is cut by one expression, several times as fast as its tree
is built; every byte of its cells must fit that form, else the tree is gone through. Both give the same cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from indicators.errors import PilotageError
from pipelines.ingest.spreadsheets.xml_parts import children, flag, local

# A cell that holds something: column from 0, type (n where it says none), number of its look, value, formula.
RawCell = tuple[int, str, str, str | None, str | None]


class RawRow(NamedTuple):
    """A row from 0, whether it is hidden, its cells that hold something."""

    place: int
    hidden: bool
    cells: list[RawCell]


_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_NUMBER = re.compile(r"0*[1-9][0-9]{0,6}")
_BLANK = r'(?:<c r="[A-Z]{1,3}\d{1,7}"(?: s="\d{1,5}")? ?/>)'  # a cell that has a look and nothing else
# Groups: letters, row, look, type, formula tag, formula, value, text in place; row, its attributes; end of a row.
_ORDINARY = re.compile(
    rf"{_BLANK}+"
    r'|<c r="([A-Z]{1,3})([1-9]\d{0,6})"(?: s="(0|[1-9]\d{0,4})")?(?: t="([a-zA-Z]{1,9})")?(?: ?/>|>'
    r'(<f(?: [a-zA-Z0-9]+="[^"<>]*")* ?(?:/>|>([^<]*)</f>))?'
    r'(?:<v>([^<]*)</v>|<v ?/>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
    # up to 500 rows that hold nothing and are not hidden
    rf'|(?:<row r="[1-9]\d{{0,6}}"(?: (?!hidden|ht="0)[a-zA-Z0-9:]+="[^"<>]*")*(?: ?/>|>{_BLANK}*</row>)){{1,500}}'
    r'|<row r="([1-9]\d{0,6})"((?: [a-zA-Z0-9:]+="[^"<>]*")* ?/?)>|(</row>)',
    re.ASCII,
)
_TEXT = re.compile(r'<si><t(?: xml:space="preserve")?(?:>([^<]*)</t>| ?/>)</si>')
_BEGINNING, _END = "<sheetData>", "</sheetData>"
_LONGEST = 64 << 20  # bytes of a part that is cut as one text
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_NO_CHARACTER = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ENTITY = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w*));?", re.ASCII)
_HIDDEN = re.compile(r" hidden=\"(?:1|(?i:true))\"| ht=\"0(?:\.0)?\"")
_NO_VALUE = ("<v/></c>", "<v /></c>")


class NotOrdinary(PilotageError):
    """A sheet is not in the ordinary form: what was read of it so far is void, and its tree has to be gone through."""


def ordinary_rows(part: bytes) -> Iterator[RawRow]:
    """The rows that have a cell or are hidden, of a sheet in the ordinary form. Raises NotOrdinary."""
    try:
        yield from _cut(_decoded(part, "worksheet"))
    except (KeyError, ValueError):  # an entity that is none
        raise NotOrdinary from None


def ordinary_texts(part: bytes) -> list[str]:
    """The shared texts of a workbook, where each has one look and the part is in the ordinary form. Raises
    NotOrdinary."""
    text = _decoded(part, "sst")
    place = text.find(">", text.find("<sst")) + 1
    texts: list[str] = []
    for token in iter(_TEXT.scanner(text, place).match, None):  # pyright: ignore[reportAttributeAccessIssue]
        place = token.end()
        texts.append(token[1] or "")
    if text[place:].rstrip("\n") != "</sst>":
        raise NotOrdinary
    try:
        return [_ENTITY.sub(_character, one) if "&" in one else one for one in texts]
    except (KeyError, ValueError):
        raise NotOrdinary from None


def _decoded(part: bytes, root: str) -> str:
    """A part of UTF-8 whose root has no prefix and that holds nothing unusual. Raises NotOrdinary."""
    end = f"</{root}>".encode()
    ends = part.endswith((end, end + b"\n"))
    if not ends or len(part) > _LONGEST or b"<!" in part or b"\r" in part or part.find(b"<?", 5) >= 0:
        raise NotOrdinary
    try:
        text = part.decode()
    except UnicodeDecodeError:
        raise NotOrdinary from None
    if not text.startswith(("<?xml", f"<{root}")) or not _says_utf8(text):
        raise NotOrdinary
    return text


def _says_utf8(text: str) -> bool:
    head = text[: text.find("?>") + 1].lower()
    return "encoding" not in head or 'encoding="utf-8"' in head


def _cut(text: str) -> Iterator[RawRow]:
    place = text.find(_BEGINNING) + len(_BEGINNING)
    if place < len(_BEGINNING):
        raise NotOrdinary
    at, hidden, cells, here = 0, False, list[RawCell](), ""
    columns: dict[str, int] = {}
    for token in iter(_ORDINARY.scanner(text, place).match, None):  # pyright: ignore[reportAttributeAccessIssue]
        place = token.end()
        letters, number, style, kind, tag, formula, value, inline, opened, attributes, closed = token.groups()
        if letters is not None:  # most are cells
            if number != here:
                raise NotOrdinary
            said = value if inline is None else inline
            if said or tag is not None or kind == "e":
                column = columns.get(letters)
                if column is None:
                    column = columns[letters] = column_number(letters)
                if said and "&" in said:
                    said = _ENTITY.sub(_character, said)
                if tag is not None:
                    formula = _ENTITY.sub(_character, formula or "")
                if said is None and token[0].endswith(_NO_VALUE):
                    said = ""
                cells.append((column, kind or "n", style or "0", said, formula))
        elif opened is not None:
            if here:
                raise NotOrdinary  # a row within a row
            if cells or hidden:
                yield RawRow(at, hidden, cells)
            at, hidden, cells = int(opened) - 1, bool(attributes) and bool(_HIDDEN.search(attributes)), []
            here = "" if attributes.endswith("/") else opened
        elif closed is not None:
            here = ""
    if not text.startswith(_END, place):
        raise NotOrdinary
    if cells or hidden:
        yield RawRow(at, hidden, cells)


def _character(entity: re.Match[str]) -> str:
    """The character of an entity. Raises KeyError, ValueError where it is none."""
    if not entity[0].endswith(";"):
        raise ValueError(entity[0])
    if entity[3] is not None:
        return _NAMED[entity[3]]
    character = chr(int(entity[1], 16) if entity[1] else int(entity[2]))
    if _NO_CHARACTER.match(character):
        raise ValueError(entity[0])
    return character


def tree_rows(part: bytes) -> Iterator[RawRow]:
    """The rows of a worksheet by its tree, whatever its form: a row or a cell without an address follows the one
    before it."""
    place = -1
    for row in children(part, "sheetData"):
        if local(row.tag) != "row":
            continue
        number = _NUMBER.fullmatch(row.get("r", "").strip())
        place = int(number[0]) - 1 if number else place + 1
        hidden = flag(row.attrib, "hidden") or row.get("ht", "").strip() in ("0", "0.0")
        yield from _by_place(RawRow(place, hidden, []), row)


def _by_place(here: RawRow, row: Element) -> Iterator[RawRow]:
    """A row, and before it each cell whose address says another row."""
    column = -1
    for cell in row:
        if local(cell.tag) != "c":
            continue
        found = _ADDRESS.fullmatch(cell.get("r", "").strip())
        column = column_number(found[1]) if found else column + 1
        if raw := _raw(cell, column):
            place = int(found[2]) - 1 if found else -1
            if place in (here.place, -1):
                here.cells.append(raw)
            else:
                yield RawRow(place, False, [raw])
    yield here


def _raw(cell: Element, column: int) -> RawCell | None:
    value, formula = None, None
    for one in cell:
        name = local(one.tag)
        if name == "v":
            value = one.text or ""
        elif name == "is":
            value = written(one)
        elif name == "f":
            formula = one.text or ""
    kind = cell.get("t", "n").strip()
    if not value and formula is None and kind != "e":
        return None
    return column, kind, cell.get("s", "").strip().lstrip("0") or "0", value, formula


def written(element: Element) -> str:
    """The text of an element, of its runs where it has several looks; without the readings printed above Asian
    characters."""
    texts: list[str] = []
    for one in element:
        name = local(one.tag)
        if name == "t":
            texts.append(one.text or "")
        elif name == "r":
            texts += [two.text or "" for two in one if local(two.tag) == "t"]
    return "".join(texts)


def column_number(letters: str) -> int:
    """0 for `A`, 26 for `AA`."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
