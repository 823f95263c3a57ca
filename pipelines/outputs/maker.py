"""The process that makes the files that pages offer: what their writers load, and leave in memory, goes with it.

It is told which function to call, in frames (`FRAME`, then a pickle) on its standard input, by the program that started
it and by nobody else; it answers the bytes, or what was raised, and whether it may serve again."""

from __future__ import annotations

import gc
import os
import pickle
import struct
import sys
import traceback
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, Any

from pipelines.unneeded import do_without

FRAME = struct.Struct("<Q")  # bytes of what is asked
ANSWER = struct.Struct("<Q??")  # bytes of what comes back, whether it is the file, whether another may be asked
WORN = 100  # files, after which a process makes place for a fresh one
HEAVY = 400 << 20  # bytes of memory, beyond which it does so at once
_BEHIND = 5  # pages are made before files are


# What was raised, as it travels (most of our exceptions are not made of their message): its kind, what it says, where.
Failure = tuple[type[Exception], tuple[Any, ...], str]


def raised(failure: Failure) -> Exception:
    """The exception, for who asked."""
    kind, arguments, where = failure
    exception = kind.__new__(kind)
    exception.args = arguments
    exception.add_note(where)
    return exception


def main() -> None:
    """Serves until its standard input is closed, or it is worn."""
    came, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    if hasattr(os, "nice"):
        os.nice(_BEHIND)
    do_without()
    serve(came, out)


def serve(came: IO[bytes], out: IO[bytes]) -> None:
    """Makes files as they are asked for."""
    for served in range(1, WORN + 1):
        head = came.read(FRAME.size)
        if len(head) < FRAME.size:
            return
        content, succeeded = answer(came.read(*FRAME.unpack(head)))
        again = served < WORN and _taken() < HEAVY
        out.write(ANSWER.pack(len(content), succeeded, again))
        out.write(content)
        out.flush()
        if not again:
            return
        del content
        gc.collect()


def answer(request: bytes) -> tuple[bytes, bool]:
    """The file and True; or what was raised, a pickle of it, and False."""
    try:
        make: partial[bytes] = pickle.loads(request)  # noqa: S301  said by the program that started this one
        return make(), True
    except Exception as failure:
        last = traceback.extract_tb(failure.__traceback__)[-1]
        where = f"{Path(last.filename).name}:{last.lineno} {last.name}"
        with suppress(Exception):
            return pickle.dumps((type(failure), failure.args, where)), False
        return pickle.dumps((RuntimeError, (repr(failure),), where)), False


def _taken() -> int:
    """The bytes of memory that this process takes; 0 where the system does not tell. (What `getrusage` tells is, in a
    process that was just started, of the one that started it.)"""
    with suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


if __name__ == "__main__":
    main()
