"""Has a file read by a process that is bounded in memory and time, and bounds what that process may answer.

A few processes are kept and used again: starting one takes longer than reading most files. One that a file took down,
or held up, is ended with the refusal of that file, which is then known and not read again."""

from __future__ import annotations

import atexit
import json
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.ingest.limits import MEGABYTE, Bounds, UnreadableFile, bounds
from pipelines.ingest.parsed import KINDS, Answer, table_rows
from pipelines.ingest.processes import end_nursery, started
from pipelines.ingest.sandbox import ANSWERED, ASKED
from pipelines.store.contents import Content, pieces_of

_TEXTS, _NUMBERS = {str, type(None)}, {int, type(None)}
_MOST_NUMBER = 2**31
_ROW_WEIGHT = 120  # bytes, about what a row takes beside its texts
Files = Sequence[tuple[str, Content]]  # the fingerprint of each, and its bytes
# What is raised where an answer is none: by us, by json (RecursionError too), by Arrow.
_WRONG = (EOFError, OSError, ValueError, TypeError, KeyError, RecursionError, pa.ArrowException)
# The processor's time is bounded by the system; a machine where many read at once gives it slowly, and that is no fault
# of the file. Where the system has no such bound (Windows), the time on the wall is the only one.
_PATIENCE = 1 if sys.platform == "win32" else 4
AT_ONCE = 2  # files read at the same time by one process of ours
# What a file says may take so much, and so many times its own size: a table that was squeezed is that much larger.
_ANSWER, _TIMES = 16 * MEGABYTE, 8
AHEAD = 64 * 1024  # bytes of files that are asked at once
_LARGE = 16 * MEGABYTE  # a file beyond that, a table of the whole country, has a process to itself and room for it


class _Reader:
    """One process that reads, and what it was told of the bounds."""

    def __init__(self, limits: Bounds, tables: bool) -> None:
        self.limits, self.tables, self.fresh = limits, tables, True
        self.line = started(limits, tables)

    def ask(self, files: Files, catalogue: Path | None) -> None:
        """Asks what files say, one behind the other. Raises EOFError or OSError where the process went away."""
        self.fresh = False
        self.line.within(self.limits.seconds * _PATIENCE)
        pieces = chain.from_iterable(_asked(sha256, content, catalogue) for sha256, content in files)
        self.line.send(pieces if len(files) == 1 else [b"".join(pieces)])

    def answer(self, sha256: str, content: Content) -> tuple[Answer, bool]:
        """What the next of them says, and whether this process may read another. Raises EOFError or OSError where it
        went away, or took too long; what `_judged` raises where its answer is none."""
        self.line.within(self.limits.seconds * _PATIENCE)
        rows, tables, again = ANSWERED.unpack(self.line.take(ANSWERED.size))
        if rows + tables > _most(content):
            raise EOFError
        return _judged(sha256, self.line.take(rows), self.line.take(tables)), again


def _asked(sha256: str, content: Content, catalogue: Path | None) -> Iterator[bytes]:
    """What is asked of one file, then its bytes, which are never put together here."""
    request = json.dumps([sha256, str(catalogue) if catalogue else None, _most(content)]).encode()
    yield ASKED.pack(len(request), len(content)) + request
    yield from pieces_of(content)


def _most(content: Content) -> int:
    """How many bytes the answer of a file may take."""
    return _ANSWER + _TIMES * len(content)


_idle: list[_Reader] = []
_lock = threading.Lock()
_turns = threading.BoundedSemaphore(AT_ONCE)
_tables_met = False  # whether a workbook that is no report was read: others may come


