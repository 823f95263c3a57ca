"""Has the files that pages offer made by a process apart, within a time: what their writers take, and leave in memory,
never weighs on the process that shows pages nor holds up its threads, and a file that never ends is ended.

Only what is told as a function of DOORS and what it is called with (`functools.partial`) is; the rest, light, is made
here by whoever asked."""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from indicators.typography import typeset
from pipelines.errors import PilotageError
from pipelines.ingest.limits import bare_environment
from pipelines.options import PREFIX, secrets
from pipelines.outputs.maker import ANSWER, FRAME, raised

SECONDS = 180.0  # on the wall; the largest dossier takes some ten on a machine that has much else to do
IDLE = 120.0  # seconds after which a process that nobody asks goes: it holds two thirds of what this one does
TOO_LONG = "Ce fichier n'a pas pu être fait : il demandait trop de temps ou de mémoire. Choisissez-en un moins étendu."
DOORS = ("pipelines.outputs.downloads", "pipelines.deposits.receipt")
Make = Callable[[], bytes]
_RUN = [sys.executable, "-m", "pipelines.outputs.maker"]


class TooLong(PilotageError):
    """A file could not be made in the time, or the memory, that one may take."""

    def __init__(self) -> None:
        super().__init__(typeset(TOO_LONG))


class Maker:
    """A process that makes files, one after the other."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            _RUN,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=bare_environment(**settings_without_secrets()),
        )
        self.fresh = True
        self._going: threading.Timer | None = None

    def make(self, request: bytes, seconds: float) -> tuple[bytes, bool, bool]:
        """The answer, whether it is the file, and whether this process may be asked again. Raises EOFError or OSError
        where it went away, TooLong where it took too long."""
        came, to = self._process.stdout, self._process.stdin
        assert came
        assert to
        late = threading.Timer(seconds, self._process.kill)
        late.start()
        try:
            to.write(FRAME.pack(len(request)))
            to.write(request)
            to.flush()
            size, succeeded, again = ANSWER.unpack(_whole(came.read(ANSWER.size), ANSWER.size))
            return _whole(came.read(size), size), succeeded, again
        except (EOFError, OSError):
            if late.finished.is_set():
                raise TooLong from None
            raise
        finally:
            late.cancel()
            self.fresh = False

    def leave_later(self) -> None:
        """The process goes by itself unless it is asked again."""
        self._going = threading.Timer(IDLE, _forget, (self,))
        self._going.daemon = True
        self._going.start()

    def stay(self) -> None:
        """It was asked again."""
        if self._going is not None:
            self._going.cancel()

    def end(self) -> None:
        """Ends the process, whatever it does."""
        self.stay()
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was not written yet cannot be any more
                if pipe is not None:
                    pipe.close()
        self._process.wait()


_waiting: list[Maker] = []
_lock = threading.Lock()


def made(make: Make, seconds: float = SECONDS) -> bytes:
    """The bytes of a file. Raises what its maker raises, or TooLong.

    A process that made other files before may have gone away for their sake: then a fresh one tries, once."""
    if not apart(make):
        return make()
    request = pickle.dumps(make)
    for _ in range(2):
        maker = _taken()
        fresh, again = maker.fresh, False
        try:
            content, whole, again = maker.make(request, seconds)
        except (EOFError, OSError):
            if fresh:
                break
            continue
        finally:
            _put_back(maker) if again else maker.end()
        if whole:
            return content
        raise raised(pickle.loads(content))  # noqa: S301  said by a process of ours
    raise TooLong


def apart(make: Make) -> bool:
    """Whether a file is made by the process apart."""
    return isinstance(make, partial) and make.func.__module__ in DOORS


def settings_without_secrets() -> dict[str, str]:
    """The variables that set this program, but those that hold a secret or say where it is."""
    hidden = secrets()
    return {name: value for name, value in os.environ.items() if name.startswith(PREFIX) and name not in hidden}


def _whole(received: bytes, size: int) -> bytes:
    if len(received) < size:
        raise EOFError
    return received


def _taken() -> Maker:
    """The process that served last, or a new one."""
    with _lock:
        maker = _waiting.pop() if _waiting else None
    if maker is None:
        return Maker()
    maker.stay()
    return maker


def _put_back(maker: Maker) -> None:
    with _lock:
        _waiting.append(maker)
        maker.leave_later()


def _forget(maker: Maker) -> None:
    with _lock:
        if maker not in _waiting:  # it was asked again at this very moment
            return
        _waiting.remove(maker)
    maker.end()


@atexit.register
def end_all() -> None:
    """Ends the processes that wait."""
    with _lock:
        ended = _waiting[:]
        _waiting.clear()
    for maker in ended:
        maker.end()
