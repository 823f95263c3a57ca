"""The process that reads what somebody sent, under limits of memory and time: one file after another, until it is worn.

Read by `confined`, which starts it. It answers in frames: how many bytes of rows (JSON), how many of tables (Arrow),
whether it may serve again, then those bytes. Where the system can fork, a nursery that loaded the program once, and
never saw a file, makes such processes: a fresh one is there in a few milliseconds instead of half a second."""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import struct
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO

from pipelines.ingest.limits import MEGABYTE, Bounds, UnreadableFile, keep_to
from pipelines.ingest.parsed import KINDS, Parsed, table_rows
from pipelines.ingest.report_format import report_format

ASKED = struct.Struct("<IQ")  # bytes of what is asked (JSON), bytes of the file
ANSWERED = struct.Struct("<QQ?")
BORN = struct.Struct("<I")  # what a process made by the nursery says first: its number
NURSERY = "nursery"
ORDER = 4096  # bytes, the longest order to the nursery
WORN = 200  # files, after which a process makes place for a fresh one
SWEPT = 20  # files, after which what may be left of them in cycles is looked for
STANDS = 320 * MEGABYTE  # 226 before the first file
HEAVY = 96 * MEGABYTE  # of memory taken by files so far: the next one has a right to all of its own


def main() -> None:
    """Reads standard input, answers on standard output, until the one is closed or the other may not be used."""
    # Arrow would load it, and pandas with it, to know their arrays by sight: there are none here.
    sys.modules["numpy"] = None  # pyright: ignore[reportArgumentType] - how Python marks a module as not there
    if sys.argv[1] == NURSERY:
        with socket.socket(fileno=0) as orders:
            nurse(orders)
    else:
        serve(Bounds(**json.loads(sys.argv[1])), sys.stdin.buffer, sys.stdout.buffer)


def nurse(orders: socket.socket) -> None:
    """Makes a reader for each socket that comes with bounds, ends those that are named, until nobody gives orders."""
    gc.disable()  # loading makes little to be let go of
    _load(tables=False)
    while True:
        message, lines, _, _ = socket.recv_fds(orders, ORDER, 1)
        if not message:
            return
        order = json.loads(message)
        if not lines:
            _end(order)
            continue
        if order["tables"]:
            _load(tables=True)
        number = os.fork()
        if number == 0:
            orders.close()
            _born(Bounds(**order["limits"]), lines[0])
        os.close(lines[0])


def _load(tables: bool) -> None:
    """Loads, once for all that are made from now on, what reads a report; what reads tables takes three times longer,
    and waits for the first of them."""
    loaded = len(sys.modules)
    direct = import_module("pipelines.ingest.direct")
    if tables:
        direct.load_tables()
    if len(sys.modules) > loaded:
        report_format()
        gc.collect()
        gc.freeze()  # what all share is written to by none


def _born(limits: Bounds, line: int) -> None:
    status = 1
    try:
        with socket.socket(fileno=line) as ours, ours.makefile("rb") as came, ours.makefile("wb") as out:
            out.write(BORN.pack(os.getpid()))
            out.flush()
            serve(limits, came, out)
        status = 0
    finally:
        os._exit(status)


def _end(number: int) -> None:
    """Ends one of those that were made; its number is nobody else's as long as it is not waited for."""
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(number, signal.SIGKILL)
        os.waitpid(number, 0)


def serve(limits: Bounds, came: IO[bytes], out: IO[bytes]) -> None:
    """Reads files as they come, until there are no more or it is worn."""
    keep_to(limits)
    _limit_memory(limits)
    from pipelines.ingest.direct import read_here, unreadable

    light = _peak()
    gc.disable()  # files come and go, and few of what they say hold each other: see SWEPT
    for served in range(1, WORN + 1):
        head = came.read(ASKED.size)
        if len(head) < ASKED.size:
            return
        length, size = ASKED.unpack(head)
        sha256, catalogue, most = json.loads(came.read(length))
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
        del parsed, rows, tables, content
        if served % SWEPT == 0:
            gc.collect()


def _answer(out: IO[bytes], rows: bytes, tables: bytes, again: bool) -> None:
    out.write(ANSWERED.pack(len(rows), len(tables), again))
    out.write(rows)
    out.write(tables)
    out.flush()


def _packed(parsed: Parsed) -> tuple[bytes, bytes]:
    """What a file says, as it travels: rows column by column without the first, which names the file; then tables."""
    columns = {name: list(zip(*getattr(parsed, name), strict=True))[1:] for name in KINDS}
    rows = json.dumps(columns, ensure_ascii=False).encode()
    if not parsed.tables:
        return rows, b""
    import pyarrow as pa  # who read a table has loaded it

    nameless, sink = table_rows(named=False), pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, nameless) as stream:
        for table in parsed.tables:
            stream.write_table(table.select(nameless.names).cast(nameless))
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
