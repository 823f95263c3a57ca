"""The builder: watches what is received and counts it, one build at a time, apart from the processes that show."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from indicators.catalogue import catalogue, catalogue_digest
from pipelines.errors import NoWarehouse
from pipelines.settings import Settings, this_day
from pipelines.store import closing_log
from pipelines.store.archive import Archive, Receipt, write_durably
from pipelines.store.lock import one_if_free
from pipelines.warehouse.accepted_definitions import build_in_force, in_force
from pipelines.warehouse.build import program_version
from pipelines.warehouse.builds import counted, is_sound, mart

EVERY = 2.0  # seconds between two looks at all that may ask for a build
GLANCE = 0.1  # seconds between two glances at whether something came in, which costs next to nothing
RETRY = 600.0  # seconds before a build that failed is tried again with the same files
# after a build that follows another, its length for each file that it counted, up to so many times: on the evening when
# all deposit, those that come close together are built together, and the processors are left to who waits for a page;
# after a build alone there is none, and a second deposit is counted at once
REST = 4
LONGEST_REST = 20.0
BEAT = 60.0  # a builder that said nothing for so long is no longer at work
_LOG = logging.getLogger("pilotage.builder")
_saying = threading.Lock()
Wait = Callable[[float], bool]


@dataclass(frozen=True)
class Status:
    """What the builder last said: `state` is idle, building, failed or stopped; `pending`, how many receipts it builds.

    `seconds` is how long the last build took; `error` names the kind of the last failure, never its text."""

    state: str = "idle"
    at: float = 0.0
    beat: float = 0.0
    pending: int = 0
    sequence: int = 0
    seconds: float = 0.0
    error: str = ""


def status(settings: Settings) -> Status | None:
    """What the builder last said, or None where there never was one."""
    try:
        return Status(**json.loads(_path(settings).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def alive(settings: Settings, now: float | None = None) -> bool:
    """Whether a builder gave sign of life lately."""
    last = status(settings)
    return last is not None and last.state != "stopped" and (now or time.time()) - last.beat < BEAT


def pending(settings: Settings) -> list[Receipt]:
    """What was received and is in no build yet, in the order of receipt."""
    already = counted(settings)
    return [receipt for receipt in Archive(settings).receipts() if receipt.source_sha256 not in already]


def due(settings: Settings, waiting: list[Receipt] | None = None) -> bool:
    """Whether a build would change something: a file to count (those `waiting`, where they are known), a campaign to
    close, another catalogue or program, or altered bytes."""
    if pending(settings) if waiting is None else waiting:
        return True
    try:
        [last] = mart(settings, "build").to_pylist()
    except NoWarehouse:
        return False
    now = {
        "program_version": program_version(),
        "catalogue_digest": catalogue_digest(in_force(settings).catalogue),
        "closings_digest": closing_log.digest(settings),
    }
    if any(last.get(name) != value for name, value in now.items()) or not is_sound(settings):
        return True
    return bool(closing_log.due(settings, catalogue(settings.catalogue).strategy, this_day()))


@contextmanager
def the_only_builder(settings: Settings, wait: Wait, every: float = EVERY) -> Iterator[bool]:
    """Holds the place of the builder, once it is free; gives False where `wait` says to end before that."""
    announced = False
    while True:
        with one_if_free(_path(settings).parent) as free:
            if free:
                yield True
                return
        if not announced:
            _LOG.warning("Un autre constructeur veille déjà sur ce dossier : celui-ci prendra la suite s'il s'arrête.")
            announced = True
        if wait(every):
            yield False
            return


def watch(settings: Settings, wait: Wait, every: float = EVERY, clock: Callable[[], float] = time.time) -> None:
    """Builds whenever a build is due, until `wait(seconds)` answers that it is time to end: never within a build."""
    with the_only_builder(settings, wait, every) as mine:
        if not mine:
            return
        last, ended, built = replace(status(settings) or Status(), state="idle"), False, False
        while not ended:
            received = Archive(settings).moment()  # before the turn: what comes in during a build is not missed
            before, last = last, turn(settings, last, clock)
            follows, built = built, last.at != before.at
            rest = _rest(last.seconds, last.sequence - before.sequence) if built and follows else 0.0
            ended = _woken(settings, received, wait, rest, every)
        _say(settings, replace(last, state="stopped", beat=clock()))


def _rest(seconds: float, files: int) -> float:
    return min(max(1, min(files, REST)) * seconds, LONGEST_REST)


def _woken(settings: Settings, received: int, wait: Wait, rest: float, every: float) -> bool:
    """Rests, then waits until something more than what was `received` came in, or it is time to look at all the rest.
    Says whether it is time to end."""
    waited = max(rest, min(GLANCE, every))
    ended = wait(waited)
    while not ended and waited < every and Archive(settings).moment() == received:
        waited += GLANCE
        ended = wait(GLANCE)
    return ended


def turn(settings: Settings, last: Status, clock: Callable[[], float] = time.time) -> Status:
    """One look: builds where something is due, and says so; a build that fails leaves the present one in place."""
    now = clock()
    newest = max((receipt.sequence for receipt in Archive(settings).receipts()), default=0)
    if last.state == "failed" and newest == last.sequence and now - last.at < RETRY:
        return _say(settings, replace(last, beat=now))
    waiting = pending(settings)
    if not due(settings, waiting):
        return _say(settings, replace(last, state="idle", beat=now, pending=0))
    under_way = Status("building", now, now, len(waiting), newest, last.seconds)
    with _beating(settings, _say(settings, under_way), clock):
        error = _build(settings, newest)
    end = replace(under_way, at=clock(), beat=clock(), seconds=clock() - now, error=error)
    return _say(settings, replace(end, state="failed") if error else replace(end, state="idle", pending=0))


def _build(settings: Settings, newest: int) -> str:
    """Builds; gives the kind of what went wrong, or nothing."""
    try:
        build_in_force(settings, whole=False)
        if uncounted := _uncounted(settings, newest):  # a build over the last one keeps what that one left out
            _LOG.warning("Des fichiers reçus ne sont pas comptés ; le calcul est fait en entier.")
            build_in_force(settings)
            uncounted = _uncounted(settings, newest)
    except Exception as failure:  # whatever it is, the screens go on with the build they have
        _LOG.error("Le calcul a échoué ; les chiffres affichés restent ceux d'avant.", exc_info=failure)
        return type(failure).__name__
    # without this, a file that no build ever counts would be built for again and again
    return "Uncounted" if uncounted else ""


def _uncounted(settings: Settings, newest: int) -> bool:
    return any(receipt.sequence <= newest for receipt in pending(settings))


@contextmanager
def _beating(settings: Settings, current: Status, clock: Callable[[], float]) -> Iterator[None]:
    """Gives sign of life while a long build goes on."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(BEAT / 4):
            _say(settings, replace(current, beat=clock()))

    beater = threading.Thread(target=beat, daemon=True)
    beater.start()
    try:
        yield
    finally:
        ended.set()
        beater.join()


def _say(settings: Settings, current: Status) -> Status:
    with _saying:
        before = status(settings)
        if before is None or replace(before, beat=current.beat) != current or current.beat - before.beat > BEAT / 4:
            _path(settings).parent.mkdir(parents=True, exist_ok=True)
            write_durably(_path(settings), json.dumps(asdict(current)).encode())
    return current


def _path(settings: Settings) -> Path:
    return settings.builder / "status.json"
