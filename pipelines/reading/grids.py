"""Bytes → grids of text: opens a workbook, a CSV or a Parquet file, told by its content and never by its name."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import python_calamine as calamine

from pipelines.reading.safety import MEGABYTE, UnreadableFile, bounds

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an encrypted .xlsx, or a workbook of before 2007
DELIMITERS = ";\t,"


@dataclass(frozen=True)
class Grid:
    """A sheet as rows of text, an empty text for an empty cell; row 0 is row 1 of the sheet."""

    name: str
    rows: list[list[str]]


def grids(content: bytes) -> list[Grid]:
    """The sheets of a file, in their order. Raises UnreadableFile."""
    if len(content) > bounds().file * MEGABYTE:
        raise UnreadableFile("file_too_heavy")
    if not content[:1024].strip(b"\0 \r\n\t") and not content.strip(b"\0 \r\n\t"):
        raise UnreadableFile("file_empty")
    if content.startswith(OLE):
        raise UnreadableFile("file_encrypted_or_old")
    if content.startswith(b"PK"):
        return _workbook(content)
    if content.startswith(b"PAR1"):
        return [_parquet(content)]
    return [_delimited(content)]


def _workbook(content: bytes) -> list[Grid]:
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [Grid(name, _texts(book.get_sheet_by_name(name))) for name in book.sheet_names]
    except calamine.PasswordError:
        raise UnreadableFile("file_encrypted_or_old") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise UnreadableFile("file_damaged") from None
    except BaseException as error:  # a panic of the parser is no Exception, and is a damaged file all the same
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableFile("file_damaged") from None


def _texts(sheet: calamine.CalamineSheet) -> list[list[str]]:
    rows = sheet.to_python(skip_empty_area=False)
    return [[value if type(value) is str else text_of(value) for value in row] for row in rows]


def text_of(value: Any) -> str:
    """A cell's value as plain text: `1234.5`, `2025-12-31`, `VRAI`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _parquet(content: bytes) -> Grid:
    from pyarrow import ArrowException, parquet

    try:
        table = parquet.read_table(io.BytesIO(content))
    except (ArrowException, OSError):
        raise UnreadableFile("file_damaged") from None
    columns = [[text_of(value) for value in column.to_pylist()] for column in table.columns]
    return Grid("", [list(table.column_names), *map(list, zip(*columns, strict=True))])


def _delimited(content: bytes) -> Grid:
    text = _decode(content)
    if "\0" in text:
        raise UnreadableFile("file_not_recognised")
    head = text[:4096].split("\n", 1)[0] or text[:4096]
    delimiter = max(DELIMITERS, key=head.count)
    if delimiter not in head:
        raise UnreadableFile("file_not_recognised")
    try:
        return Grid("", list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))
    except csv.Error:
        raise UnreadableFile("file_damaged") from None


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
