"""Reads one file, a report or a table: a plain one on the spot, a heavy or unusual one in a process of its own."""

from __future__ import annotations

from pipelines.ingest.direct import PARQUET, grids, unreadable
from pipelines.ingest.limits import MEGABYTE, UnreadableFile, bounds
from pipelines.ingest.parsed import Parsed
from pipelines.ingest.rows import rows
from pipelines.ingest.sandbox import read_confined
from pipelines.ingest.spreadsheets.zip_package import Package


def read_file(sha256: str, content: bytes) -> Parsed:
    """All that the bytes say; a file that cannot be read gives a finding, never an exception.

    A plain file is read here; one that is heavy, or of an unusual form, in a process of its own under limits."""
    try:
        if len(content) > bounds().file * MEGABYTE:
            raise UnreadableFile("file_too_heavy")
        package = Package(content) if content.startswith(b"PK") else None
        plain = package.is_plain() if package else not content.startswith(PARQUET)
        return rows(sha256, grids(content, package)) if plain else read_confined(sha256, content)
    except UnreadableFile as error:
        return unreadable(sha256, error)
