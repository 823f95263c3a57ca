"""What `make bench` prints of schools: our pass beside a bare scan, pandas, polars, Spark; how cost grows with rows."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from bench_schools_page import (
    campaigns_picture,
    campaigns_table,
    csv_line,
    peers_table,
    picture,
    reports_table,
    rows_table,
    write_block,
)
from large_tables import decided_rows
from measured import QUICK, Absent, size
from peaks import own_peak

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "grands-volumes.md"
PICTURE = ROOT / "docs" / "images" / "grands-volumes.svg"
CAMPAIGNS = ROOT / "docs" / "images" / "campagnes.svg"
ROWS = size(12_400_000, 50_000)
SIZES = (*size((100_000, 1_000_000), ()), ROWS, *((124_000_000,) if os.environ.get("LARGE") else ()))
ROUNDS = int(os.environ.get("ROUNDS") or size(5, 1))
TURNS = f"Tours : {ROUNDS}."
KEYS = ["campaign", "department", "indicator"]
WORDS = {
    "scan": "Lecture nue des colonnes par DuckDB",
    "ours": "Notre passage, de l'école à la France",
    "polars": "polars",
    "pandas": "pandas",
    "spark": "Spark 4 (local[2]), session comprise",
}


def scan(folder: Path) -> int:
    """The least that any sum has to read."""
    import duckdb

    columns = ("campaign", "department", "indicator", "numerator", "denominator", "expected")
    maxima = ", ".join(f"max({column})" for column in columns)
    files = f"{folder}/campaign=*/*.parquet"
    return len(
        duckdb.execute(f"select count(*), {maxima} from read_parquet('{files}', hive_partitioning=true)").fetchall()
    )


def ours(folder: Path) -> int:
    """The sums by département, then upwards to France: as many figures as territories, indicators and campaigns."""
    from large_tables import links

    from pipelines.warehouse.builds import connect
    from pipelines.warehouse.schools.sums import duckdb_sums

    connection = connect(Path(":memory:"))
    sums = duckdb_sums(connection, folder, sorted(folder.glob("campaign=*/*.parquet")))
    connection.register("link", links())
    connection.register("sums", sums)
    return len(connection.sql(UPWARDS).fetchall())


UPWARDS = """
select link.territory_code, sums.campaign, sums.indicator, sum(sums.numerator), sum(sums.denominator), sum(sums.schools)
from sums join link using (department)
group by all
"""


def pandas(folder: Path) -> int:
    """The same with pandas, every level in turn, on the columns that are needed."""
    import pandas as frames

    rows: Any = frames.read_parquet(folder, columns=["department", "indicator", "numerator", "denominator", "campaign"])
    rows["campaign"] = rows["campaign"].astype("category")
    for name in ("numerator", "denominator"):
        rows[name] = rows[name].astype("float64")
    sums = rows.groupby(KEYS, observed=True)[["numerator", "denominator"]].sum().reset_index()
    above = sums.merge(_links(), on="department")
    return len(above.groupby(["territory_code", "campaign", "indicator"], observed=True).sum(numeric_only=True))


def polars(folder: Path) -> int:
    """The same with polars, lazily. Raises Absent."""
    try:
        import polars as frames  # type: ignore[import-not-found]  # asked by benches alone
    except ImportError as missing:
        raise Absent from missing

    rows = frames.scan_parquet(folder / "campaign=*" / "*.parquet", hive_partitioning=True)
    sums = rows.group_by(KEYS).agg(frames.col("numerator").sum(), frames.col("denominator").sum())
    links = frames.from_pandas(_links()).lazy().with_columns(frames.col("department").cast(frames.Int16))
    above = sums.join(links, on="department").group_by("territory_code", "campaign", "indicator")
    return above.agg(frames.col("numerator").sum(), frames.col("denominator").sum()).collect().height


def spark(folder: Path) -> int:
    """The sums by Spark on this machine. Raises Absent."""
    return by_spark(folder, sorted(folder.glob("campaign=*/*.parquet"))).num_rows


def by_spark(folder: Path, paths: list[Path]) -> Any:
    """The table of sums. Raises Absent."""
    from pipelines.errors import SparkNotAvailable
    from pipelines.warehouse.schools.spark import spark_sums
    from pipelines.warehouse.schools.sums import SUMS

    try:
        return spark_sums(folder, paths, SUMS)
    except SparkNotAvailable as missing:
        raise Absent from missing


def _links() -> Any:
    from large_tables import links

    return links().to_pandas()


def in_child(peer: str, folder: Path) -> dict[str, float]:
    """Time and memory of one peer, alone in a process of its own, imports not counted; nothing where it is absent."""
    answer = subprocess.run(
        [sys.executable, __file__, "--peer", peer, str(folder)], capture_output=True, text=True, check=False, cwd=ROOT
    )
    if answer.returncode:
        sys.exit(f"{peer} : {answer.stderr[-800:]}")
    return json.loads(answer.stdout.splitlines()[-1])


def run_peer(peer: str, folder: Path) -> None:
    work: Callable[[Path], int] = globals()[peer]
    with suppress(ImportError):
        import_module(
            {"scan": "duckdb", "ours": "pipelines.warehouse.schools.sums", "spark": "pyspark"}.get(peer, peer)
        )
    if peer in ("pandas", "polars"):
        _links()
    start = time.perf_counter()
    try:
        figures = work(folder)
    except Absent:
        print("{}")
        return
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "megabytes": own_peak(), "figures": figures}))


def median(peer: str, folder: Path, rounds: int) -> dict[str, float]:
    runs = [in_child(peer, folder) for _ in range(rounds)]
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def published(part: str, lines: list[str]) -> None:
    """Into the page, unless the measure is only tried: one round over few rows says nothing to publish."""
    if not QUICK:
        write_block(PAGE, part, lines)


def measure_peers(scratch: Path) -> None:
    """Our pass beside a bare scan and other engines; then whether Spark gives our sums, to the last unit."""
    folder = decided_rows(scratch / str(ROWS), ROWS)
    by_peer: dict[str, list[dict[str, float]]] = {peer: [] for peer in WORDS}
    for _ in range(ROUNDS):  # side by side, so that the noise of the machine is shared
        for peer in [*by_peer]:
            if measure := in_child(peer, folder):
                by_peer[peer].append(measure)
            else:
                del by_peer[peer]
                print(f"{WORDS[peer]} : absent de ce poste, n'est pas mesuré.")
    medians = {peer: {n: statistics.median(run[n] for run in runs) for n in runs[0]} for peer, runs in by_peer.items()}
    for peer, measure in medians.items():
        ratio = measure["seconds"] / medians["scan"]["seconds"]
        print(
            f"{WORDS[peer]:<42} {ratio:6.2f} × la lecture nue, {measure['seconds']:6.2f} s, "
            f"{measure['megabytes']:5.0f} Mo"
        )
    if medians.keys() == WORDS.keys():
        published("concurrents", [*peers_table(WORDS, medians), "", TURNS])
        if not QUICK:
            PICTURE.write_text(picture(WORDS, medians), encoding="utf-8")


def measure_equality(scratch: Path) -> None:
    """Whether Spark and DuckDB give the same sums of the same rows."""
    import duckdb

    from pipelines.warehouse.schools.sums import duckdb_sums

    folder = decided_rows(scratch / str(ROWS), ROWS)
    paths = sorted(folder.glob("campaign=*/*.parquet"))
    ours = duckdb_sums(duckdb.connect(), folder, paths)
    try:
        theirs = by_spark(folder, paths)
    except Absent:
        print("Spark : absent de ce poste, ses sommes ne sont pas comparées.")
        return
    alike = sorted(map(str, ours.to_pylist())) == sorted(map(str, theirs.to_pylist()))
    sentence = f"{ours.num_rows:,} sommes de {ROWS:,} lignes par DuckDB et par Spark : ".replace(",", " ")
    verdict = "égales à l'unité près" if alike else "différentes"
    print(sentence + verdict)
    published("égalité", [f"{sentence}**{verdict}**."])


def measure_growth(scratch: Path) -> None:
    """How our pass grows with the rows; the largest size once, and only where LARGE is set."""
    growth: dict[int, dict[str, float]] = {}
    for rows in SIZES:
        folder = decided_rows(scratch / str(rows), rows)
        growth[rows] = median("ours", folder, ROUNDS)
        measure = growth[rows]
        print(f"{rows:>12,} lignes : {measure['seconds']:.2f} s, {measure['megabytes']:.0f} Mo".replace(",", " "))
        if rows > ROWS:
            shutil.rmtree(folder)
            print(f"soit {measure['seconds'] / growth[ROWS]['seconds']:.1f} fois le temps de la taille précédente")
    published("lignes", [*rows_table(growth, ROWS), "", TURNS])


def measure_csv(scratch: Path) -> None:
    """Our reading of a text beside that of the engine alone."""
    reading = csv_ratio(scratch)
    print(f"Lecture d'un CSV de {ROWS:,} lignes : {reading:.2f} × la lecture de DuckDB".replace(",", " "))
    published("csv", [*csv_line(reading), "", TURNS])


def measure_reports(scratch: Path) -> None:
    """How a rebuild grows with the reports received."""
    from bench_rebuilds import rebuilds

    published("comptes rendus", reports_table(rebuilds(scratch)))


def measure_campaigns(scratch: Path) -> None:
    """How a build grows with campaigns and versions."""
    from bench_campaigns import growth

    by_size = growth(scratch)
    published("campagnes", campaigns_table(by_size))
    if not QUICK:
        CAMPAIGNS.write_text(campaigns_picture(by_size), encoding="utf-8")


PARTS = {
    "concurrents": measure_peers,
    "egalite": measure_equality,
    "lignes": measure_growth,
    "csv": measure_csv,
    "rapports": measure_reports,
    "campagnes": measure_campaigns,
}


def main(parts: list[str]) -> None:
    """Measures the parts asked for, all of them by default; each rewrites its own part of the page."""
    for part in parts or PARTS:
        with tempfile.TemporaryDirectory() as scratch:
            PARTS[part](Path(scratch))


def csv_ratio(scratch: Path) -> float:
    """Our reading of a CSV with all its checks, over DuckDB's own parse of it to Parquet: median of the ratios."""
    import duckdb
    from large_tables import write_schools

    from indicators.catalogue import catalogue
    from pipelines.ingest.school_tables import recognised
    from pipelines.warehouse.build import prepare
    from pipelines.warehouse.schools.queries import apart
    from pipelines.warehouse.schools.segments import write_lines

    table, ratios = write_schools(scratch / "schools.csv", ROWS), []
    layout = recognised(table)
    assert layout
    with duckdb.connect() as connection:
        prepare(connection, catalogue())
        with apart(connection, scratch) as engine:
            for _ in range(ROUNDS):
                start = time.perf_counter()
                duckdb.execute(f"copy (from read_csv('{table}')) to '{scratch}/own.parquet'")
                alone = time.perf_counter() - start
                start = time.perf_counter()
                write_lines(engine, "bench", table, layout, scratch / "ours.parquet")
                ratios.append((time.perf_counter() - start) / alone)
    return statistics.median(ratios)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peer"]:
        run_peer(sys.argv[2], Path(sys.argv[3]))
    else:
        main(sys.argv[1:])
