"""Tells a table of schools by its first lines, or by the footer of a Parquet file, without reading its rows."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from pipelines.ingest.grids import Grid
from pipelines.ingest.limits import UnreadableFile
from pipelines.ingest.official.recognition import kind_has
from pipelines.ingest.parsed import Parsed
from pipelines.ingest.report_format import HEADER_ROWS, header_key, report_format
from pipelines.ingest.rows import rows
from pipelines.ingest.text.delimited import delimiter_of, encoding_of

KIND = "school_observations"
FIELDS = ("campaign", "school_code", "code", "numerator", "denominator")
HEAD = 64 * 1024
LONGEST_FOOTER = 16 * 1024 * 1024
_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
_PARQUET = b"PAR1"


@dataclass(frozen=True)
class Layout:
    """How a table of schools is laid out: `encoding` and `delimiter` are None for Parquet; `header` is the index of
    the line of headers; `columns` are the texts of that line, `above` the lines before it."""

    encoding: str | None
    delimiter: str | None
    header: int
    columns: tuple[str, ...]
    above: tuple[tuple[str, ...], ...] = ()

    @property
    def places(self) -> dict[str, int]:
        """Field → index of the column that holds it; of a column given twice, the first."""
        fields = report_format().tables[KIND].headers
        places: dict[str, int] = {}
        for index, text in enumerate(self.columns):
            if (key := header_key(text)) in fields:
                places.setdefault(fields[key].id, index)
        return places

    @property
    def year_word(self) -> str | None:
        """What the header of the years says of a bare one: `Rentrée`, `Session`; None where it says nothing."""
        return report_format().tables[KIND].words_of(self.columns[self.places["campaign"]])

    def parsed(self, sha256: str) -> Parsed:
        """What the headers, and what stands above them, say of the file."""
        return rows(sha256, [Grid("", [*map(list, self.above), list(self.columns)], delimited=self.delimiter)])


def recognised(path: Path) -> Layout | None:
    """The layout of a table of schools; None for any other file, which is then read as it always was."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(_PARQUET):
        return _parquet(path)
    return None if is_workbook(head) else _delimited(head)


def is_workbook(head: bytes) -> bool:
    """Whether bytes begin as a workbook: its tables are read as those of a report are."""
    return head.startswith(_WORKBOOKS)


def _delimited(head: bytes) -> Layout | None:
    encoding = encoding_of(head)
    text = head.decode(encoding, errors="replace")
    try:
        delimiter = delimiter_of(text)
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))[: HEADER_ROWS + 1]
    except (UnreadableFile, csv.Error):
        return None
    for index, line in enumerate(lines[:HEADER_ROWS]):
        layout = Layout(encoding, delimiter, index, tuple(line), tuple(map(tuple, lines[:index])))
        if _kind_of(line) == KIND:
            return layout
    return None


def _kind_of(line: list[str]) -> str | None:
    """The first kind of table whose required columns stand in a line."""
    for kind in report_format().tables.values():
        if kind_has(kind, line):
            return kind.id
    return None


def _parquet(path: Path) -> Layout | None:
    from pyarrow import ArrowException, parquet

    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 8))
        end = file.read()
    if not end.endswith(_PARQUET) or int.from_bytes(end[:4], "little") > LONGEST_FOOTER:
        return None
    try:
        names = parquet.read_schema(path).names
    except (ArrowException, OSError):
        return None
    return Layout(None, None, 0, tuple(names)) if _kind_of(names) == KIND else None
