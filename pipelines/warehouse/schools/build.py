"""The way of the schools through a build: lines typed and checked, rows decided, sums by département."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import duckdb
import pyarrow as pa

from indicators.toml_file import toml_beside
from pipelines.ingest.parsed import Finding
from pipelines.ingest.school_tables import recognised
from pipelines.queries import named
from pipelines.queries import query as of_folder
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.absent import absent, create_tables
from pipelines.warehouse.disclosure import rules_of
from pipelines.warehouse.schools.manifest import write_manifest
from pipelines.warehouse.schools.queries import query
from pipelines.warehouse.schools.segments import Segment, segments
from pipelines.warehouse.schools.sums import summed
from pipelines.warehouse.schools.winning_rows import Campaign, decided

PASSING = ("school_input", "segment_line", "school_value", "kept", "written")  # views on files that a build outlives
_NONE_HIDDEN = """create table core.breakdown_hidden as
    select campaign, territory_code, indicator_id, dimension, member from core.breakdown"""
_SEGMENT = pa.schema(
    [("source_sha256", pa.string()), ("path", pa.string()), ("first_row", pa.int32()), ("years", pa.list_(pa.int16()))]
)
_FINDING = pa.schema([(name, pa.int32() if name == "row_number" else pa.string()) for name in Finding._fields])


def policy() -> dict[str, int]:
    """How many lines are told one by one."""
    return toml_beside(__file__, "policy.toml")


class Schools(Protocol):
    """What a movement does with schools: where their lines come from, and which of their rows count."""

    def type_lines(self, connection: duckdb.DuckDBPyConnection) -> None:
        """From schema `raw` to schema `staging`."""

    def decide(self, connection: duckdb.DuckDBPyConnection) -> None:
        """From schema `staging` to the sums of schema `core`."""


@dataclass
class ReceivedSchools:
    """The schools of a build: every table received, each campaign decided anew where something changed."""

    settings: Settings
    manifest: str | None = None
    _received: list[Segment] = field(default_factory=list)

    def type_lines(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Reads what was not read yet, and types the rest."""
        self._received = read_segments(connection, self.settings)
        type_lines(connection, self._received)

    def decide(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Decides, publishes the manifest of what was decided, and sums."""
        empty = absent(connection)
        create_tables(connection, "core", ("school_place",), empty)
        campaigns: list[Campaign] = []
        if connection.execute(query("tables_received")).fetchall():
            connection.sql(query("input")).create_view("school_input", replace=True)
            campaigns = decided(connection, self.settings, self._received)
        create_tables(connection, "core", ("reference_count", "reference_denominator", "school_expected"), empty)
        sources = dict(connection.execute(query("sources")).fetchall())
        gather(connection, campaigns)
        break_down(connection, empty)
        self.manifest = write_manifest(self.settings, campaigns, sources)
        for view in PASSING:
            connection.execute(f"drop view if exists {view}")


def read_segments(connection: duckdb.DuckDBPyConnection, settings: Settings) -> list[Segment]:
    """The tables of schools among the files of schema `raw` whose lines do not go through Python, read once each."""
    archive = Archive(settings)
    hashes = [sha256 for (sha256,) in connection.execute(query("tables_received")).fetchall()]
    return segments(connection, settings, [sha256 for sha256 in hashes if recognised(archive.path(sha256))])


def type_lines(connection: duckdb.DuckDBPyConnection, received: list[Segment]) -> None:
    """Schema `staging`: lines that came through Python are typed, the others are seen where they are; their faults."""
    if not connection.execute(query("tables_received")).fetchall():
        connection.execute(query("no_lines"))
        return
    rows = [
        {"source_sha256": s.source_sha256, "path": str(s.path), "first_row": s.first_row, "years": s.years}
        for s in received
    ]
    _table(connection, "staging.school_segment", pa.Table.from_pylist(rows, schema=_SEGMENT))
    findings = [finding._asdict() for segment in received for finding in segment.findings]
    _table(connection, "staging.school_finding", pa.Table.from_pylist(findings, schema=_FINDING))
    connection.execute("insert into core.finding by name from staging.school_finding")
    connection.sql(query("written")).create_view("written", replace=True)
    connection.execute(f"create table staging.school_line as {query('line')}")
    _segment_lines(connection, received)
    connection.execute(f"create table staging.school_faulty as {query('faulty')}")
    parameters = {"told": policy()["told_lines"]}
    connection.execute(f"create table staging.school_fault as {query('school_fault')}", parameters)
    connection.execute(f"create table staging.school_aside as {query('school_aside')}")
    connection.execute(f"create table staging.school_decimal as {query('school_decimal')}")
    connection.execute(f"insert into core.finding by name {query('totals')}")


def _segment_lines(connection: duckdb.DuckDBPyConnection, received: list[Segment]) -> None:
    """The lines of all the segments as one view, with the place of each in its file."""
    if received:
        paths = [str(segment.path) for segment in received]
        lines = connection.read_parquet(paths, filename=True, file_row_number=True, union_by_name=False)
        lines.create_view("segment_line", replace=True)
    else:
        connection.sql(query("no_segment")).create_view("segment_line", replace=True)


def gather(connection: duckdb.DuckDBPyConnection, campaigns: list[Campaign]) -> None:
    """From the rows that were decided: the small tables from which everything else goes on."""
    if not campaigns:
        connection.execute(query("no_rows"))
        return
    paths = [str(path) for path in summed(connection, campaigns)]
    _from_files(connection, "core.school_sum", "school_sum", paths)
    _from_files(connection, "core.school_closed", "school_closed", [str(campaign.closed) for campaign in campaigns])
    rows = [str(campaign.rows) for campaign in campaigns]
    parameters = {"bound": policy()["explained_rows"], "pupils": _pupils(connection)}
    _from_files(connection, "core.school_cell", "school_cell", rows, **parameters)
    _from_files(connection, "core.school_breakdown", "breakdown", rows)


def break_down(connection: duckdb.DuckDBPyConnection, empty: set[str]) -> None:
    """The sums by group of schools at every level, and those that are never shown: small numbers of pupils, then, round
    after round, what a subtraction would give back."""
    create_tables(connection, "core", ("breakdown",), empty)
    if "core.breakdown" in empty:
        connection.execute(_NONE_HIDDEN)
        return
    rules = rules_of(connection.execute(query("labels")).fetchall())
    small = of_folder("core", "breakdown_small")
    connection.execute(f"create table core.breakdown_hidden as {small}", named(small, rules))
    beside = of_folder("core", "breakdown_beside")
    while (hidden := connection.sql(beside).to_arrow_table()).num_rows:
        connection.register("incoming", hidden)
        connection.execute("insert into core.breakdown_hidden by name from incoming")
        connection.unregister("incoming")


def _pupils(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The indicators that count pupils: of those, what a school answered is shown masked, and nowhere else."""
    rules = rules_of(connection.execute(query("labels")).fetchall())
    return sorted({*rules["numerators"], *rules["denominators"]})


def _from_files(
    connection: duckdb.DuckDBPyConnection, table: str, name: str, paths: list[str], **parameters: int
) -> None:
    """A table from Parquet files."""
    connection.read_parquet(paths, hive_partitioning=True).create_view("kept", replace=True)
    connection.execute(f"create table {table} as {query(name)}", parameters or None)


def _table(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    connection.register("incoming", rows)
    connection.execute(f"create table {name} as from incoming")
    connection.unregister("incoming")
