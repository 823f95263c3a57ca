"""The cells of a worksheet's XML, before what they mean: place, type, look, value and formula, row after row.

A sheet in the ordinary form, which most programs write, is cut by one expression, several times as fast as its tree
is built; every byte of its cells must fit that form, else the tree is gone through. Both give the same cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from indicators.errors import PilotageError
from pipelines.ingest.spreadsheets.cells import joined
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
_VALUE = r"(?:<v(?:>[^<]*+</v>| ?/>)|<is><t[^<>]*+>[^<]*+</t></is>)"
# Groups: letters, row, look and type, value of most cells; end of the row before, row, its attributes; what is neither.
_ORDINARY = re.compile(
    r'<c r="([A-Z]{1,3}+)([1-9]\d{0,6}+)"([^<>/]*+)><v>([^<]*+)</v></c>'
    # up to 500 rows that hold nothing and are not hidden, or one
    r'|(</row>)?+(?:(?:<row r="[1-9]\d{0,6}+"(?: (?!hidden|ht="0)[a-zA-Z0-9:]++="[^"<>]*+")*+'
    rf"(?: ?/>|>{_BLANK}*+</row>)){{1,500}}"
    r'|<row r="([1-9]\d{0,6}+)"([^<>]*+)>)'
    rf"|(<c [^<>]*+>(?:(?<=/>){_BLANK}*+|(?:<f[^<>]*+>(?:(?<=/>)|[^<]*+</f>))?{_VALUE}?</c>)|<|[^<]++)",
    re.ASCII,
)
# The other cells: letters, row, look and type, formula tag, formula, value tag, value, text in place and its tag.
_OTHER = re.compile(
    r'<c r="([A-Z]{1,3})([1-9]\d{0,6})"((?: [a-z]+="[a-zA-Z0-9]*")*)(?:>'
    r'(<f(?: [a-zA-Z0-9]+="[^"<>]*")* ?(?:/>|>([^<]*)</f>))?'
    r'(?:(<v)(?:>([^<]*)</v>| ?/>)|(<is><t)(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>'
    rf"| ?/>{_BLANK}*)",
    re.ASCII,
)
_LOOK = re.compile(r'(?: s="(0|[1-9]\d{0,4})")?(?: t="([a-zA-Z]{1,9})")?', re.ASCII)
_ROW = re.compile(r'(?: [a-zA-Z0-9:]+="[^"<>]*")* ?/?', re.ASCII)
_BEGINNING, _CLOSED, _END = "<sheetData>", "</row>", "</sheetData>"
_LONGEST = 64 << 20  # bytes of a part that is cut as one text
_PIECE = 64 << 10  # characters that are cut at once, and the rest of a row
_MARKS = ("<si><t>", "</t></si>")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_NO_CHARACTER = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ENTITY = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w*));?", re.ASCII)
_HIDDEN = re.compile(r" hidden=\"(?:1|(?i:true))\"| ht=\"0(?:\.0)?\"")


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
    marked_up = text[text.find(">", text.find("<sst")) + 1 : text.rindex("</sst>")]
    for spelled, plain in (('<t xml:space="preserve">', "<t>"), ("<t/>", "<t></t>"), ("<t />", "<t></t>")):
        marked_up = marked_up.replace(spelled, plain)
    if not marked_up:
        return []
    begin, end = _MARKS
    texts = marked_up.removeprefix(begin).removesuffix(end).split(end + begin)
    # no mark but those that were cut at, and the two ends
    if not marked_up.startswith(begin) or not marked_up.endswith(end) or marked_up.count("<") != 4 * len(texts):
        raise NotOrdinary
    if "&" not in marked_up:
        return texts
    try:
        return [_ENTITY.sub(_character, shared) if "&" in shared else shared for shared in texts]
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
    at, hidden, cells, here = 0, False, list[RawCell](), ""
    columns, looks, hides = dict[str, int](), dict[str, tuple[str, str]](), dict[str, bool]()
    for piece in _pieces(text):
        for letters, number, attributes, value, closed, opened, row, other in piece:
            if letters:  # most are cells of a value alone
                if number != here:
                    raise NotOrdinary
                kind, style = looks.get(attributes) or _look(attributes, looks)
                if value or kind == "e":
                    if "&" in value:
                        value = _ENTITY.sub(_character, value)
                    column = columns.get(letters)
                    if column is None:
                        column = columns[letters] = column_number(letters)
                    cells.append((column, kind, style, value, None))
            elif other:
                if cell := _other(other, here):
                    cells.append(cell)
            elif bool(closed) != bool(here):
                raise NotOrdinary  # a row within a row
            elif opened:
                if cells or hidden:
                    yield RawRow(at, hidden, cells)
                if row not in hides:
                    hides[row] = _hides(row)
                at, hidden, cells = int(opened) - 1, hides[row], []
                here = "" if row.endswith("/") else opened
            else:
                here = ""
        here = ""
    if cells or hidden:
        yield RawRow(at, hidden, cells)


def _hides(row: str) -> bool:
    """Whether a row is hidden, by its attributes. Raises NotOrdinary."""
    if not _ROW.fullmatch(row):
        raise NotOrdinary
    return bool(_HIDDEN.search(row))


def _look(attributes: str, looks: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """The type of a cell and the number of its look. Raises NotOrdinary where it has other attributes."""
    match = _LOOK.fullmatch(attributes)
    if not match:
        raise NotOrdinary
    looks[attributes] = look = (match[2] or "n", match[1] or "0")
    return look


def _other(text: str, here: str) -> RawCell | None:
    """A cell with a formula, a text in place, or nothing, where it holds something. Raises NotOrdinary."""
    match = _OTHER.fullmatch(text)
    if not match or match[2] != here:
        raise NotOrdinary
    kind, style = _look(match[3], {})
    formula, value = None, match[9] if match[8] else match[7] or ("" if match[6] else None)
    if not value and match[4] is None and kind != "e":
        return None
    if value and "&" in value:
        value = _ENTITY.sub(_character, value)
    if match[4] is not None:
        formula = _ENTITY.sub(_character, match[5] or "")
    return column_number(match[1]), kind, style, value, formula


def _pieces(text: str) -> Iterator[list[tuple[str, ...]]]:
    """What the cells of a sheet are made of, piece by piece: each but the last is some rows without the end of their
    last. Raises NotOrdinary where the sheet has no cells."""
    place = text.find(_BEGINNING) + len(_BEGINNING)
    end = text.find(_END, place)
    if place < len(_BEGINNING) or end < 0:
        raise NotOrdinary
    while place < end:
        closed = text.find(_CLOSED, min(place + _PIECE, end - len(_CLOSED)), end)
        until = end if closed < 0 else closed
        yield _ORDINARY.findall(text, place, until)
        place = until + len(_CLOSED)


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
        address = _ADDRESS.fullmatch(cell.get("r", "").strip())
        column = column_number(address[1]) if address else column + 1
        if raw := _raw(cell, column):
            place = int(address[2]) - 1 if address else -1
            if place in (here.place, -1):
                here.cells.append(raw)
            else:
                yield RawRow(place, False, [raw])
    yield here


def _raw(cell: Element, column: int) -> RawCell | None:
    value, formula = None, None
    for child in cell:
        name = local(child.tag)
        if name == "v":
            value = child.text or ""
        elif name == "is":
            value = written(child)
        elif name == "f":
            formula = child.text or ""
    kind = cell.get("t", "n").strip()
    if not value and formula is None and kind != "e":
        return None
    return column, kind, cell.get("s", "").strip().lstrip("0") or "0", value, formula


def written(element: Element) -> str:
    """The text of an element, of its runs where it has several looks; without the readings printed above Asian
    characters."""
    runs: list[tuple[str, bool]] = []
    for child in element:
        name = local(child.tag)
        if name == "t":
            runs.append((child.text or "", False))
        elif name == "r":
            apart = _is_apart(child)
            runs += [(part.text or "", apart) for part in child if local(part.tag) == "t"]
    return joined(runs)


def _is_apart(run: Element) -> bool:
    """Whether the look of a run sets it apart from the text around: raised, lowered or struck out."""
    for look in (look for properties in run if local(properties.tag) == "rPr" for look in properties):
        name, value = local(look.tag), look.get("val", "").strip().lower()
        if (name == "strike" and value not in ("0", "false")) or (
            name == "vertAlign" and value in ("superscript", "subscript")
        ):
            return True
    return False


def column_number(letters: str) -> int:
    """0 for `A`, 26 for `AA`."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
