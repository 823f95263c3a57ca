"""The server that is attacked, behind a portal as in production, the people on it, and what is measured of it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from peaks import memory_of
from portal import SECRET, give_rights, headers
from wire import Session

from pipelines.settings import Settings

# Each attempt has its own: what one account is refused for a minute is no refusal of what comes next.
HOSTILE, ORDINARY, LEAVING = "mechant-{}@exemple.fr", "ordinaire@exemple.fr", "partant@exemple.fr"
RIGHTS = (
    *((HOSTILE.format(number), "department", "DEPT-59") for number in range(30)),
    (ORDINARY, "region", "REG-76"),
    (LEAVING, "department", "DEPT-62"),
)
PAGES = (("", {}), ("region-academique", {"region": "REG-76"}), ("objectif", {"objectif": "4"}))
FEWEST = 3  # pages of the others, seen during each attempt


@dataclass
class World:
    """An address, the processes behind it, and the data folder that they show."""

    address: str
    processes: list[int]
    settings: Settings
    sessions: list[Session] = field(default_factory=list)
    number: int = 0

    @property
    def place(self) -> tuple[str, int]:
        """Host and port."""
        parts = urlsplit(self.address)
        return parts.hostname or "", parts.port or 0

    @property
    def hostile(self) -> str:
        """The account that tries."""
        return HOSTILE.format(self.number)

    def enter(self, account: str) -> Session:
        """An open tab of an account that came through the portal, which whoever asked closes."""
        return Session(self.address, headers(account))

    def tab(self, account: str) -> Session:
        """The same, closed at the end of what is tried."""
        opened = self.enter(account)
        self.sessions.append(opened)
        return opened

    def leave(self) -> None:
        """Closes the tabs that an attempt left open; the next one comes from another account."""
        for session in self.sessions:
            with suppress(Exception):
                session.socket.close()
        self.sessions.clear()
        self.number = (self.number + 1) % 30

    def begin(self) -> int:
        """From now on, the peak is that of what comes next. Returns the MB that the process takes already."""
        for process in self.processes:
            with suppress(OSError):
                Path(f"/proc/{process}/clear_refs").write_text("5")
        return self._memory("VmRSS")

    def peak(self) -> int:
        """The most memory, in MB, that a process that shows took since then."""
        return self._memory("VmHWM")

    def _memory(self, what: str) -> int:
        return max(memory_of(process, what) for process in self.processes) // 1024


@contextmanager
def served(root: Path, settings: Settings, scratch: Path) -> Iterator[World]:
    """The program that stands in `root`, on a data folder, behind a portal."""
    give_rights(settings, *RIGHTS)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {
        "PILOTAGE_IDENTITY": "header",
        "PILOTAGE_PUBLIC_URL": address,
        "PILOTAGE_PROXY_SECRET": SECRET,
        "PILOTAGE_TRUSTED_PROXIES": "127.0.0.1",
    }
    with running(root, settings, scratch, port, environment) as process:
        yield World(address, [process], settings)


@contextmanager
def running(root: Path, settings: Settings, scratch: Path, port: int, options: dict[str, str]) -> Iterator[int]:
    """The process that shows a data folder on a port, ready to answer."""
    environment = {**os.environ, "PILOTAGE_DATA": str(settings.data), "PYTHONPATH": str(root), **options}
    command = [sys.executable, "-m", "dashboard.serve", "--port", str(port)]
    with (scratch / f"serveur-{port}.log").open("w") as log:
        process = subprocess.Popen(command, cwd=scratch, env=environment, stdout=log, stderr=log)
    try:
        _answers(f"http://127.0.0.1:{port}", process)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:  # files are still being made for who no longer waits for them
            process.kill()
            process.wait()


def _answers(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < end:
        with suppress(OSError), urllib.request.urlopen(f"{address}/sante", timeout=60):
            return
        threading.Event().wait(0.05)
    raise RuntimeError("le serveur ne répond pas")


class Others:
    """An ordinary account that opens pages all the time, and how long each took."""

    def __init__(self, world: World) -> None:
        self._world, self._ended = world, threading.Event()
        self.times: list[float] = []
        self.wrong: list[str] = []
        self._tab = world.enter(ORDINARY)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        number = 0
        while not self._ended.wait(0.15):
            page, codes = PAGES[number % len(PAGES)]
            number += 1
            begun = time.monotonic()
            try:
                answer = self._tab.open(page, **codes)
                self.times.append(time.monotonic() - begun)
                if answer.status != 0 or "n'a pas pu être affichée" in answer.text():
                    self.wrong.append(f"{page or 'accueil'} : {answer.status}")
            except Exception as failure:
                self.wrong.append(type(failure).__name__)
                with suppress(Exception):
                    self._tab = self._world.enter(ORDINARY)

    def since(self, begun: int) -> list[float]:
        """The times of the pages from that one on, once there are enough of them."""
        end = time.monotonic() + 60
        while len(self.times) - begun < FEWEST and time.monotonic() < end:
            threading.Event().wait(0.05)
        return self.times[begun:]

    def end(self) -> None:
        """No more pages."""
        self._ended.set()
        self._thread.join(60)
        self._tab.socket.close()


class Nobody:
    """In the place of the others, where how long their pages take is not looked at."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.wrong: list[str] = []

    def since(self, _begun: int) -> list[float]:
        """Nothing, at once."""
        return [0.0]

    def end(self) -> None:
        """Nobody leaves."""


def p95(times: list[float]) -> float:
    """The time that ninety-five of a hundred keep below; infinite where there is none."""
    return sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)] if times else float("inf")
