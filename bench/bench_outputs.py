"""What `make bench` prints of a large table and of the files that leave: each beside its peer, or its limit."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from babel.numbers import format_decimal
from measured import size

from indicators.catalogue import catalogue
from indicators.territories import territories
from pipelines.cli.ingest import fill_demonstration
from pipelines.outputs.factsheet.content import factsheet_bytes
from pipelines.outputs.workbook.national import write_national
from pipelines.outputs.workbook.territory import write_every_territory
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build

LINES, ROUNDS = size((100_000, 3), (1_000, 1))


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def write_table(path: Path) -> None:
    """A table of schools, the same at each call."""
    chance = random.Random(1)
    prefixes = [one.school_prefix for one in territories() if one.level == "department"]
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
        times = [seconds(lambda: write_national(settings, None, path)) for _ in range(ROUNDS)]
        size = path.stat().st_size / 1e6
        print(f"Synthèse nationale : {french(statistics.median(times))} s (au plus 3), {french(size)} Mo (au plus 2).")
        deck = [seconds(lambda: factsheet_bytes(settings, "NAT-FR", None, ".pptx")) for _ in range(ROUNDS)]
        print(f"Diaporama de la France : {french(statistics.median(deck))} s (au plus 2).")
        every = seconds(lambda: write_every_territory(settings, None, Path(place) / "dossiers"))
        print(f"Les 119 dossiers : {french(every)} s (au plus 60).")


def french(number: float) -> str:
    return format_decimal(number, "0.00", locale="fr")


if __name__ == "__main__":
    table()
    files()
