"""The lines of an official table that stand in a grid (a workbook, JSON, a text of odd lines) → rows of schema `raw`.

Apart from the grids of reports, which are read without loading what reads columns of a national table."""

from __future__ import annotations

import pyarrow as pa

from indicators.typography import number
from pipelines.ingest.grids import Grid
from pipelines.ingest.official.definition import OfficialTable
from pipelines.ingest.official.lines import Sheet, parsed_lines
from pipelines.ingest.official.recognition import Columns, wanted_columns
from pipelines.ingest.parsed import Finding, Parsed, column_letter

Line = tuple[int, list[str]]  # its number in the sheet, its texts


def read_sheet(sha256: str, table: OfficialTable, sheet: Grid, header: int, lines: list[Line]) -> Parsed:
    """What its lines say, each given with its number: its columns, those alone that are read."""
    columns = Columns.of(sheet.rows[header])
    told = list[Finding]()
    if table.adds_up:
        lines, told = _once(sha256, sheet, lines)
    texts = {
        str(place): pa.array([row[place] if place < len(row) else "" for _, row in lines], pa.string())
        for place in wanted_columns(table, columns)
    }
    numbers = pa.array([number for number, _ in lines], pa.int32())
    return parsed_lines(Sheet(sha256, table, columns, pa.table(texts), numbers, sheet.name, header, told))


def _once(sha256: str, sheet: Grid, lines: list[Line]) -> tuple[list[Line], list[Finding]]:
    """Each line once: two that agree in all their columns, those that are not read too, are one that came twice, as
    where two extracts were pasted one below the other. Told once for the sheet."""
    first: dict[tuple[str, ...], Line] = {}
    again = list[Line]()
    for line in lines:
        key = tuple(text.strip() for text in line[1])
        if key in first:
            again.append(line)
        else:
            first[key] = line
    if not again:
        return lines, []
    number_of_row, row = again[0]
    place, text = next((place, text.strip()) for place, text in enumerate(row) if text.strip())
    cell, detail = f"{column_letter(place)}{number_of_row}", f"{number(len(again))} ligne{'s' if again[1:] else ''}"
    return [*first.values()], [
        Finding(sha256, "official_lines_twice", sheet.name or None, cell, None, text[:60], detail)
    ]
