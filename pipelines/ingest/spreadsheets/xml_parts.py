"""Gives the elements of an XML part of a workbook, whatever its prefixes and encoding; refuses definitions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.parsers import expat

from pipelines.ingest.limits import UnreadableFile

Attributes = dict[str, str]
PIECE = 1 << 20  # bytes: beyond, a part is gone through piece by piece, and what was read of it is let go
_DECLARED = re.compile(
    rb"(?:\xef\xbb\xbf)?<\?xml[^>]{0,60}?(\s+encoding\s*=\s*[\"'](utf-?16(?:-?[lb]e)?|utf-?8)[\"'])", re.IGNORECASE
)
_KNOWN = (b"UTF-8",)
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
# Also an encoding that nobody knows, and text after the end.
_BROKEN = (ElementTree.ParseError, expat.ExpatError, LookupError, ValueError)


@lru_cache(maxsize=100_000)
def local(name: str) -> str:
    """`sheet` for `{…main}sheet`: namespaces and prefixes are the writer's choice."""
    return name.rpartition("}")[2]


def readable_xml(part: bytes) -> bytes:
    """A part as an XML parser takes it: without blanks before its first tag, nor an encoding that is spelled otherwise
    (`utf8`) or is not the one of its bytes (a text of UTF-8 that says UTF-16, as programs in .NET write)."""
    if part[:1].isspace():
        part = part.lstrip()
    declaration = _DECLARED.match(part)
    if declaration is None or declaration[2].upper() in _KNOWN:
        return part
    return part[: declaration.start(1)] + part[declaration.end(1) :]


def refuse_definitions(part: bytes) -> None:
    """Raises UnreadableFile on a document type or an entity, in whatever encoding: no spreadsheet program writes one,
    and a few bytes of them can stand for gigabytes."""
    if b"<!" in part and _DOCTYPE.search(part):
        raise UnreadableFile("file_unsafe")
    if b"\0" in part[:4] and _DOCTYPE.search(part.replace(b"\0", b"")):
        raise UnreadableFile("file_unsafe")


def elements(part: bytes) -> Iterable[tuple[str, Attributes]]:
    """Each element of a part, without its namespace, with its attributes without theirs. Raises UnreadableFile."""
    return _elements(part) if len(part) <= PIECE >> 4 else _walked(part)


def _walked(part: bytes) -> Iterator[tuple[str, Attributes]]:
    for element in _tree(part).iter():
        yield local(element.tag), {local(key): value for key, value in element.attrib.items()}


@lru_cache(maxsize=64)  # committees fill the same template: styles and links are those of the workbook before
def _elements(part: bytes) -> tuple[tuple[str, Attributes], ...]:
    return tuple(_walked(part))


def children(part: bytes, parent: str) -> Iterator[Element]:
    """The elements within the first `parent` of a part, in their order; each is let go once the next is asked for.

    Raises UnreadableFile."""
    if len(part) <= PIECE:
        root = _tree(part)
        yield from next((element for element in root.iter() if local(element.tag) == parent), ())
    else:
        yield from _streamed(part, parent)


def _tree(part: bytes) -> Element:
    refuse_definitions(part)
    try:
        return ElementTree.XML(readable_xml(part))
    except _BROKEN:
        raise UnreadableFile("file_damaged") from None


def _streamed(part: bytes, parent: str) -> Iterator[Element]:
    refuse_definitions(part)
    part = readable_xml(part)
    parser = ElementTree.XMLPullParser(("start",))
    holder: Element | None = None
    for start in range(0, len(part) + PIECE, PIECE):
        try:
            parser.feed(part[start : start + PIECE]) if start < len(part) else parser.close()
            for event in parser.read_events():
                element = event[-1]
                if holder is None and isinstance(element, Element) and local(element.tag) == parent:
                    holder = element
        except _BROKEN:
            raise UnreadableFile("file_damaged") from None
        if holder is not None:  # the last may not be whole yet
            whole = len(holder) - (1 if start < len(part) else 0)
            yield from holder[:whole]
            del holder[: max(whole, 0)]


def flag(attributes: Attributes, name: str) -> bool:
    """Whether an attribute says yes."""
    return attributes.get(name, "").strip().lower() in ("1", "true")
