"""What `make bench` prints of many people at once on one process: the time of a run, the bytes of a click."""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from babel.numbers import format_decimal
from browsing import serving
from measured import size
from screenshots import demonstrate
from wire import Session

PEOPLE, SECONDS = size((50, 60.0), (3, 5.0))
THINKING = (3.0, 9.0)
ACTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("", {}),
    ("", {"campagne": "2024-2025"}),
    ("objectifs", {"axe": "2"}),
    ("objectif", {"objectif": "4"}),
    ("region-academique", {"region": "REG-32"}),
    ("departement", {"departement": "DEPT-59"}),
    ("collecte", {"region": "REG-76"}),
    ("comprendre", {"indicateur": "O04-1", "territoire": "DEPT-59"}),
)


class Counted:
    """A socket that counts what comes through it, compressed as it is."""

    def __init__(self, inner: Any) -> None:
        self._inner, self.received = inner, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def recv(self, size: int) -> bytes:
        content = self._inner.recv(size)
        self.received += len(content)
        return content


def act(tab: Session, page: str, codes: dict[str, str]) -> float:
    """Seconds from the click to the end of the run."""
    begun = time.perf_counter()
    tab.open(page, **codes)
    return time.perf_counter() - begun


def alone(address: str) -> tuple[list[float], dict[str, int]]:
    """One person: the times of every action five times over, and the bytes of each."""
    with Session(address) as tab:
        counted = tab.socket.socket = Counted(tab.socket.socket)
        for page, codes in ACTIONS:
            act(tab, page, codes)
        times, sizes = [], {}
        for page, codes in ACTIONS * 5:
            before = counted.received
            times.append(act(tab, page, codes))
            sizes[f"{page or 'accueil'} {' '.join(codes.values())}".strip()] = counted.received - before
    return times, sizes


def person(address: str, number: int, end: float) -> list[float]:
    """One among many: acts, thinks, acts again until the end."""
    chance, waiting, times = random.Random(number), threading.Event(), []
    with Session(address) as tab:
        while time.monotonic() < end:
            waiting.wait(chance.uniform(*THINKING))
            times.append(act(tab, *chance.choice(ACTIONS)))
    return times


def main() -> None:
    """Prints the ratio first, then what it is made of."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(demonstrate(Path(folder)).data, Path(folder)) as address,
    ):
        single, sizes = alone(address)
        end = time.monotonic() + SECONDS
        with ThreadPoolExecutor(PEOPLE) as pool:
            many = [one for times in pool.map(lambda n: person(address, n, end), range(PEOPLE)) for one in times]
    median, slow = statistics.median(single), statistics.quantiles(many, n=20)[-1]
    print(f"\n{PEOPLE} personnes sur un processus, de 3 à 9 s entre deux clics, {len(many)} clics")
    print(f"  95e centile / médiane d'une personne seule : {format_decimal(slow / median, '0.0', 'fr')} (au plus 3)")
    print(f"  une seule : médiane {median * 1000:.0f} ms ; ensemble : médiane {statistics.median(many) * 1000:.0f} ms")
    heaviest = max(sizes, key=lambda one: sizes[one])
    print(f"  le plus lourd sur le websocket : {sizes[heaviest] / 1000:.0f} ko, « {heaviest} » (au plus 40)")


if __name__ == "__main__":
    main()
