"""Measures a build after one more report beside a whole one of the same files, in turn, round after round."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measured import size

from bench import french, reports
from indicators.territories import territories
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build
from pipelines.warehouse.incremental import build_what_changed

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from reports import Report

ROUNDS = size(9, 1)
CODES = [f"O{objective:02d}-1" for objective in range(1, 17)]
ROW = "{:<44} {:>10} {:>12}"
Times = dict[str, list[tuple[float, float]]]


def one_more(number: int) -> bytes:
    """A report that no other is like, of each département in turn."""
    places = [territory.code for territory in territories() if territory.school_prefix]
    figures = {code: (40 + (number + place) % 50, 100 + number) for place, code in enumerate(CODES)}
    return Report(places[number * 37 % len(places)], rows=figures, version=1000 + number).xlsx()


def measure(settings: Settings) -> Times:
    """Seconds of the clock and of the processor; the first round warms both, and is not counted."""
    times: Times = {"un compte rendu de plus": [], "calcul complet": []}
    for number in range(ROUNDS + 1):
        Archive(settings).receive([(f"{number}.xlsx", one_more(number))])
        for name, work in zip(times, (build_what_changed, build), strict=True):
            times[name].append(_took(work, settings))
    return {name: seconds[1:] for name, seconds in times.items()}


def _took(work: Callable[[Settings], object], settings: Settings) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    work(settings)
    return time.perf_counter() - clock, time.process_time() - processor


def print_times(times: Times) -> None:
    medians = {
        name: [statistics.median(each) for each in zip(*seconds, strict=True)] for name, seconds in times.items()
    }
    print(ROW.format(f"médianes de {ROUNDS} paires, en secondes", "horloge", "processeur"))
    for name, seconds in medians.items():
        print(ROW.format(name, *map(french, seconds)))
    part, whole = medians.values()
    ratios = [a / b for a, b in zip(part, whole, strict=True)]
    print(f"Un compte rendu de plus : {french(ratios[0])} fois un calcul complet à l'horloge, ", end="")
    print(f"{french(ratios[1])} fois en processeur (but : 0,3).")


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(data=Path(scratch) / "data")
        files = reports(next(iter(sys.argv[1:]), None), Path(scratch))
        Archive(settings).receive((path.name, path.read_bytes()) for path in files)
        build(settings)
        print_times(measure(settings))


if __name__ == "__main__":
    main()
