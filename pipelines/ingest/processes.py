"""Starts the process that reads, speaks with it within a time, and ends it: one door, whatever the system.

Where the system can fork, readers are made by a nursery that loaded the program once: a fresh one is there in a few
milliseconds, not in half a second, and is spoken with by a socket. Elsewhere each is a program of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from typing import Protocol

from pipelines.ingest.limits import Bounds, bare_environment
from pipelines.ingest.sandbox import BORN, NURSERY

# Memory set aside by threads that are not needed here would count in the bound.
_FRUGAL = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1"}
_RUN = [sys.executable, "-m", "pipelines.ingest.sandbox"]
FORKS = sys.platform == "linux"  # elsewhere what a process loaded does not stand a fork, or there is none
_LEAVING = 2.0  # seconds left to a nursery that was told to go


class Line(Protocol):
    """The line to a process that reads. Every call raises EOFError or OSError where it went away, or took too long."""

    def within(self, seconds: float) -> None:
        """So much time from now on: for all that follows, or each of it."""

    def send(self, pieces: Iterable[bytes]) -> None:
        """Says those bytes, as they come."""

    def take(self, size: int) -> bytes:
        """So many bytes that come back."""
        ...

    def end(self) -> None:
        """Ends the process, whatever it does."""


class _Program:
    """A reader that is started as any program, spoken with by pipes, and ended by whoever counts its time."""

    def __init__(self, limits: Bounds) -> None:
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
        self._seconds = 0.0

    def within(self, seconds: float) -> None:
        self._seconds = seconds

    def send(self, pieces: Iterable[bytes]) -> None:
        with self._watched():
            for piece in pieces:
                self._to.write(piece)
            self._to.flush()

    def take(self, size: int) -> bytes:
        with self._watched():
            received = self._from.read(size)
        if len(received) < size:
            raise EOFError
        return received

    @contextmanager
    def _watched(self) -> Iterator[None]:
        late = threading.Timer(self._seconds, self._process.kill)
        late.start()
        try:
            yield
        finally:
            late.cancel()

    def end(self) -> None:
        self._process.kill()
        for pipe in (self._to, self._from):
            with suppress(OSError):  # what was not written yet cannot be any more
                pipe.close()
        self._process.wait()


class _Born:
    """A reader that the nursery made, spoken with by a socket, which counts the time by itself."""

    def __init__(self, nursery: _Nursery, limits: Bounds, tables: bool) -> None:
        self._nursery, self._until = nursery, 0.0
        self._socket, theirs = socket.socketpair()
        try:
            with theirs:
                nursery.make(limits, tables, theirs)
            self.within(_BIRTH)
            (self._number,) = BORN.unpack(self.take(BORN.size))
        except BaseException:
            self._socket.close()
            raise

    def within(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def send(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            self._socket.settimeout(self._left())  # for all of it
            self._socket.sendall(piece)

    def take(self, size: int) -> bytes:
        received, size_taken = bytearray(size), 0
        with memoryview(received) as room:
            while size_taken < size:
                self._socket.settimeout(self._left())
                came = self._socket.recv_into(room[size_taken:])
                if not came:
                    raise EOFError
                size_taken += came
        return bytes(received)

    def _left(self) -> float:
        seconds = self._until - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds

    def end(self) -> None:
        self._nursery.end(self._number)
        self._socket.close()


_BIRTH = 60.0  # seconds: the nursery itself may just have been started, on a machine that has much to do


class _Nursery:
    """The process that makes readers; it never sees a file."""

    def __init__(self) -> None:
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [*_RUN, NURSERY],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=bare_environment(**_FRUGAL),
            )

    def make(self, limits: Bounds, tables: bool, line: socket.socket) -> None:
        """Asks for a reader at the other end of a line. Raises OSError where the nursery is gone."""
        order = {"limits": asdict(limits), "tables": tables}
        socket.send_fds(self._orders, [json.dumps(order).encode()], [line.fileno()])

    def end(self, number: int) -> None:
        """Ends a reader that was made here, whatever it does."""
        with suppress(OSError):  # the nursery is gone: who it made is told so by a line that is closed
            self._orders.send(json.dumps(number).encode())

    def close(self) -> None:
        """No more readers."""
        self._orders.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_LEAVING)
            return
        self._process.kill()
        self._process.wait()


_nurseries: list[_Nursery] = []  # one at most
_lock = threading.Lock()


def started(limits: Bounds, tables: bool = False) -> Line:
    """The line to a new reader; one for `tables` has loaded what they ask for. Raises EOFError where none could be
    made."""
    if not FORKS:
        return _Program(limits)
    for _ in range(2):
        with _lock:
            if not _nurseries:
                _nurseries.append(_Nursery())
            nursery = _nurseries[0]
        try:
            return _Born(nursery, limits, tables)
        except (OSError, EOFError):  # the system ended it, for want of memory: another one
            with _lock:
                if nursery in _nurseries:
                    _nurseries.remove(nursery)
            nursery.close()
    raise EOFError


def end_nursery() -> None:
    """Ends the process that makes readers, if there is one."""
    with _lock:
        ended = _nurseries[:]
        _nurseries.clear()
    for nursery in ended:
        nursery.close()


def _forget() -> None:
    """In a process that was forked, the nursery is that of who forked it."""
    global _lock
    _nurseries.clear()
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
