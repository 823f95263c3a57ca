"""The shape of what was read: rows ready for the schema `raw`, verbatim and with their addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:  # a report is read without it, and it takes longer to load than a hundred reports to read
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
TABLE_COLUMNS = ("source_sha256", "table_kind", "sheet", "row_number", *TABLE_FIELDS)


@lru_cache(maxsize=2)
def table_rows(named: bool = True) -> pa.Schema:
    """The columns of the rows of tables; `named`, with the one that names their file."""
    import pyarrow as pa

    columns = TABLE_COLUMNS if named else TABLE_COLUMNS[1:]
    return pa.schema([(name, pa.int32() if name == "row_number" else pa.string()) for name in columns])


# The kinds of rows that a file says: the table of schema `raw` each goes to, the names of its columns, of which
# `row_number` alone is a number, and what makes a row of values.
KINDS: dict[str, tuple[str, tuple[str, ...], Callable[..., Any]]] = {
    "files": ("file", FileRow._fields, partial(tuple.__new__, FileRow)),
    "cells": ("cell", Cell._fields, partial(tuple.__new__, Cell)),
    "headers": ("header", Header._fields, partial(tuple.__new__, Header)),
    "table_rows": ("table_row", TABLE_COLUMNS, tuple),
    "findings": ("finding", Finding._fields, partial(tuple.__new__, Finding)),
}
Columns = Sequence[Sequence[Any]]  # of one kind of row, in the order of their names; none at all where there is no row


@dataclass
class Parsed:
    """All that a file, or many files, said. `table_rows` are tuples: sha256, kind, sheet, row number, TABLE_FIELDS;
    `tables` are rows of the same columns (`table_rows`), of tables that were read column by column."""

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
            (cell.value_read for cell in self.cells),
            (finding.value_read or "" for finding in self.findings),
            (text for row in self.table_rows for text in row[3:] if isinstance(text, str)),
        )
        characters = sum(len(text) if text.isascii() else 2 * len(text) for text in texts)
        return characters + 120 * rows + sum(table.nbytes for table in self.tables)


@dataclass(frozen=True)
class Answer:
    """All that one file said, column by column, as its reader gives it: by kind of row, without the column that names
    the file, where there are rows of that kind. `weight` is about how many bytes they take."""

    sha256: str
    columns: Mapping[str, Columns]
    tables: list[pa.Table]
    weight: int

    @classmethod
    def of(cls, sha256: str, parsed: Parsed) -> Answer:
        """The same of what was read in this very process."""
        columns = {name: list(zip(*rows, strict=True))[1:] for name in KINDS if (rows := getattr(parsed, name))}
        return cls(sha256, columns, parsed.tables, parsed.weight())

    def is_report(self) -> bool:
        """Whether the file is the report of a committee."""
        return "files" in self.columns and "report" in self.columns["files"][0]

    def parsed(self) -> Parsed:
        """The same row by row."""
        parsed = Parsed(tables=self.tables)
        for name, columns in self.columns.items():
            _, _, row_type = KINDS[name]
            getattr(parsed, name).extend(
                map(row_type, zip(repeat(self.sha256, len(columns[0])), *columns, strict=True))
            )
        return parsed


class Gathered:
    """All that many files said, put together column by column: no row of theirs is made in Python."""

    def __init__(self) -> None:
        self.weight = 0
        self._columns = {name: [list[Any]() for _ in names] for name, (_, names, _) in KINDS.items()}
        self._tables: list[pa.Table] = []

    def add(self, answer: Answer) -> None:
        """Appends what another file said."""
        for name, columns in answer.columns.items():
            first, *others = self._columns[name]
            first.extend(repeat(answer.sha256, len(columns[0])))
            for column, more in zip(others, columns, strict=True):
                column.extend(more)
        self._tables += answer.tables
        self.weight += answer.weight

    def as_tables(self) -> dict[str, pa.Table]:
        """The same as the tables of schema `raw`."""
        import pyarrow as pa

        tables = {table: raw_table(names, self._columns[name]) for name, (table, names, _) in KINDS.items()}
        if self._tables:
            tables["table_row"] = pa.concat_tables([tables["table_row"], *self._tables])
        return tables


def raw_table(names: Sequence[str], columns: Columns) -> pa.Table:
    """A table of schema `raw`."""
    import pyarrow as pa

    types = [pa.int32() if name == "row_number" else pa.string() for name in names]
    return pa.table(
        [pa.array(column, type=kind) for column, kind in zip(columns, types, strict=True)], names=list(names)
    )


def column_letter(index: int) -> str:
    """`A` for 0, `AA` for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
