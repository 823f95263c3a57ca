"""Reads, line after line, a delimited text that the engine cannot read as it stands: quotes, uneven lines, blanks."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa

from pipelines.reading.delimited import LONGEST_FIELD
from pipelines.reading.parsed import Finding
from pipelines.reading.rows import too_long
from pipelines.reading.safety import UnreadableFile
from pipelines.schools.recognised import FIELDS, Layout

BATCH = 100_000
WRITTEN = pa.schema([*((field, pa.string()) for field in FIELDS), ("row_number", pa.int32())])


class OddText:
    """The lines of a text as batches for the engine; what cannot be a line of the table is kept in `findings`."""

    def __init__(self, sha256: str, path: Path, layout: Layout) -> None:
        self.findings: list[Finding] = []
        self._sha256, self._path, self._layout = sha256, path, layout

    def reader(self) -> pa.RecordBatchReader:
        """The lines, read as they are asked for; an error where a quotation never ends."""
        return pa.RecordBatchReader.from_batches(WRITTEN, self._batches())

    def _batches(self) -> Iterator[pa.RecordBatch]:
        rows = self._rows()
        while chunk := list(islice(rows, BATCH)):
            columns = zip(*chunk, strict=True)
            yield pa.record_batch([pa.array(one, t.type) for one, t in zip(columns, WRITTEN, strict=True)], WRITTEN)

    def _rows(self) -> Iterator[tuple[str | int | None, ...]]:
        layout, places = self._layout, self._layout.places
        order, width = [places.get(field, -1) for field in FIELDS], len(layout.columns)
        with self._path.open(encoding=text_encoding(self._path, layout), errors="replace", newline="") as file:
            csv.field_size_limit(LONGEST_FIELD)
            lines = csv.reader(file, delimiter=layout.delimiter or ";", strict=True)
            try:
                for number, line in enumerate(islice(lines, layout.header + 1, None), start=layout.header + 2):
                    if any(map(str.strip, line[width:])):
                        self.findings.append(too_long(self._sha256, "", number, line, width))
                    else:
                        yield (*((line[i] or None) if 0 <= i < len(line) else None for i in order), number)
            except csv.Error:
                raise UnreadableFile("csv_quotes") from None


def text_encoding(path: Path, layout: Layout) -> str:
    """The encoding of the whole text: UTF-8 unless one byte somewhere says otherwise."""
    if layout.encoding != "utf-8-sig":
        return layout.encoding or "utf-8-sig"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            while file.read(1 << 22):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"
