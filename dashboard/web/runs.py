"""What the runs of a page share, whoever looks: what is made once for all, and whose turn it is.

Pages are made one after the other, in the order they were asked: fifty people wait less than when all share.

The threads of Streamlit share one interpreter, so two pages made at once take each the time of both, and the one that
was nearly ready waits for the one that has just begun. A page that is long to make (a deposit that is tried, a file
that is read) holds up nobody for more than a moment: after it, others pass."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

Made = TypeVar("Made")

_MOMENT = 0.06  # seconds: nearly every page is made in it


@dataclass(eq=False)
class _Turn:
    come: threading.Event = field(default_factory=threading.Event)
    since: float = 0.0  # when it came


class Turns:
    """A queue of those who want to work; the first works, alone for `moment` seconds at most."""

    def __init__(self, moment: float = _MOMENT) -> None:
        self._moment, self._queue, self._lock = moment, deque[_Turn](), threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits for its turn, and gives it back at the end."""
        mine = _Turn()
        with self._lock:
            self._queue.append(mine)
            self._let_first()
        try:
            while not mine.come.wait(self._moment):
                self._pass()
            yield
        finally:
            self._leave(mine)

    def _pass(self) -> None:
        """The first has worked for long enough: it goes on, beside the next."""
        with self._lock:
            late = self._queue[0].come.is_set() and time.monotonic() - self._queue[0].since >= self._moment
            first = self._queue[0] if late else None
        if first:
            self._leave(first)

    def _leave(self, turn: _Turn) -> None:
        with self._lock:
            if turn in self._queue:
                self._queue.remove(turn)
                self._let_first()

    def _let_first(self) -> None:
        if self._queue and not self._queue[0].come.is_set():
            self._queue[0].since = time.monotonic()
            self._queue[0].come.set()


turn = Turns().turn
_made: dict[str, Any] = {}


def once(name: str, make: Callable[[], Made]) -> Made:
    """What is the same for every run of this process, under a `name`. What decorates a function of the entry script is
    made again at each run, for that script is run again: Streamlit's own caches took a twentieth of it to know it."""
    if name not in _made:
        _made[name] = make()
    return _made[name]
