"""The process that reads what somebody sent, under limits of memory and time: one file after another, until it is worn.

Read by `confined`, which starts it. It answers in frames: how many bytes of rows (JSON), how many of tables (Arrow),
whether it may serve again, then those bytes."""

from __future__ import annotations

import json
import struct
import sys
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from pipelines.ingest.limits import MEGABYTE, Bounds, UnreadableFile, keep_to
from pipelines.ingest.parsed import TABLE_ROWS, Parsed

NAMES = ("files", "cells", "headers", "table_rows", "findings")
NAMELESS = TABLE_ROWS.remove(0)  # the rows of a table, without the column that names its file
ASKED = struct.Struct("<IQ")  # bytes of what is asked (JSON), bytes of the file
ANSWERED = struct.Struct("<QQ?")
WORN = 200  # files, after which a process makes place for a fresh one
STANDS = 320 * MEGABYTE  # 226 before the first file
HEAVY = 96 * MEGABYTE  # of memory taken by files so far: the next one has a right to all of its own


def main() -> None:
    """Reads standard input, answers on standard output, until the one is closed or the other may not be used."""
    limits = Bounds(**json.loads(sys.argv[1]))
    keep_to(limits)
    _limit_memory(limits)
    came, out = sys.stdin.buffer, sys.stdout.buffer
    from pipelines.ingest.direct import read_here, unreadable

    light = _peak()
    for served in range(1, WORN + 1):
        head = came.read(ASKED.size)
        if len(head) < ASKED.size:
            return
        said, size = ASKED.unpack(head)
        sha256, catalogue, most = json.loads(came.read(said))
        content = came.read(size)
        _limit_time(limits)
        parsed = read_here(sha256, content, Path(catalogue) if catalogue else None)
        rows, tables = _packed(parsed)
        if len(rows) + len(tables) > most:
            rows, tables = _packed(unreadable(sha256, UnreadableFile("file_too_heavy")))
        again = served < WORN and _peak() - light < HEAVY
        _answer(out, rows, tables, again)
        if not again:
            return


def _answer(out: BinaryIO, rows: bytes, tables: bytes, again: bool) -> None:
    out.write(ANSWERED.pack(len(rows), len(tables), again))
    out.write(rows)
    out.write(tables)
    out.flush()


def _packed(parsed: Parsed) -> tuple[bytes, bytes]:
    """What a file says, as it travels: rows column by column without the first, which names the file; then tables."""
    columns = {name: list(zip(*getattr(parsed, name), strict=True))[1:] for name in NAMES}
    rows = json.dumps(columns).encode()
    if not parsed.tables:
        return rows, b""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, NAMELESS) as stream:
        for table in parsed.tables:
            stream.write_table(table.select(NAMELESS.names).cast(NAMELESS))
    return rows, sink.getvalue().to_pybytes()


def _limit_memory(limits: Bounds) -> None:
    """Where the system has no such limits (Windows) the time alone is bounded, by who waits for the answer."""
    try:
        import resource
    except ImportError:
        return
    # a setting of a few megabytes bounds what a file may say: a process needs more than that to stand at all
    most = max(limits.memory * MEGABYTE, STANDS)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(limits: Bounds) -> None:
    """So many seconds of the processor from now on: for one file."""
    try:
        import resource
    except ImportError:
        return
    spent = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent.ru_utime + spent.ru_stime) + 1 + limits.seconds, hard))


def _peak() -> int:
    """The most memory that this process took so far, in bytes."""
    try:
        import resource
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    main()
