"""Another reader in the place of ours: which files it reads otherwise, and which tests look at them."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mutation.in_python import Placed, PythonMutant

if TYPE_CHECKING:
    from mutation.session import Session
    from mutation.stage import Key

HEAVY = 300_000  # bytes: such a file is there to be heavy, and says nothing that others do not
ENDLESS = 60  # seconds: tests that build nothing take a few together; a loop without end is stopped, and so seen


class Readings:
    """What our reader says of every file that the tests send, by its fingerprint."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.paths: dict[str, Path] = {}
        self.worlds: dict[str, set[Key]] = {}
        for key, paths in session.stage.contents.items():
            for path in paths:
                if path.exists() and _read_in_place(path):
                    self.paths[path.name] = path
                    self.worlds.setdefault(path.name, set()).add(key)
        self.said = {sha256: _said(path) for sha256, path in self.paths.items()}
        self.differing: Counter[str] = Counter()
        built = {n for looks in session.looks.values() for n in looks}
        alone = [n for n in session.items if n not in built]
        self.direct = [n for n in alone if not session.draws(n)]
        self.drawing = [n for n in alone if session.draws(n)]

    def try_mutant(self, mutant: PythonMutant) -> str:
        """The first test that sees it, or nothing."""
        seen_by: dict[str, bool] = {}

        def differs(sha256: str) -> bool:
            if sha256 not in seen_by:
                seen_by[sha256] = sha256 in self.paths and _said(self.paths[sha256]) != self.said[sha256]
            return seen_by[sha256]

        with Placed(mutant):
            self.session.stage.differs = differs
            try:
                return self._seen(differs)
            finally:
                self.session.stage.end()

    def _seen(self, differs: Callable[[str], bool]) -> str:
        """First by the tests that build nothing, then by those that draw, then by those of files read otherwise."""
        for these in (self.direct, self.drawing):
            with _stopped():
                if failing := self.session.seen(these):
                    return failing
        done: set[str] = set()
        for sha256 in self._in_order():
            if not differs(sha256):
                continue
            self.differing[sha256] += 1
            looking = {n for key in self.worlds[sha256] for n in self.session.looks.get(key, ())} - done
            if failing := self.session.seen(sorted(looking)):
                return failing
            done |= looking
        return ""

    def _in_order(self) -> Iterator[str]:
        """Those of small worlds first: a large one takes long to build again."""
        size = {s: min(len(self.session.stage.contents[key]) for key in keys) for s, keys in self.worlds.items()}
        yield from sorted(self.paths, key=lambda sha256: (size[sha256], -self.differing[sha256], sha256))


class EndlessError(BaseException):
    """No Exception: the reader takes some of these for a damaged file."""


@contextmanager
def _stopped() -> Iterator[None]:
    """Interrupts what has no end: the test at hand then fails."""

    def stop(*_: object) -> None:
        raise EndlessError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(ENDLESS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _read_in_place(path: Path) -> bool:
    """Whether it is light enough to be read here, where nothing is bounded."""
    from pipelines.ingest.direct import PARQUET

    return path.stat().st_size < HEAVY and not path.read_bytes().startswith(PARQUET)


def _said(path: Path) -> str:
    """What the reader of this moment says of a file, to the last cell."""
    from pipelines.ingest.direct import read_here

    try:
        return repr(vars(read_here(path.name, path.read_bytes())))
    except Exception as error:
        return f"{type(error).__name__}"
