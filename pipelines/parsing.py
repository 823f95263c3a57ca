"""What was parsed once is not parsed again: the words of every file received, kept as Parquet segments."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from pipelines.archive import Archive
from pipelines.reading.format import reader_digest
from pipelines.reading.parsed import TABLE_FIELDS, Cell, FileRow, Finding, Header, Parsed
from pipelines.reading.reader import read_file
from pipelines.settings import Settings

Progress = Callable[[int, int], None]
_COLUMNS: dict[str, tuple[str, ...]] = {
    "file": FileRow._fields,
    "cell": Cell._fields,
    "header": Header._fields,
    "table_row": ("source_sha256", "table_kind", "sheet", "row_number", *TABLE_FIELDS),
    "finding": Finding._fields,
}


def parsed_tables(settings: Settings, progress: Progress | None = None) -> dict[str, list[Path]]:
    """Reads what is not read yet, then gives, for each table of schema `raw`, the Parquet files that hold it."""
    folder = settings.parsed / reader_digest()
    segments = sorted(path for path in folder.glob("*") if path.is_dir() and path.suffix != ".draft")
    known = {sha for path in segments for sha in parquet.read_table(path / "file.parquet")["source_sha256"].to_pylist()}
    archive = Archive(settings)
    missing = [receipt.source_sha256 for receipt in archive.receipts() if receipt.source_sha256 not in known]
    if missing or not segments:
        segments.append(_write_segment(folder, len(segments), _read(archive, missing, progress)))
    return {table: [segment / f"{table}.parquet" for segment in segments] for table in _COLUMNS}


def _read(archive: Archive, hashes: list[str], progress: Progress | None) -> Parsed:
    everything = Parsed()
    with ThreadPoolExecutor(max_workers=2) as pool:  # the parser works outside Python's lock
        for done, one in enumerate(pool.map(lambda sha: read_file(sha, archive.read(sha)), hashes), start=1):
            everything.add(one)
            if progress:
                progress(done, len(hashes))
    return everything


def _write_segment(folder: Path, number: int, parsed: Parsed) -> Path:
    segment = folder / f"{number:06d}"
    draft = segment.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    rows: dict[str, list[Any]] = {
        "file": parsed.files,
        "cell": parsed.cells,
        "header": parsed.headers,
        "table_row": parsed.table_rows,
        "finding": parsed.findings,
    }
    for table, columns in _COLUMNS.items():
        parquet.write_table(_arrow(columns, rows[table]), draft / f"{table}.parquet", compression="zstd")
    return draft.rename(segment)


def _arrow(columns: tuple[str, ...], rows: list[Any]) -> pa.Table:
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    types = [pa.int32() if name == "row_number" else pa.string() for name in columns]
    arrays = [pa.array(column, type=kind) for column, kind in zip(values, types, strict=True)]
    return pa.table(arrays, names=list(columns))
