"""The lines of an official table that stand in a grid (a workbook, JSON, a text of odd lines) → rows of schema `raw`.

Apart from the grids of reports, which are read without loading what reads columns of a national table."""

from __future__ import annotations

import pyarrow as pa

from pipelines.ingest.grids import Grid
from pipelines.ingest.official.definition import OfficialTable
from pipelines.ingest.official.lines import Sheet, parsed_lines
from pipelines.ingest.official.recognition import Columns, wanted_columns
from pipelines.ingest.parsed import Parsed


def read_sheet(
    sha256: str, table: OfficialTable, sheet: Grid, header: int, lines: list[tuple[int, list[str]]]
) -> Parsed:
    """What its lines say, each given with its number: its columns, those alone that are read."""
    columns = Columns.of(sheet.rows[header])
    texts = {
        str(place): pa.array([row[place] if place < len(row) else "" for _, row in lines], pa.string())
        for place in wanted_columns(table, columns)
    }
    numbers = pa.array([number for number, _ in lines], pa.int32())
    return parsed_lines(Sheet(sha256, table, columns, pa.table(texts), numbers, sheet.name, header))
