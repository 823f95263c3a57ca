"""What `make bench` prints of a deposit: from the confirmation to the figure shown in a page open elsewhere."""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

sys.path += [str(Path(__file__).resolve().parents[1] / "tests" / folder) for folder in ("support", "")]

from babel.numbers import format_decimal
from browsing import serving
from measured import size
from reports import Report
from screenshots import demonstrate
from test_journey_deposit import building
from wire import Session

from pipelines.settings import Settings
from pipelines.warehouse.worker import Status, status

ROUNDS = size(7, 1)
PLACES = ("DEPT-59", "DEPT-33", "DEPT-13", "DEPT-75", "DEPT-974", "DEPT-35", "DEPT-67", "DEPT-2A")
LEGS = (
    "de la confirmation au reçu",
    "du reçu au constructeur réveillé",
    "le calcul, jusqu'à ce qu'il soit publié",
    "du calcul publié à la page montrée",
    "de la confirmation au chiffre",
)
ROW = "{:<48} {:>9} {:>9} {:>9}"
Moments = tuple[float, ...]


def one_deposit(address: str, settings: Settings, number: int) -> Moments:
    """Moments of one deposit: confirmed, acknowledged, build begun, build published, figure shown elsewhere."""
    place, value = PLACES[number % len(PLACES)], 101 + number
    file = Report(place, rows={"O04-1": (value, 1000)}, version=100 + number).xlsx()
    with Session(address) as elsewhere, Session(address) as mine, ThreadPoolExecutor(2) as pool:
        elsewhere.open("departement", departement=place)
        [uploader] = mine.open("depot").of("file_uploader")
        [button] = mine.upload(uploader, {f"{place}.xlsx": file}).of("button")
        written = f"{value // 10},{value % 10}"
        before, ended = settings.warehouse.resolve(), threading.Event()
        appearance = pool.submit(_shown, elsewhere, written)
        built = pool.submit(_built, settings, before, ended)
        confirmed = time.time()
        mine.click(button)
        acknowledged = time.time()
        try:
            at = appearance.result()
        finally:
            ended.set()
        return confirmed, acknowledged, *built.result(), at


def _shown(tab: Session, written: str) -> float:
    """When an open page tells a figure, by itself."""
    while written not in tab._read().text():
        pass
    return time.time()


def _built(settings: Settings, before: Path, ended: threading.Event) -> tuple[float, float]:
    """When the builder began, and when another build was published, to a hundredth of a second."""
    begun, looks = 0.0, 0.01
    while settings.warehouse.resolve() == before and not ended.is_set():
        last: Status | None = status(settings)
        begun = begun or (time.time() if last is not None and last.state == "building" else 0.0)
        ended.wait(looks)
    return begun or time.time(), time.time()


def legs(moments: Moments) -> list[float]:
    """Seconds of each leg, then of the whole."""
    each = [later - earlier for earlier, later in pairwise(moments)]
    return [*each, moments[-1] - moments[0]]


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        settings = demonstrate(Path(scratch))
        with serving(settings.data, Path(scratch)) as address, building(settings.data):
            times = [legs(one_deposit(address, settings, number)) for number in range(ROUNDS + 1)][1:]
    print(ROW.format(f"{ROUNDS} dépôts, en secondes", "minimum", "médiane", "maximum"))
    for name, seconds in zip(LEGS, zip(*times, strict=True), strict=True):
        summary = (min(seconds), statistics.median(seconds), max(seconds))
        print(ROW.format(name, *(format_decimal(figure, "0.00", locale="fr") for figure in summary)))
    print("But : 1,50 s de la confirmation au chiffre, sur deux cœurs au repos.")


if __name__ == "__main__":
    main()
