"""Has a file read by a process that is bounded in memory and time, and bounds what that process may answer.

A few processes are kept and used again: starting one takes longer than reading most files. One that a file took down,
or held up, is ended with the refusal of that file, which is then known and not read again."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import repeat
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.ingest.limits import MEGABYTE, Bounds, UnreadableFile, bare_environment, bounds
from pipelines.ingest.parsed import TABLE_ROWS, Cell, FileRow, Finding, Header, Parsed
from pipelines.ingest.sandbox import ANSWERED, ASKED, NAMELESS

_ROWS: dict[str, Callable[..., Any]] = {
    "files": FileRow._make,
    "cells": Cell._make,
    "headers": Header._make,
    "table_rows": tuple,
    "findings": Finding._make,
}
# Memory set aside by threads that are not needed here would count in the bound.
_FRUGAL = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1"}
# The processor's time is bounded by the system; a machine where many read at once gives it slowly, and that is no fault
# of the file. Where the system has no such bound (Windows), the time on the wall is the only one.
_PATIENCE = 1 if sys.platform == "win32" else 4
_RUN = [sys.executable, "-m", "pipelines.ingest.sandbox"]
AT_ONCE = 2  # files read at the same time by one process of ours
# What a file says may take so much, and so many times its own size: a table that was squeezed is that much larger.
_ANSWER, _TIMES = 16 * MEGABYTE, 8
_LARGE = 16 * MEGABYTE  # a file beyond that, a table of the whole country, has a process to itself and room for it


class _Reader:
    """One process that reads, and what it was told of the bounds."""

    def __init__(self, limits: Bounds) -> None:
        self.limits, self.fresh = limits, True
        self._process = subprocess.Popen(
            [*_RUN, json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=bare_environment(**_FRUGAL),
        )
        assert self._process.stdin
        assert self._process.stdout
        self._to, self._from = self._process.stdin, self._process.stdout

    def read(self, sha256: str, content: bytes, catalogue: Path | None) -> tuple[Parsed, bool]:
        """What a file says, and whether this process may read another. Raises EOFError where it went away, or was
        ended because it took too long."""
        most = _ANSWER + _TIMES * len(content)
        asked = json.dumps([sha256, str(catalogue) if catalogue else None, most]).encode()
        late = threading.Timer(self.limits.seconds * _PATIENCE, self._process.kill)
        late.start()
        try:
            self._to.write(ASKED.pack(len(asked), len(content)) + asked)
            self._to.write(content)
            self._to.flush()
            rows, tables, again = ANSWERED.unpack(self._take(ANSWERED.size))
            if rows + tables > most:
                raise EOFError
            return _parsed(sha256, self._take(rows), self._take(tables)), again
        except OSError:
            raise EOFError from None
        finally:
            late.cancel()
            self.fresh = False

    def _take(self, size: int) -> bytes:
        found = self._from.read(size)
        if len(found) < size:
            raise EOFError
        return found

    def end(self) -> None:
        """Ends the process, whatever it does."""
        self._process.kill()
        for pipe in (self._to, self._from):
            try:
                pipe.close()
            except OSError:  # what was not written yet cannot be any more
                continue
        self._process.wait()


_idle: list[_Reader] = []
_lock = threading.Lock()
_turns = threading.BoundedSemaphore(AT_ONCE)


def read_confined(sha256: str, content: bytes, catalogue: Path | None = None) -> Parsed:
    """What the file says. Raises UnreadableFile when it takes more than its bounds, or takes the reader down.

    One that read other files before may have gone away for their sake: then a fresh one tries, once."""
    limits = bounds()
    if len(content) > _LARGE:
        limits = replace(limits, memory=limits.memory + 8 * (len(content) // MEGABYTE))
    with _turns:
        for _ in range(2):
            reader = _taken(limits)
            fresh = reader.fresh
            try:
                found, again = reader.read(sha256, content, catalogue)
            except (EOFError, ValueError, TypeError, KeyError, pa.ArrowException):
                reader.end()
                if fresh:
                    break
            else:
                _put_back(reader) if again else reader.end()
                return found
    raise UnreadableFile("file_too_heavy")


def _taken(limits: Bounds) -> _Reader:
    """A reader with these bounds: one that waits, or a new one."""
    with _lock:
        for place in reversed(range(len(_idle))):  # the last that served: what is idle the longest goes first
            if _idle[place].limits == limits:
                return _idle.pop(place)
    return _Reader(limits)


def _put_back(reader: _Reader) -> None:
    """Keeps a reader for the next file; those of other bounds make place for it."""
    with _lock:
        _idle.append(reader)
        ended = _idle[:-AT_ONCE]
        del _idle[:-AT_ONCE]
    for one in ended:
        one.end()


@atexit.register
def end_all() -> None:
    """Ends the readers that wait."""
    with _lock:
        ended = _idle[:]
        _idle.clear()
    for one in ended:
        one.end()


def _forget() -> None:
    """In a process that was forked, the readers are those of who forked it: two that speak to one would mix."""
    global _lock, _turns
    _idle.clear()
    _lock, _turns = threading.Lock(), threading.BoundedSemaphore(AT_ONCE)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def _parsed(sha256: str, rows: bytes, tables: bytes) -> Parsed:
    """Raises ValueError, TypeError or KeyError where the answer is none."""
    said, found = json.loads(rows), Parsed()
    for name, made in _ROWS.items():
        if columns := said[name]:
            rows_of = zip(repeat(sha256, len(columns[0])), *columns, strict=True)
            getattr(found, name).extend(map(made, rows_of))
    if tables:
        with pa.ipc.open_stream(pa.py_buffer(tables)) as stream:
            if not stream.schema.equals(NAMELESS):
                raise ValueError("another table")
            table = stream.read_all()
        table.validate(full=True)
        named = pa.repeat(pa.scalar(sha256), table.num_rows)
        found.tables.append(table.add_column(0, TABLE_ROWS.field(0), named))
    return found
