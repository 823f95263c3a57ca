"""Reads a heavy or doubtful file in a process of its own, under limits of memory and time."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, fields
from pathlib import Path

from pipelines.ingest.limits import MEGABYTE, Bounds, UnreadableFile, bare_environment, bounds, keep_to
from pipelines.ingest.parsed import Cell, FileRow, Finding, Header, Parsed

_ROWS = {"files": FileRow, "cells": Cell, "headers": Header, "findings": Finding}
# Memory set aside by threads that are not needed here would count in the bound.
_FRUGAL = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1"}
# The processor's time is bounded by the system; a machine where many read at once gives it slowly, and that is no fault
# of the file. Where the system has no such bound (Windows), the time on the wall is the only one.
_PATIENCE = 1 if sys.platform == "win32" else 4
_RUN = [sys.executable, "-m", "pipelines.ingest.sandbox"]


def read_confined(sha256: str, content: bytes, catalogue: Path | None = None) -> Parsed:
    """What the file says. Raises UnreadableFile when it takes more than its bounds, or takes the reader down."""
    limits = bounds()
    try:
        answer = subprocess.run(
            [*_RUN, json.dumps([sha256, asdict(limits), str(catalogue) if catalogue else None])],
            input=content,
            capture_output=True,
            timeout=limits.seconds * _PATIENCE,
            check=False,
            env=bare_environment(**_FRUGAL),
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFile("file_too_heavy") from None
    if answer.returncode != 0:
        raise UnreadableFile("file_too_heavy")
    return _parsed(json.loads(answer.stdout))


def _parsed(said: dict[str, list[list]]) -> Parsed:
    rows = {name: [kind(*row) for row in said[name]] for name, kind in _ROWS.items()}
    return Parsed(**rows, table_rows=[tuple(row) for row in said["table_rows"]])  # tables are among them, as rows


def _limit() -> None:
    """Sets the bounds on this process; where the system has no such limits (Windows) the time alone is bounded."""
    try:
        import resource
    except ImportError:
        return
    limits = bounds()
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory * MEGABYTE, limits.memory * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Reads standard input, writes the rows as JSON on standard output."""
    sha256, told, catalogue = json.loads(sys.argv[1])
    keep_to(Bounds(**told))
    _limit()
    from pipelines.ingest.direct import read_here

    parsed = read_here(sha256, sys.stdin.buffer.read(), Path(catalogue) if catalogue else None)
    names = [field.name for field in fields(parsed) if field.name != "tables"]
    said = {name: list(getattr(parsed, name)) for name in names}
    for table in parsed.tables:
        said["table_rows"] += map(list, zip(*(column.to_pylist() for column in table.columns), strict=True))
    json.dump(said, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
