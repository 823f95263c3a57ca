"""A million rows of schools: in the order of their file, and summed alike by DuckDB and by Spark, to the last unit."""

from __future__ import annotations

import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from large_tables import write_schools

from pipelines.errors import PilotageError, SparkNotAvailable, WrongConfiguration
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build
from pipelines.warehouse.builds import read
from pipelines.warehouse.schools.spark import spark_sums
from pipelines.warehouse.schools.sums import SUMS, duckdb_sums, engine
from pipelines.warehouse.schools.views import school_rows

MILLION = 1_000_000


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Path]:
    folder = tmp_path_factory.mktemp("million")
    written = write_schools(folder / "schools.csv", MILLION)
    settings = Settings(data=folder / "data")
    Archive(settings).receive([("schools.csv", written.read_bytes())])
    build(settings)
    return settings, written


def sorted_sums(sums: pa.Table) -> list[tuple[object, ...]]:
    return sorted(tuple(row.values()) for row in sums.to_pylist())


@pytest.mark.proof
def test_every_row_keeps_its_place_in_a_large_file(million: tuple[Settings, Path]) -> None:
    """Read by several threads at once: the row that is explained is the one that was written."""
    settings, written = million
    with written.open(encoding="utf-8") as file:
        lines = {number: line.rstrip().split(";") for number, line in enumerate(file, start=1) if number % 997 == 0}
    values = school_rows(settings, "from schools.value where row_number % 997 = 0").to_pylist()
    assert len(values) == len(lines) > 1000
    for row in values:
        figures = [f"{row[name]:.0f}" for name in ("numerator", "denominator")]
        assert [row["campaign"], row["school_code"], row["indicator_id"], *figures] == lines[row["row_number"]]


@pytest.mark.proof
def test_the_sums_of_a_large_file_are_exact(million: tuple[Settings, Path]) -> None:
    settings, written = million
    wanted = duckdb.execute(
        f"""select annee_scolaire, sum(numerateur)::bigint, sum(denominateur)::bigint
        from '{written}' group by 1 order by 1"""
    ).fetchall()
    sql = "select campaign, sum(numerator), sum(denominator) from core.school_sum group by 1 order by 1"
    sums = read(settings, sql).to_pylist()
    assert [tuple(row.values()) for row in sums] == [(year, Decimal(a), Decimal(b)) for year, a, b in wanted]


@pytest.mark.proof
@pytest.mark.skipif(
    not shutil.which("java"),
    reason="Java n'est pas installé (openjdk-17-jre-headless) : Spark et DuckDB ne sont pas comparés",
)
def test_spark_and_duckdb_sum_alike_to_the_last_unit(
    million: tuple[Settings, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(
        "pyspark", reason="Spark n'est pas installé (make spark) : Spark et DuckDB ne sont pas comparés"
    )
    settings, _ = million
    paths = sorted(settings.schools.glob("campaign=*/*.parquet"))
    monkeypatch.setenv("PILOTAGE_ENGINE", "spark")
    with duckdb.connect() as connection:
        by_duckdb = duckdb_sums(connection, settings.schools, paths)
        by_spark = engine(connection)(settings.schools, paths)
    assert sorted_sums(by_spark) == sorted_sums(by_duckdb)
    assert sum(by_spark["schools"].to_pylist()) == MILLION


@pytest.mark.parametrize("absent", ["pyspark", "java"])
def test_without_spark_or_java_it_is_said_what_to_install(
    absent: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java = tmp_path / "java"
    java.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path if absent == "pyspark" else tmp_path / "empty"))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)  # what Python finds where a package is not there
    with pytest.raises(SparkNotAvailable, match=r"pip install '\.\[spark\]'.*Java 17"):
        spark_sums(tmp_path, [], SUMS)
    assert issubclass(SparkNotAvailable, PilotageError), "shown as it is to who typed the command"


def test_another_engine_is_refused_with_the_two_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_ENGINE", "abaque")
    with (
        duckdb.connect() as connection,
        pytest.raises(WrongConfiguration, match=r"abaque.*duckdb ou spark"),
    ):
        engine(connection)


def test_spark_is_never_imported_unless_it_is_asked_for() -> None:
    code = (
        "import sys, pipelines.warehouse.build, pipelines.warehouse.schools.views; assert 'pyspark' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
