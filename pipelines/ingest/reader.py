"""Reads one file, a report or a table, in a process that is bounded: what it says, or why it is refused."""

from __future__ import annotations

from pathlib import Path

from pipelines.ingest.confined import read_confined
from pipelines.ingest.direct import unreadable, weighed
from pipelines.ingest.limits import UnreadableFile
from pipelines.ingest.parsed import Parsed


def read_file(sha256: str, content: bytes, catalogue: Path | None = None) -> Parsed:
    """All that the bytes say; a file that cannot be read gives a finding, never an exception.

    What is known of official tables is in the package, and in the folder of a catalogue."""
    try:
        weighed(content)
        return read_confined(sha256, content, catalogue)
    except UnreadableFile as error:
        return unreadable(sha256, error)