def read_confined(sha256: str, content: Content, catalogue: Path | None = None) -> Answer:
    """What the file says. Raises UnreadableFile when it takes more than its bounds, or takes the reader down.

    One that read other files before may have gone away for their sake: then a fresh one tries, once."""
    limits = bounds()
    if len(content) > _LARGE:
        limits = replace(limits, memory=limits.memory + 8 * (len(content) // MEGABYTE))
    with _turns:
        for _ in range(2):
            try:
                reader = _taken(limits, _any_table([(sha256, content)]))
            except EOFError:
                break
            fresh = reader.fresh
            if answers := _answers(reader, [(sha256, content)], catalogue):
                return answers[0]
            if fresh:
                break
    raise UnreadableFile("file_too_heavy")


def read_ahead(files: Files, catalogue: Path | None = None) -> list[Answer]:
    """What small files say, as far as one reader goes: all are asked at once, and neither side waits for the other at
    each of them. Fewer come back where the reader was worn, or one of them took it down: that one is `read_confined`.

    All together they are no more than AHEAD: what a line holds while nobody listens at its other end."""
    with _turns:
        try:
            reader = _taken(bounds(), _any_table(files))
        except EOFError:
            return []
        return _answers(reader, files, catalogue)


def _answers(reader: _Reader, files: Files, catalogue: Path | None) -> list[Answer]:
    global _tables_met
    answers: list[Answer] = []
    again = True
    try:
        reader.ask(files, catalogue)
        for sha256, content in files:
            answer, again = reader.answer(sha256, content)
            answers.append(answer)
            if content.startswith(b"PK") and not answer.is_report():
                _tables_met = True
            if not again:
                break
    except _WRONG:
        again = False
    except BaseException:  # the file was taken back meanwhile, and its reader waits for the rest
        reader.line.end()
        raise
    _put_back(reader) if again else reader.line.end()
    return answers


def _any_table(files: Files) -> bool:
    """Whether one of these may be a table: what is no workbook is, and any once a workbook was one. A reader of reports
    reads tables as well: it loads what they ask for by itself, and is soon worn."""
    return _tables_met or not all(content.startswith(b"PK") for _, content in files)


def _taken(limits: Bounds, tables: bool = False) -> _Reader:
    """A reader with these bounds: one that waits, or a new one."""
    with _lock:
        for place in reversed(range(len(_idle))):  # the last that served: what is idle the longest goes first
            if _idle[place].limits == limits and _idle[place].tables >= tables:
                return _idle.pop(place)
    return _Reader(limits, tables)


def _put_back(reader: _Reader) -> None:
    """Keeps a reader for the next file; those of other bounds make place for it."""
    with _lock:
        _idle.append(reader)
        ended = _idle[:-AT_ONCE]
        del _idle[:-AT_ONCE]
    for old_reader in ended:
        old_reader.line.end()


@atexit.register
def end_all() -> None:
    """Ends the readers that wait, and the process that makes them."""
    with _lock:
        ended = _idle[:]
        _idle.clear()
    for reader in ended:
        reader.line.end()
    end_nursery()


def _forget() -> None:
    """In a process that was forked, the readers are those of who forked it: two that speak to one would mix."""
    global _lock, _turns
    _idle.clear()
    _lock, _turns = threading.Lock(), threading.BoundedSemaphore(AT_ONCE)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def _judged(sha256: str, rows: bytes, tables: bytes) -> Answer:
    """Raises ValueError, TypeError, KeyError or RecursionError where the answer is none: were a reader taken over, it
    could say anything, and what is kept of a file is read at every build."""
    content = json.loads(rows)
    columns = {name: content[name] for name in KINDS if content[name]}
    for name, lists in columns.items():
        _check(lists, KINDS[name][1][1:])
    if b"\\ud" in rows:  # half of a character is none
        rows.decode()
        json.dumps(content, ensure_ascii=False).encode()
    weight = len(rows) + sum(_ROW_WEIGHT * len(lists[0]) for lists in columns.values())
    answer = Answer(sha256, columns, [], weight + len(tables))
    if tables:
        with pa.ipc.open_stream(pa.py_buffer(tables)) as stream:
            if not stream.schema.equals(table_rows(named=False)):
                raise ValueError("another table")
            table = stream.read_all()
        table.validate(full=True)
        named = pa.repeat(pa.scalar(sha256), table.num_rows)
        answer.tables.append(table.add_column(0, table_rows().field(0), named))
    return answer


def _check(columns: Any, fields: tuple[str, ...]) -> None:
    """Raises ValueError or TypeError unless these are the columns of rows: texts, or numbers that a table holds."""
    if len(columns) != len(fields) or {type(columns), *map(type, columns)} != {list} or len({*map(len, columns)}) != 1:
        raise ValueError("other columns")
    for name, column in zip(fields, columns, strict=True):
        number = name == "row_number"
        if not set(map(type, column)) <= (_NUMBERS if number else _TEXTS):
            raise ValueError("another type")
        numbers = {*column} - {None} if number else ()
        if numbers and not 0 <= min(numbers) <= max(numbers) < _MOST_NUMBER:
            raise ValueError("no number of a row")
