"""Writes the demonstration's files into a folder, numbered in the order of their receipt.

Apart: what is invented knows no disk."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path

from indicators.models import Catalogue
from indicators.territories import Territory
from pipelines.demo.plan import Sending, sendings
from pipelines.demo.report import compose
from pipelines.demo.schools import school_tables
from pipelines.demo.tables import follow_up, tables
from pipelines.demo.trajectories import Trajectories
from pipelines.demo.workbook import workbook_bytes
from pipelines.demo.world import World

NOON = time(12)


def write_demonstration(
    folder: Path,
    catalogue: Catalogue,
    territories: tuple[Territory, ...],
    seed: int = 2023,
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Reports and tables of invented committees for any strategy: the same files for the same seed.

    Each file is dated by the day on which it was sent; `progress` is told how many files are written, of how many."""
    world = World(seed, catalogue, territories)
    trajectories = Trajectories(world)
    received = [(sending.sent_on, sending.name, ".xlsx", sending) for sending in sendings(world)]
    sent = (*tables(world, trajectories), *school_tables(world, trajectories))
    published = [(day, name, ".csv", content) for day, name, content in sent]
    # after all the others, so that the number of none of them moves
    latest = max(day for day, *_ in (*received, *published))
    name, content = follow_up(world)
    published.append((latest, name, ".csv", content))
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    # A stable sort: files of one day keep the order in which their committees sent them.
    everything = sorted([*received, *published], key=lambda entry: entry[0])
    for number, (day, name, suffix, content) in enumerate(everything, start=1):
        path = folder / f"{number:04d}_{name}{suffix}"
        path.write_bytes(content if isinstance(content, bytes) else _workbook(world, trajectories, content))
        sent = datetime.combine(day, NOON, UTC).timestamp()
        os.utime(path, (sent, sent))
        paths.append(path)
        if progress:
            progress(number, len(everything))
    return paths


def _workbook(world: World, trajectories: Trajectories, sending: Sending) -> bytes:
    territory = sending.territory
    title = f"Remontée du comité, {territory.name}, {sending.campaign}"
    content = workbook_bytes(compose(world, trajectories, sending), title, sending.sent_on)
    return content[: len(content) * 3 // 5] if sending.fault == "truncated" else content
