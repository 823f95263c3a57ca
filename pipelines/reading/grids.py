"""Bytes → grids of text: opens a workbook or a Parquet file; which of them it is, its content tells."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import python_calamine as calamine

from pipelines.reading.package import Package
from pipelines.reading.safety import UnreadableFile
from pipelines.reading.second_look import lost_values


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


def workbook_grids(package: Package) -> list[Grid]:
    """The sheets of a workbook, in their order, charts left out. Raises UnreadableFile."""
    if not package.is_spreadsheet():
        raise UnreadableFile("file_not_recognised")
    lost = lost_values(package)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(package.content))
        names = [one.name for one in book.sheets_metadata if one.typ is calamine.SheetTypeEnum.WorkSheet]
        sheets = [Grid(name, _texts(book.get_sheet_by_name(name))) for name in names]
    except calamine.PasswordError:
        raise UnreadableFile("file_encrypted_or_old") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise UnreadableFile("file_damaged") from None
    except BaseException as error:  # a panic of the parser is no Exception, and is a damaged file all the same
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableFile("file_damaged") from None
    for sheet in sheets:
        for (row, column), text in lost.get(sheet.name, {}).items():
            _put(sheet.rows, row, column, text)
    return sheets


def _put(rows: list[list[str]], row: int, column: int, text: str) -> None:
    rows.extend([] for _ in range(row + 1 - len(rows)))
    rows[row].extend("" for _ in range(column + 1 - len(rows[row])))
    rows[row][column] = text


def _texts(sheet: calamine.CalamineSheet) -> list[list[str]]:
    rows = sheet.to_python(skip_empty_area=False)
    return [[value if type(value) is str else text_of(value) for value in row] for row in rows]


def text_of(value: Any) -> str:
    """A cell's value as plain text: `1234.5`, `2025-12-31`, `VRAI`; bytes that are not UTF-8 stand as Python's
    `surrogateescape` leaves them, for who looks at the letters."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def parquet_grids(content: bytes) -> list[Grid]:
    """The one table of a Parquet file. Raises UnreadableFile."""
    from pyarrow import ArrowException, parquet

    try:
        table = parquet.ParquetFile(io.BytesIO(content), pre_buffer=False).read(use_threads=False)
    except (ArrowException, OSError):
        raise UnreadableFile("file_damaged") from None
    columns = [[text_of(value) for value in column.to_pylist()] for column in table.columns]
    return [Grid("", [list(table.column_names), *map(list, zip(*columns, strict=True))])]
