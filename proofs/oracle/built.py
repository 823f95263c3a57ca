"""Warehouses of random receipts, and what their tables say, as rows that can be compared."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from in_memory import marts_of
from reports import Marts, rows, warehouse

from indicators.catalogue import catalogue as definitions
from oracle import catalogues, worlds
from oracle.received import Counted, File, count
from oracle.strategy import Strategy, read
from pipelines.settings import Settings
from pipelines.store.closing_log import close
from pipelines.warehouse.builds import read as query

RESULTS = ("indicator_progress", "objective_progress", "axis_progress", "strategy_progress", "discrepancy")
EARLY = date(2020, 1, 1)
# what tells when a file came, and not what it says
RECEIPT = {"sequence", "received_at", "received_late", "source_file", "message"}


@dataclass(frozen=True)
class World:
    seed: int
    folder: Path
    strategy: Strategy
    sent: list[File]
    counted: Counted
    settings: Settings
    closed: frozenset[str]

    def chance(self) -> Random:
        return Random(self.seed + 1)

    @contextmanager
    def again(self, name: str, sent: list[File], *marts: str) -> Iterator[Marts]:
        """What other receipts give under the same strategy, the same campaigns closed: the tables of results and these,
        in memory, where nothing is made that is not asked. What is published beside says the same, row by row."""
        catalogue = self.folder / "catalogue"
        settings = _closed(self.folder / name, catalogue, self.strategy, self.closed)
        for folder in ("parsed", "schools"):  # a file that is sent again as it was is not read again
            if (self.settings.data / folder).exists():  # a world without tables of schools has no folder of theirs
                shutil.copytree(self.settings.data / folder, settings.data / folder)
        answers = marts_of(settings.data, worlds.named(sent), *RESULTS, *marts, catalogue=catalogue, today=EARLY)
        with answers as answered:
            yield answered


def draw(folder: Path, seed: int) -> tuple[Strategy, list[File]]:
    """A random strategy, kept in the folder, and what is received for it."""
    chance = Random(seed)
    strategy = read(catalogues.write(chance, folder / "catalogue"))
    return strategy, worlds.files(chance, strategy)


@lru_cache(maxsize=4)
def world(folder: Path, seed: int) -> World:
    strategy, sent = draw(folder, seed)
    chance = Random(seed + 2)
    closed = frozenset(campaign for campaign in strategy.campaigns if chance.random() < 0.7)
    settings = _built(folder / "data", sent, folder / "catalogue", strategy, closed)
    return World(seed, folder, strategy, sent, count(strategy, sent), settings, closed)


def _built(folder: Path, sent: list[File], catalogue: Path, strategy: Strategy, closed: frozenset[str]) -> Settings:
    _closed(folder, catalogue, strategy, closed)
    return warehouse(folder, worlds.named(sent), catalogue, EARLY)


def _closed(folder: Path, catalogue: Path, strategy: Strategy, closed: frozenset[str]) -> Settings:
    """Campaigns that somebody closed, on a day when none closes by itself."""
    settings = Settings(data=folder, catalogue=catalogue)
    in_catalogue = definitions(catalogue).strategy
    for campaign in strategy.campaigns:
        if campaign in closed:
            close(settings, in_catalogue, campaign, "Tirée au sort", EARLY)
    return settings


def results(where: Settings | Marts, *names: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the tables of results, in an order of its own, whatever that of their columns."""
    tables = {name: rows(where, f"from marts.{name}") for name in names or RESULTS}
    return {name: sorted(tuple(sorted(_row(row))) for row in lines) for name, lines in tables.items()}


def _row(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(f"{name}={value!r}" for name, value in row.items())


def digests(settings: Settings, without: set[str] = RECEIPT) -> dict[str, str]:
    """Table of schema `marts` → fingerprint of its rows, whatever their order; `build` tells when, not what."""
    tables = query(
        settings,
        """select table_name, list(column_name order by column_name) as columns from information_schema.columns
        where table_schema = 'marts' and table_name <> 'build' group by table_name""",
    ).to_pylist()
    digest_by_table = {}
    for table in tables:
        columns = ", ".join(name for name in table["columns"] if name not in without)
        table_rows = query(settings, f"select {columns} from marts.{table['table_name']}").to_pylist()
        lines = "\n".join(sorted(map(repr, map(_row, table_rows))))
        digest_by_table[table["table_name"]] = (
            f"{len(table_rows)} rows, {hashlib.sha256(lines.encode()).hexdigest()[:16]}"
        )
    return digest_by_table
