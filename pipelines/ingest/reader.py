"""Reads one file, a report or a table: a plain one on the spot, a heavy or unusual one in a process of its own."""

from __future__ import annotations

from pathlib import Path

from pipelines.ingest.direct import OLE, PARQUET, grids, unreadable
from pipelines.ingest.grids import is_json
from pipelines.ingest.limits import MEGABYTE, UnreadableFile, bounds
from pipelines.ingest.official.delimited import read_delimited
from pipelines.ingest.parsed import Parsed
from pipelines.ingest.rows import rows
from pipelines.ingest.sandbox import read_confined
from pipelines.ingest.spreadsheets.zip_package import Package

WEIGHTS = 4  # times the ordinary weight, of an official table: most of its columns are not read


def read_file(sha256: str, content: bytes, catalogue: Path | None = None) -> Parsed:
    """All that the bytes say; a file that cannot be read gives a finding, never an exception.

    A plain file is read here; one that is heavy, or of an unusual form, in a process of its own under limits. What is
    known of official tables is in the package, and in the folder of a catalogue."""
    try:
        package = Package(content) if content.startswith(b"PK") else None
        if len(content) > bounds().file * MEGABYTE * (1 if package else WEIGHTS):
            raise UnreadableFile("file_too_heavy")
        if not package and not content.startswith((PARQUET, OLE)) and not is_json(content):
            official = read_delimited(sha256, content, catalogue)
            if official:
                return official
        if len(content) > bounds().file * MEGABYTE:
            raise UnreadableFile("file_too_heavy")
        plain = package.is_plain() if package else not (content.startswith(PARQUET) or is_json(content))
        return (
            rows(sha256, grids(content, package, catalogue), catalogue)
            if plain
            else read_confined(sha256, content, catalogue)
        )
    except UnreadableFile as error:
        return unreadable(sha256, error)
