"""Reads, line after line, a delimited text that the engine cannot read as it stands: quotes, uneven lines, blanks."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import pyarrow as pa

from indicators.typography import typeset
from pipelines.ingest.limits import UnreadableFile
from pipelines.ingest.parsed import Finding
from pipelines.ingest.report_format import report_format
from pipelines.ingest.rows import header_places, misread, other_headers
from pipelines.ingest.school_tables import FIELDS, KIND, Layout
from pipelines.ingest.text.delimited import LONGEST_FIELD, PLAIN
from pipelines.ingest.text.encoding import Spoiled, is_suspect, mended
from pipelines.ingest.text.shifted import Shifts

BATCH = 100_000
FIRST = 1_000  # lines that tell whether every line ends with a separator more
SEPARATOR = "\x1f"
Line = tuple[tuple[str | None, ...], int]  # the fields of a line, and where it stands
WRITTEN = pa.schema([*((field, pa.string()) for field in FIELDS), ("row_number", pa.int32())])


class OddText:
    """The lines of a text as batches for the engine; what cannot be a line of the table is kept in `findings`.

    `refused` is why nothing of it can be read, once that is known."""

    def __init__(self, sha256: str, path: Path, layout: Layout) -> None:
        self.findings: list[Finding] = []
        self.refused = UnreadableFile("csv_quotes")
        self._sha256, self._path, self._layout = sha256, path, layout
        self._encodings: Counter[str] = Counter()

    def reader(self) -> pa.RecordBatchReader:
        """The lines, read as they are asked for; an error where a quotation never ends, or a letter cannot be read."""
        return pa.RecordBatchReader.from_batches(WRITTEN, self._batches())

    def _batches(self) -> Iterator[pa.RecordBatch]:
        rows = self._rows()
        while chunk := list(islice(rows, BATCH)):
            columns = zip(*((*line, number) for line, number in self._meant(chunk)), strict=True)
            yield pa.record_batch(
                [pa.array(column, t.type) for column, t in zip(columns, WRITTEN, strict=True)], WRITTEN
            )
        if self._encodings:
            lines = self._encodings.total()
            text = f"{', '.join(self._encodings)}, {lines} ligne{'s' if lines > 1 else ''}"
            self.findings.append(Finding(self._sha256, "csv_encoding_guessed", None, None, None, text))

    def _meant(self, chunk: list[Line]) -> list[Line]:
        """Lines whose letters a wrong encoding spoiled, as they were meant."""
        odd = [place for place, (line, _) in enumerate(chunk) if not "".join(filter(None, line)).isascii()]
        texts = [SEPARATOR.join(field or "" for field in chunk[place][0]) for place in odd]
        if not is_suspect("\n".join(texts)):
            return chunk
        try:
            mending = mended(texts)
        except Spoiled as spoiled:
            _, number = chunk[odd[spoiled.place]]
            self.refused = UnreadableFile("csv_encoding", typeset(f"ligne {number} : {spoiled.word}"))
            raise self.refused from None
        if mending and not (mending.whole and mending.how == PLAIN):
            self._encodings[mending.how] += len(mending.changed)
        for place, text in zip(odd, mending.texts if mending else [], strict=False):
            chunk[place] = (tuple(field or None for field in text.split(SEPARATOR)), chunk[place][1])
        return chunk

    def _rows(self) -> Iterator[Line]:
        # with all that Arrow computes on columns, fifteen megabytes that few builds need
        from pipelines.ingest.official.lines import bare_year_said

        layout, places = self._layout, self._layout.places
        order, delimiter = [places.get(field, -1) for field in FIELDS], layout.delimiter or ";"
        word = layout.year_word
        kind = report_format().tables[KIND]
        headers = header_places(kind, list(layout.columns))
        plain = layout.encoding == "utf-8-sig"  # bytes that are not UTF-8 are looked at once their lines are cut
        errors = "surrogateescape" if plain else "replace"
        with self._path.open(encoding=layout.encoding or "utf-8-sig", errors=errors, newline="") as file:
            csv.field_size_limit(LONGEST_FIELD)
            lines = islice(csv.reader(file, delimiter=delimiter, strict=True), layout.header + 1, None)
            try:
                first = list(islice(lines, FIRST))
                shifts = Shifts(places, len(layout.columns), delimiter, first)
                every = chain(first, lines)
                for number, line in enumerate(every, start=layout.header + 2):
                    if again := header_places(kind, line):
                        if again == headers:
                            continue
                        self.findings.append(other_headers(self._sha256, "", number, line, every))
                        return
                    if shifts.may_be(line) and (finding := misread(self._sha256, "", number, line, shifts)):
                        self.findings.append(finding)
                    else:
                        fields = [_said(line[i]) if 0 <= i < len(line) else None for i in order]
                        yield (fields[0] and bare_year_said(fields[0].strip(), word), *fields[1:]), number
            except csv.Error:
                raise self.refused from None


def _said(text: str) -> str | None:
    """A text without the mark that begins a file, which another file before it leaves in the middle."""
    return text.lstrip("\ufeff") or None
