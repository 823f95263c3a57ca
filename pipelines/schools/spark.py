"""The heavy step on Apache Spark: the same SQL file over the same Parquet, on this machine or on a cluster."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
from pyspark.sql import SparkSession

from pipelines.schools.queries import query
from pipelines.schools.sums import SUMS
from pipelines.settings import memory

LOCAL = "local[2]"


def spark_sums(folder: Path, paths: list[Path]) -> pa.Table:
    """The sums over these files of a folder, by Spark.

    PILOTAGE_SPARK_MASTER says where it runs (default: here, with two workers); PILOTAGE_SPARK_FOLDER says under which
    address its machines see the folder of schools, such as that of an object storage, where it is not the same."""
    session = _session(os.environ.get("PILOTAGE_SPARK_MASTER", "").strip() or LOCAL)
    try:
        seen = os.environ.get("PILOTAGE_SPARK_FOLDER", "").strip().rstrip("/") or folder.as_uri()
        files = [f"{seen}/{path.relative_to(folder).as_posix()}" for path in paths]
        session.read.option("basePath", seen).parquet(*files).createOrReplaceTempView("school_value")
        rows = [row.asDict() for row in session.sql(query("sums")).collect()]
    finally:
        session.stop()
    return pa.Table.from_pylist(rows, schema=SUMS)


def _session(master: str) -> SparkSession:
    builder = SparkSession.Builder().master(master).appName("pilotage-numerique-educatif")
    options = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "8",  # a few thousand groups: more partitions would only wait for one another
        "spark.sql.sources.partitionColumnTypeInference.enabled": "false",  # a school year is a text
        "spark.driver.memory": memory().replace("MB", "m"),
    }
    if master.startswith("local"):
        options |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    for name, value in options.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()
