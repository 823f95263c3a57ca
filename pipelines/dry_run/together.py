"""Previews that several people wait for: whoever's turn comes first has the files of the others looked at too.

Nearly all that a preview takes is the preparation of its statements, the same for one report as for twenty. So what
waits at the same moment, of territories that do not touch, is looked at in one calculation, and each person is told of
their own files alone, at once. After a calculation for several, the next one waits a moment for others to come: on the
evening when all deposit, few calculations are for many, and the processors are left to pages meanwhile.

Files are read in a turn of their own before: nobody waits for another's that take long to read. Only light ones are
looked at by somebody else, and none once something went wrong: then each is looked at by itself, and nobody is told of
another's failure."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from pipelines.access.rights import Rights
from pipelines.dry_run.identify import candidates, is_held, parsed
from pipelines.dry_run.preview import Preview, PreviewRequest, previews_of
from pipelines.settings import Settings
from pipelines.store.contents import Content

BESIDE = 20  # drops that one looks at beside its own
LIGHT = 500_000  # bytes of a drop that another may look at
Files = Callable[[], Sequence[tuple[str, Content]]]
REST, LONGEST_REST = 2.0, 1.5  # times as long as a calculation for several took, and seconds: until the next one begins
_moved = threading.Condition()  # what waits, and what became of it
_looking = threading.Lock()  # one calculation at a time: what comes meanwhile is in the next one
_waiting: list[Place] = []


@dataclass(frozen=True)
class Rush:
    """How many the next calculation waits for, after one for several, and until when: two thirds of those who were
    there, so that the last third is shown what it was told meanwhile."""

    expected: int = 0
    until: float = 0.0


_rush = Rush()


@dataclass(eq=False)
class Place:
    """Where the files of somebody wait: `alone` until they are read, `taken` while they are looked at, then `previews`
    once that is done; `answered` tells it to who waits for a turn."""

    settings: Settings
    files: Files
    rights: Rights
    is_light: bool
    alone: bool = True
    taken: bool = False
    previews: list[Preview] | None = None
    answered: threading.Event = field(default_factory=threading.Event)

    def read(self) -> None:
        """Reads light files, once it is their turn: from then on somebody else may have them looked at."""
        files = self._drop().files if self.is_light else []
        for file in files:
            parsed(file.sha256, lambda file=file: file.content, self.settings.catalogue)
        with _moved:
            self.alone = not files or not all(is_held(file.sha256, self.settings.catalogue) for file in files)
            _moved.notify_all()

    def look(self) -> list[Preview]:
        """What the files would become, once it is their turn: what somebody else was answered meanwhile, or what is
        looked at now, with that of others who wait."""
        if self.alone:
            return self._look_alone()
        with _looking:
            if self.previews is not None:
                return self.previews
            with _moved:
                _moved.wait_for(
                    lambda: len(self._ready()) + 1 >= _rush.expected, max(0.0, _rush.until - time.monotonic())
                )
                self.taken = True
                beside = self._ready()[:BESIDE]
                for place in beside:
                    place.taken = True
            return self._look_with(beside) if beside else self._look_alone()

    def _ready(self) -> list[Place]:
        """Those who wait for an answer and may be looked at with this one."""
        if self.alone:
            return []
        others = [other for other in _waiting if other is not self and other.settings == self.settings]
        return [other for other in others if not (other.taken or other.alone) and other.previews is None]

    def _look_alone(self) -> list[Preview]:
        [previews] = previews_of(self.settings, [self._drop()])
        return previews or []

    def _look_with(self, beside: list[Place]) -> list[Preview]:
        global _rush
        answers: list[list[Preview] | None] | None = None
        began = time.monotonic()
        try:
            answers = previews_of(self.settings, [place._drop() for place in (self, *beside)])
        except Exception:  # whose it is cannot be told: it is that of who finds it again alone
            self.alone = True
        finally:
            ended = time.monotonic()
            took = ended - began
            with _moved:
                _rush = Rush(2 * min(len(_waiting), 1 + BESIDE) // 3, ended + min(REST * took, LONGEST_REST))
                for place, previews in zip(beside, answers[1:] if answers else [None] * len(beside), strict=True):
                    place.previews, place.taken = previews, False
                    place.alone = place.alone or answers is None
                    if previews is not None:
                        place.answered.set()
        return (answers[0] or []) if answers else self._look_alone()

    def _drop(self) -> PreviewRequest:
        return PreviewRequest(candidates(self.files()), self.rights)


@contextmanager
def place(settings: Settings, files: Files, rights: Rights, weight: int) -> Iterator[Place]:
    """A place where files of so many bytes, which are opened when they are looked at, wait for their turn."""
    mine = Place(settings, files, rights, is_light=weight <= LIGHT)
    with _moved:
        _waiting.append(mine)
    try:
        yield mine
    finally:
        with _moved:
            _waiting.remove(mine)
