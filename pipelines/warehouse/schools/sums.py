"""The heavy step: rows of schools → sums by département, by the engine of PILOTAGE_ENGINE, from one SQL file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
from pyarrow import parquet

from pipelines.settings import options
from pipelines.warehouse.schools.queries import query
from pipelines.warehouse.schools.segments import settle
from pipelines.warehouse.schools.winning_rows import Campaign

Sums = Callable[[Path, list[Path]], pa.Table]


def summed(connection: duckdb.DuckDBPyConnection, campaigns: list[Campaign]) -> list[Path]:
    """The sums of each campaign, those that are missing made in one pass."""
    missing = [campaign for campaign in campaigns if not campaign.sums.exists()]
    if missing:
        sums = engine(connection)(missing[0].folder, [campaign.rows for campaign in missing])
        for campaign in missing:
            of_campaign = pa.array([name == campaign.campaign for name in sums["campaign"].to_pylist()], pa.bool_())
            _keep(sums.filter(of_campaign), campaign.sums)
    return [campaign.sums for campaign in campaigns]


def engine(connection: duckdb.DuckDBPyConnection) -> Sums:
    """What sums the rows: this connection, or Spark."""
    if options().engine == "duckdb":
        return lambda folder, paths: duckdb_sums(connection, folder, paths)
    from pipelines.warehouse.schools.spark import spark_sums  # asks for PySpark and Java once it sums

    return lambda folder, paths: spark_sums(folder, paths, SUMS)


def duckdb_sums(connection: duckdb.DuckDBPyConnection, folder: Path, paths: list[Path]) -> pa.Table:
    """The sums over these files of a folder, by DuckDB."""
    rows = connection.read_parquet([str(path) for path in paths], hive_partitioning=True)
    rows.create_view("school_value", replace=True)
    return connection.sql(query("sums")).to_arrow_table().cast(SUMS)


SUMS = pa.schema(
    [
        ("campaign", pa.string()),
        ("department", pa.int16()),
        ("indicator", pa.int16()),
        ("numerator", pa.decimal128(38, 6)),
        ("denominator", pa.decimal128(38, 6)),
        ("schools", pa.int64()),
        ("expected_schools", pa.int64()),
    ]
)


def _keep(sums: pa.Table, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    parquet.write_table(sums, draft)
    settle(draft, path)
