"""Of an official table in a plain text, the columns that are read and no other: by an engine, not line by line."""

from __future__ import annotations

import codecs
import csv
import io
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.ingest.grids import LONGEST_CELL
from pipelines.ingest.limits import UnreadableFile, bounds
from pipelines.ingest.official.definition import OfficialTable
from pipelines.ingest.official.lines import Sheet, parsed_lines
from pipelines.ingest.official.recognition import Columns, known_table, wanted_columns
from pipelines.ingest.parsed import Parsed
from pipelines.ingest.report_format import HEADER_ROWS
from pipelines.ingest.text.delimited import delimiter_of, encoding_of
from pipelines.ingest.text.encoding import is_suspect

HEAD = 64 * 1024
pc: Any = import_module("pyarrow.compute")  # its functions are made at import: no checker knows them


def read_delimited(sha256: str, content: bytes, catalogue: Path | None = None) -> Parsed | None:
    """All that an official table says; None for any other file, and for one of which a line, a letter or a quotation
    asks for a second look: it is then read line by line. Raises UnreadableFile where it is too heavy."""
    head = content[:HEAD]
    if encoding_of(head) != "utf-8-sig" or b"\0" in head:
        return None
    layout = _header(head, catalogue)
    if layout is None:
        return None
    header, line, delimiter, table = layout
    columns = Columns.of(line)
    wanted = wanted_columns(table, columns)
    lines = _lines(content)
    if lines * len(wanted) > bounds().cells or lines > bounds().lines:
        raise UnreadableFile("file_too_heavy")
    cells = _cells(content, delimiter, header, len(line), wanted)
    if cells is None or cells.num_rows != lines - header - 1 or _any_long(cells) or _any_suspect(cells):
        return None
    if table.adds_up and cells.group_by(cells.column_names).aggregate([]).num_rows < cells.num_rows:
        return None  # lines may be there twice: the reading line by line sees whether the other columns differ
    numbers = pa.array(range(header + 2, header + 2 + cells.num_rows), pa.int32())
    return parsed_lines(Sheet(sha256, table, columns, cells, numbers, header=header))


def _header(head: bytes, catalogue: Path | None) -> tuple[int, list[str], str, OfficialTable] | None:
    """The place of the line of headers, its texts, what separates them and the official table that they begin."""
    text = head.decode("utf-8-sig", errors="replace")
    try:
        delimiter = delimiter_of(text, catalogue)
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))[:HEADER_ROWS]
    except (UnreadableFile, csv.Error):
        return None
    for place, line in enumerate(lines):
        table = known_table(line, catalogue)
        if table is not None:
            if any(sum(map(bool, above)) > 1 for above in lines[:place]):
                return None  # values may stand above the headers: the reading line by line tells
            return (place, line, delimiter, table) if isinstance(table, OfficialTable) else None
    return None


def _lines(content: bytes) -> int:
    """How many lines a text has, the last one ended or not."""
    return content.count(b"\n") + (not content.endswith(b"\n"))


def _cells(content: bytes, delimiter: str, header: int, width: int, wanted: list[int]) -> pa.Table | None:
    """The texts of the columns wanted, each named by its place; None where the engine finds a line uneven."""
    from pyarrow import csv as engine

    start = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
    names = [str(place) for place in range(width)]
    included = [str(place) for place in wanted]
    try:
        return engine.read_csv(
            pa.BufferReader(pa.py_buffer(memoryview(content)[start:])),
            read_options=engine.ReadOptions(skip_rows=header + 1, column_names=names, block_size=4 << 20),
            parse_options=engine.ParseOptions(delimiter=delimiter, ignore_empty_lines=False),
            convert_options=engine.ConvertOptions(
                include_columns=included, column_types=dict.fromkeys(included, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowException:
        return None


def _any_long(cells: pa.Table) -> bool:
    """Whether a cell holds more than a spreadsheet does: the reading line by line cuts it and says so."""
    longest = (pc.max(pc.utf8_length(column)).as_py() for column in cells.columns)
    return any(length is not None and length > LONGEST_CELL for length in longest)


def _any_suspect(cells: pa.Table) -> bool:
    """Whether a text of the columns that are read may hold letters of a wrong encoding."""
    for column in cells.columns:
        distinct = pc.unique(column)
        beyond = distinct.filter(pc.invert(pc.string_is_ascii(distinct)))
        odd = distinct.filter(pc.match_substring(distinct, "?"))
        if is_suspect("\n".join([*beyond.to_pylist(), *odd.to_pylist()])):
            return True
    return False
