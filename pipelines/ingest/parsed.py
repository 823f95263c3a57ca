"""The shape of what was read: rows ready for the schema `raw`, verbatim and with their addresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

import pyarrow as pa


class FileRow(NamedTuple):
    """One file: `kind` is report, table or unreadable; `table_kind` the kind of table; `official` the official table
    that it is an extract of, with its title, and `dated_on` the day of the extract where it tells one."""

    source_sha256: str
    kind: str
    table_kind: str | None
    official: str | None = None
    official_title: str | None = None
    dated_on: str | None = None


class Cell(NamedTuple):
    """One cell of a report that is not empty: `value_read` is its text as it stands."""

    source_sha256: str
    section: str
    sheet: str
    row_number: int
    field: str
    cell: str
    value_read: str


class Header(NamedTuple):
    """Where a field's column stands in a sheet: also gives the address of a cell left empty."""

    source_sha256: str
    section: str
    sheet: str
    field: str
    letter: str


class Finding(NamedTuple):
    """What the reader itself has to say of a file; `code` is explained in messages.toml, `detail` is told there."""

    source_sha256: str
    code: str
    sheet: str | None
    cell: str | None
    row_number: int | None
    value_read: str | None
    detail: str | None = None


TABLE_FIELDS = (
    "campaign", "territory", "school_code", "code", "numerator", "denominator", "situation", "source", "comment",
    "name", "school_kind", "department", "commune", "open", "opened_on", "closed_on", "successor", "effective_on",
    "sector", "nature", "letter",
)  # fmt: skip
TABLE_ROWS = pa.schema(
    [
        (name, pa.int32() if name == "row_number" else pa.string())
        for name in ("source_sha256", "table_kind", "sheet", "row_number", *TABLE_FIELDS)
    ]
)


@dataclass
class Parsed:
    """All that a file, or many files, said. `table_rows` are tuples: sha256, kind, sheet, row number, TABLE_FIELDS;
    `tables` are rows of the same columns (TABLE_ROWS), of tables that were read column by column."""

    files: list[FileRow] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    headers: list[Header] = field(default_factory=list)
    table_rows: list[tuple[str | int | None, ...]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    tables: list[pa.Table] = field(default_factory=list)

    def add(self, other: Parsed) -> None:
        """Appends what another file said."""
        for name in ("files", "cells", "headers", "table_rows", "findings", "tables"):
            getattr(self, name).extend(getattr(other, name))

    def weight(self) -> int:
        """About how many bytes it takes: the texts, and what Python and Arrow add to each row."""
        rows = len(self.cells) + len(self.headers) + len(self.table_rows) + len(self.findings)
        texts = chain(
            (one.value_read for one in self.cells),
            (one.value_read or "" for one in self.findings),
            (text for row in self.table_rows for text in row[3:] if isinstance(text, str)),
        )
        told = sum(len(text) if text.isascii() else 2 * len(text) for text in texts)
        return told + 120 * rows + sum(one.nbytes for one in self.tables)


def column_letter(index: int) -> str:
    """`A` for 0, `AA` for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
