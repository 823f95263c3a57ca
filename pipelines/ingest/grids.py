"""Grids of text, what every kind of file is turned into first; and those of a Parquet file."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any, NamedTuple

from pipelines.ingest.limits import UnreadableFile
from pipelines.ingest.parsed import column_letter
from pipelines.ingest.spreadsheets.cells import number_text

LONGEST_CELL = 32_767  # characters, what a cell of Excel holds; LibreOffice and CSV files go beyond


class Note(NamedTuple):
    """What the opening of a file has to say of one of its sheets; `code` is explained in messages.toml."""

    code: str
    cell: str | None = None
    value_read: str | None = None


@dataclass(frozen=True)
class Grid:
    """A sheet as rows of text, an empty text for an empty cell; row 0 is row 1 of the sheet.

    `delimited` is the separator of a text, where a line too long is a line misread; None elsewhere. `hidden_rows`
    are indexes of rows that the sheet does not show; `hidden` says that the sheet itself is not shown."""

    name: str
    rows: list[list[str]]
    delimited: str | None = None
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    notes: tuple[Note, ...] = ()


def cut_where_too_long(sheet: Grid) -> Grid:
    """The sheet, each cell cut at what a spreadsheet holds; its first such cell, and how many they are, are said."""
    if max(map(len, chain.from_iterable(sheet.rows)), default=0) <= LONGEST_CELL:
        return sheet
    places = [
        (row, column)
        for row, cells in enumerate(sheet.rows)
        for column, text in enumerate(cells)
        if len(text) > LONGEST_CELL
    ]
    for row, column in places:
        sheet.rows[row][column] = sheet.rows[row][column][:LONGEST_CELL]
    named = [f"{column_letter(column)}{row + 1}" for row, column in places[:10]]
    addresses = f"{', '.join(named)}{'…' if len(places) > 10 else ''}"
    return replace(sheet, notes=(*sheet.notes, Note("cell_too_long", named[0], addresses)))


def text_of(value: Any) -> str:
    """A cell's value as plain text: `1234.5`, `2025-12-31`, `VRAI`; bytes that are not UTF-8 stand as Python's
    `surrogateescape` leaves them, for who looks at the letters."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, float | Decimal):
        return number_text(value)
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def is_json(content: bytes) -> bool:
    """Whether bytes are a list or an object of JSON: no table begins with its bracket before a quotation."""
    head = content[:256].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith((b"[", b"{")) and head[1:].lstrip(b" \t\r\n")[:1] in (b"{", b'"', b"]", b"}")


def json_grids(content: bytes) -> list[Grid]:
    """The records of a JSON file as one table: a list of objects, or the answer of an interface that holds one, its
    keys as headers. Raises UnreadableFile."""
    try:
        records = _records(json.loads(content.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        raise UnreadableFile("file_damaged") from None
    if not records:
        raise UnreadableFile("file_not_recognised")
    headers = list(dict.fromkeys(key for record in records for key in record))
    rows = [[text_of(value) if _is_plain(value := record.get(key)) else "" for key in headers] for record in records]
    return [Grid("", [headers, *rows])]


def _records(content: Any) -> list[dict[str, Any]]:
    """The objects of a list, each without the envelope (`fields`, `record`) that an interface puts around it."""
    if isinstance(content, dict):
        content = next(
            (content[key] for key in ("results", "records", "data") if isinstance(content.get(key), list)), []
        )
    records = [record for record in content if isinstance(record, dict)] if isinstance(content, list) else []
    inner = ("fields", "record", "properties")
    return [next((record[key] for key in inner if isinstance(record.get(key), dict)), record) for record in records]


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def parquet_grids(content: bytes) -> list[Grid]:
    """The one table of a Parquet file. Raises UnreadableFile."""
    from pyarrow import ArrowException, parquet

    try:
        table = parquet.ParquetFile(io.BytesIO(content), pre_buffer=False).read(use_threads=False)
    except (ArrowException, OSError):
        raise UnreadableFile("file_damaged") from None
    columns = [[text_of(value) for value in column.to_pylist()] for column in table.columns]
    return [Grid("", [list(table.column_names), *map(list, zip(*columns, strict=True))])]
