"""Rows of a query as a table of a sheet: header, filter, one cell at a time in the form of its column."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from xlsxwriter.format import Format

from indicators.short_texts import once_where_short
from indicators.typography import typeset
from pipelines.outputs.workbook.appearance import SIZE, Formats
from pipelines.outputs.workbook.book import CHARACTERS, Page
from pipelines.outputs.workbook.columns import Column
from pipelines.outputs.workbook.edition import Row
from pipelines.outputs.workbook.wording import word

TEXTS = {"code", "text", "typed", "typed_code", "word"}
WRAPPED = {"text", "typed", "word", "status"}
BOLD = 1.1  # how much wider bold letters are
TALLEST = 400.0  # points; a row of Excel holds 409


def write_table(
    page: Page,
    columns: Sequence[Column],
    rows: Sequence[Row],
    name: str,
    empty: str = "",
    freeze: int = 0,
    wrap: bool = True,
    repeat: bool = True,
) -> int:
    """Writes a named table at the next free row and returns the row of its header.

    `freeze` is the number of columns that stay in sight (0: nothing is frozen); `empty` is said where there is no row;
    `repeat`: the header comes again on each printed page."""
    header = page.row
    if not rows:
        page.paragraph(empty)
        return header
    last = header + len(rows)
    style = {
        "name": name,
        "style": None,
        "description": page.title,
        "columns": [_header(page.formats, column) for column in columns],
    }
    page.sheet.add_table(header, 0, last, len(columns) - 1, style)
    page.set_row(header, _header_height(columns))
    for place, row in enumerate(rows, start=header + 1):
        if wrap:
            page.set_row(place, row_height(columns, row, page.formats.size))
        for at, column in enumerate(columns):
            write_cell(page, place, at, column, row, wrap)
    page.book.tables[name] = (page, header, rows)
    page.row = last + 1
    if freeze:
        page.sheet.freeze_panes(header + 1, freeze)
        if repeat:
            page.sheet.repeat_rows(header)
    return header


def write_header(page: Page, columns: Sequence[Column]) -> int:
    """The header alone, for a sheet that is not a plain table."""
    header = page.row
    for at, column in enumerate(columns):
        page.text(header, at, column.header, _header(page.formats, column)["header_format"])
    page.set_row(header, _header_height(columns))
    page.row += 1
    return header


def _header(formats: Formats, column: Column) -> dict[str, Any]:
    side = {"align": "left", "indent": 1} if column.kind in TEXTS | {"status", "rank"} else {"align": "right"}
    return {"header": column.header, "header_format": formats.header(**side)}


def _header_height(columns: Sequence[Column]) -> float:
    """Room for the header that takes most lines: words are not cut."""
    lines = max(len(textwrap.wrap(column.header, max(4, int(column.width * 0.85)))) for column in columns)
    return 8 + 12 * lines


def row_height(columns: Sequence[Column], row: Row, size: float = SIZE) -> float:
    """Room for the longest of the wrapped texts: office suites do not all find it by themselves."""
    return min(TALLEST, 4 + 11.5 * lines_of(columns, row, size) * size / SIZE)


def lines_of(columns: Sequence[Column], row: Row, size: float = SIZE) -> int:
    """How many lines the longest of the wrapped texts takes, in letters of so many points."""
    lines = 1
    for column in columns:
        text = _text(column, row) if column.kind in WRAPPED else ""
        bold = BOLD if column.kind == "status" else 1
        across = max(4, int(column.width * CHARACTERS * SIZE / size / bold) - 1)
        if len(text) > across or "\n" in text:
            lines = max(lines, _wrapped(text, across))
    return lines


@once_where_short(16384)  # the same definitions and titles stand in each of a hundred dossiers
def _wrapped(text: str, across: int) -> int:
    return sum(len(textwrap.wrap(paragraph, across)) or 1 for paragraph in text.split("\n"))


def _text(column: Column, row: Row) -> str:
    value = column.value(row)
    if value is None or column.kind in ("word", "status"):
        return word(column.group, value)
    return typeset(str(value)) if column.kind == "text" else str(value)  # what people typed is left as it is


def write_cell(page: Page, at_row: int, at: int, column: Column, row: Row, wrap: bool = True, **look: Any) -> None:
    """One cell. What is absent leaves it empty: the status beside says why."""
    value = column.value(row)
    if column.kind == "status":
        page.text(at_row, at, _text(column, row), page.formats.status(column.group, value, text_wrap=wrap, indent=1))
    elif column.kind == "rank" and value is not None:
        page.sheet.write_number(at_row, at, value, page.formats.cell(num_format="0", align="left", indent=1, **look))
    elif column.kind in TEXTS:
        page.text(at_row, at, _text(column, row), _text_format(page.formats, column, wrap, look))
    elif value is None:
        page.sheet.write_blank(at_row, at, None, page.formats.cell(**look))
    elif isinstance(value, date):
        page.sheet.write_datetime(at_row, at, datetime.combine(value, time()), page.formats.number("day", **look))
    else:
        page.sheet.write_number(at_row, at, value, page.formats.number(form(column, row, value), **look))


def _text_format(formats: Formats, column: Column, wrap: bool, look: dict[str, Any]) -> Format:
    typed = {"quote_prefix": True} if column.kind.startswith("typed") else {}
    return formats.cell(text_wrap=wrap and column.kind in WRAPPED, indent=1, **typed, **look)


def form(column: Column, row: Row, value: float) -> str:
    """The number format of a cell: a figure is shown in the unit of its indicator."""
    if column.kind == "figure":
        if row["unit"] == "%":
            return "percent"
        if row["kind"] == "count":
            return "whole"
        return "two_decimals" if abs(value) < 10 else "one_decimal"
    if column.kind == "difference":
        if row["unit"] == "%":
            return "difference_percent"
        return "difference_whole" if row["kind"] == "count" else "difference_two_decimals"
    if column.kind == "number":
        return "whole" if float(value).is_integer() else "two_decimals"
    return column.kind
