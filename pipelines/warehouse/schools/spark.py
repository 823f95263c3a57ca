"""The heavy step on Apache Spark: the same SQL file over the same Parquet, on this machine or on a cluster."""

from __future__ import annotations

import os
import shutil
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from pipelines.errors import SparkNotAvailable
from pipelines.settings import memory, options
from pipelines.warehouse.schools.queries import query

# What is used of PySpark, which is optional: the types are checked whether it is installed or not.


class Row(Protocol):
    def asDict(self) -> dict[str, Any]: ...


class Frame(Protocol):
    def createOrReplaceTempView(self, name: str) -> None: ...
    def collect(self) -> list[Row]: ...


class Reader(Protocol):
    def option(self, key: str, value: str) -> Reader: ...
    def parquet(self, *paths: str) -> Frame: ...


class Session(Protocol):
    @property
    def read(self) -> Reader: ...
    def sql(self, sqlQuery: str) -> Frame: ...
    def stop(self) -> None: ...


class Builder(Protocol):
    def master(self, master: str) -> Builder: ...
    def appName(self, name: str) -> Builder: ...
    def config(self, key: str, value: str) -> Builder: ...
    def getOrCreate(self) -> Session: ...


def spark_sums(folder: Path, paths: list[Path], schema: pa.Schema) -> pa.Table:
    """The sums over these files of a folder, by Spark, in the columns of a schema.

    PILOTAGE_SPARK_MASTER says where it runs (default: here, with two workers); PILOTAGE_SPARK_FOLDER says under which
    address its machines see the folder of schools, such as that of an object storage, where it is not the same.
    Raises SparkNotAvailable."""
    chosen = options()
    session = _session(chosen.spark_master)
    try:
        address = chosen.spark_folder.rstrip("/") or folder.as_uri()
        files = [f"{address}/{path.relative_to(folder).as_posix()}" for path in paths]
        session.read.option("basePath", address).parquet(*files).createOrReplaceTempView("school_value")
        rows = [row.asDict() for row in session.sql(query("sums")).collect()]
    finally:
        session.stop()
    return pa.Table.from_pylist(rows, schema=schema)


def _session(master: str) -> Session:
    builder = _builder().master(master).appName("pilotage-numerique-educatif")
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


def _builder() -> Builder:
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise SparkNotAvailable
    try:
        return import_module("pyspark.sql").SparkSession.Builder()
    except ImportError as missing:
        raise SparkNotAvailable from missing
