"""The order of everything: how the files received become the warehouse. Read it as a table of contents."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from indicators.catalogue import catalogue, catalogue_digest
from indicators.models import Catalogue
from pipelines.ingest.cache import Progress, number_of_rows, parsed_tables
from pipelines.ingest.official.definition import definitions_digest
from pipelines.ingest.report_format import reader_digest
from pipelines.queries import MEANING, MOVEMENT, query, run, text
from pipelines.settings import Settings, this_day
from pipelines.store import closing_log
from pipelines.store.archive import Archive, Receipt
from pipelines.warehouse.absent import absent, create_tables, due
from pipelines.warehouse.beginning import beginning
from pipelines.warehouse.builds import COSTLY, JOIN_ORDER, plan_without
from pipelines.warehouse.mart_tables import declaration, declare_marts, fill_marts
from pipelines.warehouse.publication import draft, write_so_far
from pipelines.warehouse.reference import counted, governed, reference
from pipelines.warehouse.schools.build import ReceivedSchools, Schools
from pipelines.warehouse.schools.manifest import sweep
from pipelines.warehouse.schools.queries import lay_schools, school_layers, set_school_words

RawTables = dict[str, duckdb.DuckDBPyRelation]  # table of schema `raw` → its rows
ReferenceRows = dict[str, list[dict[str, Any]]]  # table of schema `ref` → its rows

STAGING = (
    "identification",
    "report",
    "indicator_line",
    "observation",
    "school_statement",
    "reference_count",
    "official_line",
    "school_trait",
    "sheet_cell",
    "sheet_line",
    "follow_up_line",
)
CHECKS_ON_STATED = ("duplicate_conflicting", "duplicate_same", "answers_dropped")
CHECKS_ON_COUNTING = (
    *("value_moved", "denominator_moved", "version_repeated"),
    *("denominator_reference", "numerator_missing"),  # beside what official tables count
)
CHECKS_ON_SCHOOLS = ("school_closed",)
CHECKS_ON_SCHOOL_LINES = (  # of tables of schools and of their directory, and of nothing else: most builds have none
    "school_cell_unreadable",
    "school_count_decimal",
    "school_date_unreadable",
    "school_indicator_impossible",
    "school_kind_unknown",
    "school_left_out",
    "school_letter_wrong",
    "school_lines_more",
    "school_number_unreadable",
    "school_open_unknown",
    "school_successor_unknown",
    "school_twice",
    "school_unknown",
)
LEVELS = ("department", "academy", "region", "national")
ADDED_TOGETHER = (("department",), ("academy", "region"), ("national",))  # levels that add up others, not each other
REFERENCE_MARTS = ("territory", "strategy", "campaign", "axis", "objective", "indicator", "rewording", "agreed_target")
RESULT_MARTS = ("indicator_progress", "objective_progress", "axis_progress", "strategy_progress", "discrepancy")
REVIEW_MARTS = ("discussion_point", "projection", "peer_median", "gap_part")
SHEET_MARTS = ("meeting", "action", "agreement", "call_for_projects", "budget_step", "school_body", "assessment")
SUMMARY_MARTS = ("action_summary", "action_change")
DECLARED_MARTS = ("declared_follow_up",)
GOVERNANCE_MARTS = ("attendance", "program_line")
SCHOOL_MARTS = (
    *("school", "school_follow_up", "school_coverage", "indicator_breakdown"),
    *("reference_count", "reference_denominator", "official_extract"),
)
MEETING_MARTS = ("committee_meeting",)
COLLECTION_MARTS = ("issue", "report", "collection", "provenance")
_LIGHT = 32 << 20  # bytes received: about a thousand reports
# Rows read, cells for the most part: up to some forty reports, planning takes most of a build, and it holds little.
_FEW = 5_000
DIGESTED = (*RESULT_MARTS, "provenance", "issue", *SHEET_MARTS, *SUMMARY_MARTS)


def build(settings: Settings, progress: Progress | None = None, today: date | None = None) -> None:
    """Rebuilds the whole warehouse from the files received, and publishes it at once or not at all.

    The day only decides which campaigns close: all the rest comes from the files and from what was recorded."""
    definitions = catalogue(settings.catalogue)
    closing_log.record_due(settings, definitions.strategy, today or this_day())

    def begun() -> Path:
        return _beginning(reference_rows(definitions, settings.catalogue))

    with draft(settings, over=begun, one_thread=_is_light(settings)) as connection:
        # read once the lock is held: a build that waited must not publish less than the one it waited for; and before
        # the files are: what comes in while they are read is the next build's, whole
        receipts = Archive(settings).receipts()
        tables = parsed_tables(settings, progress)
        few = sum(number_of_rows(str(path)) for paths in tables.values() for path in paths) < _FEW
        write = _hold_on if few else write_so_far
        if few:
            plan_without(connection, (JOIN_ORDER, *COSTLY))
        set_school_words(connection)
        load_closings(connection, settings, definitions)
        relations = {table: connection.read_parquet([str(path) for path in paths]) for table, paths in tables.items()}
        load_raw(connection, receipts, relations)
        write(connection)
        schools = ReceivedSchools(settings)
        understand(connection, schools, write)
        write(connection)
        calculate(connection, LEVELS)
        write(connection)
        empty = absent(connection)
        fill_marts(connection, (*REFERENCE_MARTS, *RESULT_MARTS, *SHEET_MARTS, *SUMMARY_MARTS), empty)
        write(connection)
        fill_marts(connection, (*DECLARED_MARTS, *REVIEW_MARTS), empty)
        write(connection)
        fill_marts(connection, (*COLLECTION_MARTS, *SCHOOL_MARTS, *MEETING_MARTS, *GOVERNANCE_MARTS), empty)
        load(connection, "core.build", [build_row(connection, settings) | {"school_manifest": schools.manifest}])
        run(connection, "insert into marts.build by name from core.build")
        load(connection, "core.movement", [{"digest": movement_digest(settings), "since_whole": 0}])
        sweep(settings, schools.manifest)  # still alone: another build may not have named its rows yet


def _is_light(settings: Settings) -> bool:
    """Whether so little was received that a second thread costs more than it saves: each prepares all the patterns of
    a statement anew, and has blocks of its own."""
    archive = Archive(settings)
    paths = {archive.path(receipt.source_sha256) for receipt in archive.receipts()}
    return sum(path.stat().st_size for path in paths if path.exists()) < _LIGHT


def _hold_on(_connection: duckdb.DuckDBPyConnection) -> None:
    """Leaves what a small draft holds in memory: writing it so far takes longer than making it took."""


def prepare(connection: duckdb.DuckDBPyConnection, definitions: Catalogue, folder: Path | None = None) -> None:
    """What is known before any report: the layers, the macros, the reference; `folder` is that of the catalogue, where
    definitions of official tables may be."""
    _lay(connection, reference_rows(definitions, folder))
    set_school_words(connection)


def reference_rows(definitions: Catalogue, folder: Path | None) -> ReferenceRows:
    """Table of schema `ref` → its rows."""
    return reference(definitions) | governed(folder) | counted(folder)


def _lay(connection: duckdb.DuckDBPyConnection, rows_of: ReferenceRows) -> None:
    for sql in _layers():
        run(connection, sql)
    for table, rows in rows_of.items():
        load(connection, f"ref.{table}", rows)
    lay_schools(connection)


def _layers() -> tuple[str, ...]:
    return text(MOVEMENT / "schema.sql"), text(MOVEMENT / "macros.sql"), text(MEANING / "formula.sql")


def _beginning(rows_of: ReferenceRows) -> Path:
    """All that a build holds before it reads what was received."""

    def lay(connection: duckdb.DuckDBPyConnection) -> None:
        _lay(connection, rows_of)
        declare_marts(connection)

    return beginning((*_layers(), *school_layers(), declaration()), rows_of, lay)


def load_closings(connection: duckdb.DuckDBPyConnection, settings: Settings, definitions: Catalogue) -> None:
    """Which campaigns are closed, and since when, as it is recorded."""
    campaigns = closing_log.campaigns(settings, definitions.strategy)
    names = ("campaign", "state", "closed_on")
    load(connection, "ref.closing", [{name: getattr(campaign, name) for name in names} for campaign in campaigns])


def understand(
    connection: duckdb.DuckDBPyConnection,
    schools: Schools,
    pause: Callable[[duckdb.DuckDBPyConnection], None] = lambda _: None,
) -> None:
    """From schema `raw`: what is typed, what every check finds, and which rows count; `pause`, what is done of the
    connection where much was written."""
    empty = absent(connection)
    create_tables(connection, "staging", STAGING, empty)
    create_views(connection, "staging", ("claim",))
    create_views(connection, "core", ("row_error", "refusal"))
    schools.type_lines(connection)
    pause(connection)
    _run_checks(connection, empty)
    pause(connection)
    create_tables(connection, "core", ("counting", "reported", "school_directory"))
    schools.decide(connection)
    for code in (*CHECKS_ON_COUNTING, *CHECKS_ON_SCHOOLS):
        check(connection, code)
    create_tables(connection, "core", ("campaign_with_results",))


def calculate(connection: duckdb.DuckDBPyConnection, levels: tuple[str, ...]) -> None:
    """From the rows that count: what is retained at each of the levels, from the lowest upwards, and the messages."""
    empty = absent(connection)
    create_tables(connection, "core", ("committee_meeting", "school_rollup"), empty)
    create_tables(connection, "core", ("answering_meeting", "deciding_meeting", "computed"), empty)
    retain(connection, levels)
    create_tables(connection, "core", ("comparable", "issue", "silent_committee"))
    create_tables(connection, "core", ("action_line", "action_telling", "regional_action"), empty)


def retain(connection: duckdb.DuckDBPyConnection, levels: tuple[str, ...]) -> None:
    """What is retained at these levels, from the lowest upwards."""
    for together in ADDED_TOGETHER:
        if wanted := [level for level in together if level in levels]:
            run(connection, f"insert into core.retained by name {query('core', 'retained')}", {"levels": wanted})


def load(connection: duckdb.DuckDBPyConnection, table: str, rows: list[dict]) -> None:
    """A table of these rows; one that may be empty takes its columns from EMPTY."""
    content = rows or [EMPTY[table]]
    connection.register("incoming", pa.Table.from_pylist(content, schema=_schema(content)))
    run(connection, f"create table {table} as select * from incoming limit {len(rows)}")
    connection.unregister("incoming")


def _schema(rows: list[dict]) -> pa.Schema:
    """Types told from all the rows; a column that is always absent is text."""
    inferred = pa.Table.from_pylist(rows).schema
    fields = [pa.field(f.name, pa.string() if pa.types.is_null(f.type) else f.type) for f in inferred]
    by_type = {pa.float64(): _FLOATS, pa.date32(): _DATES, pa.list_(pa.string()): _LISTS}
    types = {name: type_ for type_, names in by_type.items() for name in names}
    return pa.schema([f.with_type(types.get(f.name, f.type)) for f in fields])


EMPTY = {
    "raw.receipt": {"source_sha256": "", "source_file": "", "received_at": "", "sequence": 0},
    "ref.agreement": {
        "territory_code": "",
        "indicator_id": "",
        "baseline": 0.0,
        "target": 0.0,
        "target_campaign": "",
        "source": "",
    },
    "ref.rewording": {"objective_id": 0, "indicator_id": "", "until": "", "title": "", "note": "", "replaces": ""},
    "ref.stage": {"indicator_id": "", "stage": "", "folded": "", "position": 0, "last_position": 0},
}
_FLOATS = {
    "scale", "upper_bound", "catalogue_baseline", "catalogue_target", "coverage_threshold", "scored_threshold",
    "on_track", "watch", "baseline", "target",
}  # fmt: skip
_DATES, _LISTS = {"next_update", "closed_on"}, {"concerns", "stages"}


def load_raw(
    connection: duckdb.DuckDBPyConnection, receipts: list[Receipt], tables: RawTables, nothing: Collection[str] = ()
) -> None:
    """Schema `raw`: these receipts, and of what was found in files only what belongs to them; of the tables that hold
    `nothing`, what would type their rows is not run.

    Addresses and telephone numbers are left behind here, once: nothing further on can show them."""
    names = run(
        connection, query("raw", "file_name"), {"names": [receipt.source_file for receipt in receipts]}
    ).fetchall()
    pairs = zip(receipts, names, strict=True)
    load(connection, "raw.receipt", [asdict(receipt) | {"source_file": name} for receipt, (name,) in pairs])
    for table, relation in tables.items():
        relation.create_view("found")
        create_tables(connection, "raw", (table,), {f"raw.{name}" for name in nothing})
        run(connection, "drop view found")
    if "finding" in tables and "finding" not in nothing:
        run(connection, "insert into core.finding by name select * from raw.finding")


def create_views(connection: duckdb.DuckDBPyConnection, schema: str, names: tuple[str, ...]) -> None:
    for name in names:
        run(connection, f"create view {schema}.{name} as {query(schema, name)}")


def _run_checks(connection: duckdb.DuckDBPyConnection, empty: set[str]) -> None:
    """Checks on rows as read first; those on what is left come after, since a row set aside is no duplicate. What would
    look at tables that are `empty` alone is left out."""
    elsewhere = {*CHECKS_ON_STATED, *CHECKS_ON_COUNTING, *CHECKS_ON_SCHOOLS}
    if not run(connection, query("schools", "line_told")).fetchall():
        elsewhere |= {*CHECKS_ON_SCHOOL_LINES}
    for path in sorted((MOVEMENT / "checks").glob("*.sql")):
        if path.stem not in elsewhere and (sql := due(path.stem, empty)):
            check(connection, path.stem, sql)
    create_tables(connection, "staging", ("stated",))
    for code in CHECKS_ON_STATED:
        check(connection, code)


def check(connection: duckdb.DuckDBPyConnection, code: str, sql: str | None = None) -> None:
    """Adds what a check finds; `sql` is what is to be run of it, where that is not all."""
    findings = f"({sql or query('checks', code)})"
    run(connection, f"insert into core.finding by name select $code as code, * from {findings}", {"code": code})


def build_row(connection: duckdb.DuckDBPyConnection, settings: Settings) -> dict:
    last = run(connection, "select max(received_at)::timestamp from raw.receipt").fetchall()
    return {
        "demonstration": settings.demonstration_mark.exists(),
        "built_at": last[0][0],
        "program_version": program_version(),
        "catalogue_digest": catalogue_digest(settings.catalogue),
        "closings_digest": closing_log.digest(settings),
        "content_digest": _content_digest(connection),
    }


def _content_digest(connection: duckdb.DuckDBPyConnection) -> str:
    """Fingerprint of the public results: the same files give the same one, whatever the order of rows or threads."""
    digest = hashlib.sha256()
    each = (f"select '{name}', count(*), sum(hash(row)::hugeint) from marts.{name} as row" for name in DIGESTED)
    digests = {name: content for name, *content in run(connection, " union all ".join(each)).fetchall()}
    for name in DIGESTED:
        digest.update(f"{name} {tuple(digests[name])}".encode())
    return digest.hexdigest()


def movement_digest(settings: Settings) -> str:
    """Fingerprint of all that a build is made by, the files received apart."""
    return _movement_digest(settings.catalogue, catalogue_digest(settings.catalogue))


@lru_cache(maxsize=8)
def _movement_digest(folder: Path | None, _content: str) -> str:
    digest = hashlib.sha256(_code_digest().encode())
    digest.update(reader_digest(definitions_digest(folder)).encode())
    for table, rows in sorted(reference_rows(catalogue(folder), folder).items()):
        digest.update(repr((table, sorted(map(repr, rows)))).encode())  # some come from sets, which have no order
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _code_digest() -> str:
    """Of what runs in this process: another program starts another one."""
    digest = hashlib.sha256(f"{program_version()} {duckdb.__version__}".encode())
    for root, pattern in ((MOVEMENT, "*.sql"), (MEANING, "*.sql"), (Path(__file__).parent, "*.*")):
        for path in sorted(root.rglob(pattern)):
            if path.suffix in (".sql", ".py", ".toml"):
                digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def program_version() -> str:
    """The version of this program, as it is installed."""
    try:
        return version("pilotage-numerique-educatif")
    except PackageNotFoundError:
        return "développement"
