"""Bytes of a text with delimiters (CSV) → one grid: tells its encoding and its delimiter by what stands in it."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from indicators.typography import typeset
from pipelines.ingest.grids import Grid, Note
from pipelines.ingest.limits import UnreadableFile, bounds
from pipelines.ingest.official.recognition import columns_read, keys_of, known_keys, known_table, unknown_table
from pipelines.ingest.report_format import HEADER_ROWS
from pipelines.ingest.text.encoding import Mended, Spoiled, is_plain_windows, is_suspect, mended

DELIMITERS = ";\t,"
FIRST_CHARACTERS, FIRST_LINES = 64 * 1024, 200  # a note of several lines may stand above the headers, in quotes
MOST_SHARED = 100_000
LONGEST_FIELD = 1_000_000
FEW_UNREAD = 10  # columns that nobody reads: more are left out of the memory
PLAIN = "Windows-1252"  # what a whole text may be in without a word, beside UTF-8 and UTF-16
_MARK = "\ufeff"
_WIDE = re.compile(rb"(?:[\t\r\n -~]\0){8}|(?:\0[\t\r\n -~]){8}")  # a piece of UTF-16, or UTF-32


def delimited_grids(content: bytes, catalogue: Path | None = None) -> list[Grid]:
    """The one table of a CSV; of a table that is known, the cells of columns that nobody reads are left empty, and
    count in no bound. Raises UnreadableFile."""
    text, notes = decoded(content)
    if not text.strip():
        raise UnreadableFile("file_empty")
    limits = bounds()
    lines = max(text.count("\n"), text.count("\r"))
    if lines > limits.lines:
        raise UnreadableFile("file_too_heavy")
    delimiter = delimiter_of(text, catalogue)
    unread = unread_columns(text[:FIRST_CHARACTERS], delimiter, catalogue)
    if sum(map(text.count, DELIMITERS)) - lines * len(unread) > limits.cells:
        raise UnreadableFile("file_too_heavy")
    try:
        csv.field_size_limit(LONGEST_FIELD)
        # strict: a quotation mark that is never closed would otherwise swallow the rest of the file in silence
        lines_read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows = _shared(_without(lines_read, unread) if len(unread) > FEW_UNREAD else lines_read)
    except csv.Error:
        raise UnreadableFile("csv_quotes") from None
    return [Grid("", rows, delimited=delimiter, notes=notes)]


def _without(rows: Iterable[list[str]], unread: tuple[int, ...]) -> Iterator[list[str]]:
    """The rows, the cells of columns that nobody reads left empty below the headers, wherever those stand."""
    header_lines, headers = frozenset[str](), 0
    for row in rows:
        if len(row) > unread[-1] and headers < HEADER_ROWS:
            headers += 1
            header_lines |= {"\x1f".join(row)}
            yield row
        elif "\x1f".join(row) in header_lines:
            yield row
        else:
            for place in unread:
                if place < len(row):
                    row[place] = ""
            yield row


def unread_columns(head: str, delimiter: str, catalogue: Path | None = None) -> tuple[int, ...]:
    """The columns of a known table that nobody reads, but for the first, where a total says its name; none where no
    line of the first is that of its headers."""
    try:
        lines = list(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter))[:HEADER_ROWS]
    except csv.Error:
        return ()
    for line in lines:
        if table := known_table(line, catalogue):
            read = columns_read(table, line)
            return tuple(place for place in range(1, len(line)) if place not in read)
    return ()


def _shared(rows: Iterable[list[str]]) -> list[list[str]]:
    """The rows, each frequent text kept once: years, codes and small numbers come back in every line."""
    shared: dict[str, str] = {}
    shared_rows = []
    for row in rows:
        if len(shared) < MOST_SHARED:
            shared_rows.append([shared.setdefault(text, text) for text in row])
        else:
            shared_rows.append([shared.get(text, text) for text in row])
    return shared_rows


def delimiter_of(text: str, catalogue: Path | None = None) -> str:
    """The one that cuts, in the first lines, the most headers that we know. Raises UnreadableFile, which tells of a
    table that is not known what it looks like."""
    keys = known_keys(catalogue)
    first = text[:FIRST_CHARACTERS].splitlines()[:FIRST_LINES]
    cut = {mark: max((_known_count(line, mark, keys) for line in first), default=0) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: cut[mark])
    if not cut[best]:
        often = max(DELIMITERS, key=lambda mark: max((line.count(mark) for line in first), default=0))
        raise unknown_table([line.split(often) for line in first], catalogue) or UnreadableFile("file_not_recognised")
    return best


def _known_count(line: str, mark: str, keys: frozenset[str]) -> int:
    return len({key for field in line.split(mark) for key in keys_of(field)} & keys)


def encoding_of(head: bytes) -> str:
    """The encoding that the first bytes of a text tell: UTF-16 or UTF-32, marked or not, else UTF-8 until proved
    wrong."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    first = head[:64]
    if first[1::2].count(0) > 24:  # UTF-16 without its mark: one byte out of two is zero in Latin letters
        return "utf-16-le"
    return "utf-16-be" if first[::2].count(0) > 24 else "utf-8-sig"


def decoded(content: bytes) -> tuple[str, tuple[Note, ...]]:
    """The text as it was meant, and what is to be said of its encoding. Raises UnreadableFile where none fits."""
    encoding = encoding_of(content)
    if encoding == "utf-8-sig":
        text, sound = _eight_bits(content)
    else:  # a byte too many at the end is no letter
        text = content[: len(content) // 2 * 2].decode(encoding, errors="replace")
        sound = not is_suspect(text)
    if "\0" in text:
        raise (
            UnreadableFile("csv_encoding", "UTF-8, UTF-16")
            if _WIDE.search(content)
            else UnreadableFile("file_not_recognised")
        )
    if _MARK in text:
        text = _end_to_end(text)
    return (text, ()) if sound else _mended(text)


def _eight_bits(content: bytes) -> tuple[str, bool]:
    """The text of bytes in UTF-8, or in Windows-1252 throughout, and whether nothing in it needs a second look."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
        return (text, True) if is_plain_windows(text) else (content.decode("utf-8-sig", "surrogateescape"), False)
    return text, not is_suspect(text)


def _end_to_end(text: str) -> str:
    """A text without its marks: one in the middle, before the headers once more, begins another file."""
    lines = text.replace(_MARK, "", 1)[:40].splitlines()
    first = next((line.replace(_MARK, "") for line in lines if line.strip(_MARK + " ")), None)
    if first is None:  # nothing but marks and ends of lines: no headers could come once more
        return text.replace(_MARK, "")
    return re.sub(rf"(?<=[^\r\n]){_MARK}(?={re.escape(first)})", "\n", text, flags=re.IGNORECASE).replace(_MARK, "")


def _mended(text: str) -> tuple[str, tuple[Note, ...]]:
    end = "\n" if "\n" in text else "\r"
    try:
        repair = mended(text.split(end))
    except Spoiled as spoiled:
        raise UnreadableFile("csv_encoding", typeset(f"ligne {spoiled.place + 1} : {spoiled.word}")) from None
    if repair is None:
        return text, ()
    notes = () if repair.whole and repair.how == PLAIN else (Note("csv_encoding_guessed", None, lines_said(repair)),)
    return end.join(repair.texts), notes


def lines_said(repair: Mended) -> str:
    """The encodings of the lines that were not as they should, and how many they are."""
    number = len(repair.changed)
    return f"{repair.how}, {number} ligne{'s' if number > 1 else ''}"
