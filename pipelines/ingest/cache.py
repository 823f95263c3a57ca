"""What was parsed once is not parsed again: the words of every file received, kept as Parquet segments."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import chain
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from pipelines.ingest.confined import AHEAD, AT_ONCE
from pipelines.ingest.official.definition import definitions_digest
from pipelines.ingest.parsed import KINDS, Answer, Gathered, Parsed, raw_table
from pipelines.ingest.reader import read_files
from pipelines.ingest.report_format import reader_digest
from pipelines.ingest.school_tables import is_workbook, recognised
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.store.contents import Content
from pipelines.store.files import make_folder, sync_folder, sync_tree
from pipelines.store.lock import only_one

Progress = Callable[[int, int], None]
Identity = tuple[int, int, int]  # of a file: another one where its bytes were written again
SUMS = "SHA256SUMS"
KEPT = 4096  # files of segments of which what was read is held
_TOGETHER = 64  # files asked for at once: what they say waits in memory for its turn
_GROUP = 8  # of them, by one reader
_PART = 6 << 20  # bytes of text: beyond, what was read is written before more is


def parsed_tables(settings: Settings, progress: Progress | None = None) -> dict[str, list[Path]]:
    """Reads what is not read yet, then gives, for each table of schema `raw`, the Parquet files that hold it."""
    with only_one(settings.parsed):
        return _parsed_tables(settings, progress)


def _parsed_tables(settings: Settings, progress: Progress | None) -> dict[str, list[Path]]:
    folder, segments = _folder(settings), _sound_segments(settings)
    read_hashes = {sha for path in segments for sha in hashes(path / "file.parquet")}
    archive = Archive(settings)
    missing = [receipt.source_sha256 for receipt in archive.receipts() if receipt.source_sha256 not in read_hashes]
    if missing or not segments:
        for read in _read(archive, settings.catalogue, missing, progress):
            segments.append(_write_segment(folder, _next_number(segments), read))
    return {table: [segment / f"{table}.parquet" for segment in segments] for table, _, _ in KINDS.values()}


def hashes(path: Path) -> tuple[str, ...]:
    """The fingerprints of the files whose words are in this segment, of which `path` is the table of files."""
    return _hashes(path, _identity(path))


@lru_cache(maxsize=KEPT)
def _hashes(path: Path, _identity: Identity) -> tuple[str, ...]:
    """(`parquet.read_table` would load what reads folders of files, fifty megabytes of it.)"""
    return tuple(parquet.ParquetFile(path).read(["source_sha256"])["source_sha256"].to_pylist())


def _identity(path: Path) -> Identity:
    state = path.stat()
    return state.st_ino, state.st_mtime_ns, state.st_size


def number_of_rows(path: str) -> int:
    """How many rows a table of a segment holds."""
    return parquet.read_metadata(path).num_rows


def _folder(settings: Settings) -> Path:
    return settings.parsed / reader_digest(definitions_digest(settings.catalogue))


def _sound_segments(settings: Settings) -> list[Path]:
    """Those that are as they were written; one that is not is let go, and its files are read again."""
    segments = sorted(path for path in _folder(settings).glob("*") if path.is_dir() and path.suffix != ".draft")
    for segment in segments:
        sums = segment / SUMS
        if not sums.exists() or sums.read_text(encoding="utf-8", errors="replace") != _sums(segment):
            shutil.rmtree(segment)
    return [segment for segment in segments if segment.exists()]


def _sums(segment: Path) -> str:
    """The fingerprint of each table: no reader of Parquet sees every byte that changed. Read once a process, as the
    builds are: a segment comes with each build, and is never written again."""
    paths = sorted(segment.glob("*.parquet"))
    return "".join(f"{_fingerprint(path, _identity(path))}  {path.name}\n" for path in paths)


@lru_cache(maxsize=KEPT)
def _fingerprint(path: Path, _identity: Identity) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _next_number(segments: list[Path]) -> int:
    return max((int(path.name) for path in segments), default=-1) + 1


def as_tables(parsed: Parsed) -> dict[str, pa.Table]:
    """What was read, as the tables of schema `raw`."""
    rows = {table: (columns, getattr(parsed, name)) for name, (table, columns, _) in KINDS.items()}
    tables = {
        table: raw_table(columns, list(zip(*lines, strict=True)) or [()] * len(columns))
        for table, (columns, lines) in rows.items()
    }
    if parsed.tables:
        tables["table_row"] = pa.concat_tables([tables["table_row"], *parsed.tables])
    return tables


def _read(archive: Archive, catalogue: Path | None, hashes: list[str], progress: Progress | None) -> Iterator[Gathered]:
    """What files say, in as few parts as memory allows: at least one, be it empty."""
    everything = Gathered()
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:  # each file is read by another process
        for start in range(0, len(hashes), _TOGETHER):
            groups = [
                hashes[first : first + _GROUP] for first in range(start, min(start + _TOGETHER, len(hashes)), _GROUP)
            ]
            read = chain.from_iterable(pool.map(lambda group: _read_some(archive, catalogue, group), groups))
            for done, answer in enumerate(read, start=start + 1):
                if everything.weight > _PART:
                    yield everything
                    everything = Gathered()
                everything.add(answer)
                if progress:
                    progress(done, len(hashes))
    yield everything


def _read_some(archive: Archive, catalogue: Path | None, hashes: list[str]) -> list[Answer]:
    """What files say; of tables of schools their headers alone: their lines never go through Python."""
    answers: list[Answer] = []
    files: list[tuple[str, Content]] = []

    def read() -> None:
        answers.extend(read_files(files, catalogue))
        files.clear()

    for sha256 in hashes:  # what was altered is never counted in silence
        path = archive.path(sha256)
        content = archive.read(sha256) if path.exists() and path.stat().st_size <= AHEAD else None
        if content is None:
            archive.check(sha256)
        if not (content and is_workbook(content)) and (layout := recognised(path)):
            read()
            answers.append(Answer.of(sha256, layout.parsed(sha256)))
        else:
            files.append((sha256, archive.content(sha256) if content is None else content))
            if content is None:  # large ones are not held, nor read together
                read()
    read()
    return answers


def _write_segment(folder: Path, number: int, read: Gathered) -> Path:
    segment = folder / f"{number:06d}"
    draft = segment.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    make_folder(draft)
    for table, rows in read.as_tables().items():
        parquet.write_table(rows, draft / f"{table}.parquet", compression="zstd")
    (draft / SUMS).write_text(_sums(draft), encoding="utf-8")
    sync_tree(draft)
    draft.rename(segment)
    sync_folder(folder)
    return segment
