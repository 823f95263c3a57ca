"""Bytes of a text with delimiters (CSV) → one grid: tells its encoding and its delimiter by what stands in it."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable

from indicators.territories import fold
from pipelines.reading.format import report_format
from pipelines.reading.grids import Grid
from pipelines.reading.safety import UnreadableFile, bounds

DELIMITERS = ";\t,"
FIRST_CHARACTERS, FIRST_LINES = 64 * 1024, 200  # a note of several lines may stand above the headers, in quotes
MOST_SHARED = 100_000
LONGEST_FIELD = 1_000_000


def delimited_grids(content: bytes) -> list[Grid]:
    """The one table of a CSV. Raises UnreadableFile."""
    text = _decoded(content)
    if not text.strip():
        raise UnreadableFile("file_empty")
    limits = bounds()
    if max(text.count("\n"), text.count("\r")) > limits.lines or sum(map(text.count, DELIMITERS)) > limits.cells:
        raise UnreadableFile("file_too_heavy")
    delimiter = delimiter_of(text)
    try:
        csv.field_size_limit(LONGEST_FIELD)
        # strict: a quotation mark that is never closed would otherwise swallow the rest of the file in silence
        rows = _shared(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise UnreadableFile("csv_quotes") from None
    return [Grid("", rows, delimited=delimiter)]


def _shared(rows: Iterable[list[str]]) -> list[list[str]]:
    """The rows, each frequent text kept once: years, codes and small numbers come back in every line."""
    known: dict[str, str] = {}
    kept = []
    for row in rows:
        if len(known) < MOST_SHARED:
            kept.append([known.setdefault(text, text) for text in row])
        else:
            kept.append([known.get(text, text) for text in row])
    return kept


def delimiter_of(text: str) -> str:
    """The one that cuts, in the first lines, the most headers that we know."""
    known = {name for table in report_format().tables.values() for name in table.headers}
    first = text[:FIRST_CHARACTERS].splitlines()[:FIRST_LINES]
    cut = {mark: max((_known(line, mark, known) for line in first), default=0) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: cut[mark])
    if not cut[best]:
        raise UnreadableFile("file_not_recognised")
    return best


def _known(line: str, mark: str, known: set[str]) -> int:
    return len({fold(field) for field in line.split(mark)} & known)


def encoding_of(head: bytes) -> str:
    """The encoding that the first bytes of a text tell: UTF-16, marked or not, else UTF-8 until proved wrong."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    first = head[:64]
    if first[1::2].count(0) > 24:  # UTF-16 without its mark: one byte out of two is zero in Latin letters
        return "utf-16-le"
    return "utf-16-be" if first[::2].count(0) > 24 else "utf-8-sig"


def _decoded(content: bytes) -> str:
    encoding = encoding_of(content)
    try:
        text = content.decode(encoding, errors="strict" if encoding == "utf-8-sig" else "replace")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise UnreadableFile("file_not_recognised")
    return text
