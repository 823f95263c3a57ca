"""Measures how a rebuild grows with the reports received, from ten to five thousand."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from measured import size
from reports import Report

from indicators.territories import territories
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build

COUNTS = size((10, 100, 1_000, 5_000), (10, 20))
CAMPAIGNS = ("2024-2025", "2025-2026")
CODES = [f"O0{objective}-{rank}" for objective in range(1, 6) for rank in (1, 2)]


def report(number: int) -> bytes:
    """A report that no other is like: each département in turn, each campaign, then later versions of them."""
    codes = [territory.code for territory in territories() if territory.school_prefix]
    campaign = CAMPAIGNS[number // len(codes) % len(CAMPAIGNS)]
    figures = {code: (1 + (number + place) % 90, 100 + number) for place, code in enumerate(CODES)}
    return Report(codes[number % len(codes)], campaign=campaign, rows=figures).xlsx()


def rebuilds(scratch: Path) -> dict[int, dict[str, float]]:
    """Seconds for each number of reports: all read again, then calculated again with nothing new."""
    settings, received, by_count = Settings(data=scratch / "data"), 0, {}
    for count in COUNTS:
        Archive(settings).receive([(f"{number}.xlsx", report(number)) for number in range(received, count)])
        received = count
        shutil.rmtree(settings.parsed, ignore_errors=True)
        times = {"whole": _seconds(lambda: build(settings)), "again": _seconds(lambda: build(settings))}
        print(f"{count:>6} comptes rendus : {times['whole']:.2f} s, puis {times['again']:.2f} s", flush=True)
        by_count[count] = times
    return by_count


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
