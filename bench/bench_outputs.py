"""What `make bench` prints of a large table and of the files that leave: each beside its peer, or its limit."""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import duckdb
from babel.numbers import format_decimal
from measured import size

from indicators.catalogue import catalogue
from indicators.territories import NATIONAL, territories
from pipelines.cli.ingest import fill_demonstration
from pipelines.outputs.factsheet.content import factsheet_bytes
from pipelines.outputs.workbook.national import write_annex, write_national
from pipelines.outputs.workbook.territory import write_every_territory
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build

LINES, ROUNDS = size((100_000, 3), (1_000, 1))


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class Measure(NamedTuple):
    """Seconds of the clock, and of the processors for this work alone: on a shared machine only these compare."""

    clock: float
    processor: float

    def __str__(self) -> str:
        return f"{french(self.clock)} s, dont {french(self.processor)} s de processeur"


def measured(work: Callable[[], object], rounds: int = ROUNDS) -> Measure:
    """The median of each over some rounds."""
    measures = []
    for _ in range(rounds):
        start, spent = time.perf_counter(), time.process_time()
        work()
        measures.append((time.perf_counter() - start, time.process_time() - spent))
    return Measure(*(statistics.median(column) for column in zip(*measures, strict=True)))


def write_table(path: Path) -> None:
    """A table of schools, the same at each call."""
    chance = random.Random(1)
    prefixes = [territory.school_prefix for territory in territories() if territory.level == "department"]
    codes = [i.id for _, i in catalogue().collected("2025-2026") if (i.level, i.kind) == ("department", "ratio")]
    with path.open("w", encoding="utf-8") as file:
        file.write("annee_scolaire;uai;code_indicateur;numerateur;denominateur\n")
        for number in range(LINES):
            school = f"{prefixes[number % len(prefixes)]}{number // len(prefixes) % 10_000:04d}A"
            denominator = chance.randint(20, 900)
            numerator = chance.randint(0, denominator)
            file.write(f"2025-2026;{school};{codes[number % len(codes)]};{numerator};{denominator}\n")


def duckdb_alone(path: Path) -> None:
    with duckdb.connect() as connection:
        sql = "create table lines as from read_csv($path, all_varchar = true, delim = ';')"
        connection.execute(sql, {"path": str(path)})


def ingest(path: Path | None, folder: Path) -> None:
    """Receives a table, or nothing, and builds: the difference of the two is what the table costs."""
    settings = Settings(data=folder)
    Archive(settings).receive([(path.name, path.read_bytes())] if path else [])
    build(settings)


def table() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_table(folder / "table.csv")
        alone, empty, full = [], [], []
        for number in range(ROUNDS):
            alone.append(seconds(lambda: duckdb_alone(folder / "table.csv")))
            empty.append(seconds(lambda n=number: ingest(None, folder / f"empty{n}")))
            full.append(seconds(lambda n=number: ingest(folder / "table.csv", folder / f"full{n}")))
        parse, cost = statistics.median(alone), statistics.median(full) - statistics.median(empty)
        print(f"Table de {LINES} lignes : DuckDB la lit en {french(parse)} s ; la recevoir, la contrôler et la")
        print(f"consolider coûte {french(cost)} s, soit {french(cost - parse)} s de plus (moins de 2).")


def files() -> None:
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(data=Path(place) / "data")
        settings, _ = fill_demonstration(settings)
        path = Path(place) / "national.xlsx"
        summary = measured(lambda: write_national(settings, None, path))
        size = path.stat().st_size / 1e6
        print(f"Synthèse nationale : {summary} (au plus 3), {french(size)} Mo (au plus 2).")
        print(f"Son annexe : {measured(lambda: write_annex(settings, None, path))}.")
        for name, subject in (("de la France", NATIONAL), ("d'une région", "REG-32")):
            deck = measured(lambda subject=subject: factsheet_bytes(settings, subject, None, ".pptx"))
            print(f"Diaporama {name} : {deck} (au plus 2).")
        every = measured(lambda: write_every_territory(settings, None, Path(place) / "dossiers"), 1)
        print(f"Les 119 dossiers : {every} (au plus 25).")
        if load := getattr(os, "getloadavg", None):
            print(f"Charge du poste pendant ces mesures : {french(load()[0])}.")


def french(number: float) -> str:
    return format_decimal(number, "0.00", locale="fr")


if __name__ == "__main__":
    table()
    files()
