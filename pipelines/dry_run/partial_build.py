"""What would happen around a territory if files were received: the same movement in memory, over what matters there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow as pa

from indicators.catalogue import catalogue
from indicators.territories import territories
from pipelines.dry_run.figure_changes import Query, Rows
from pipelines.dry_run.identify import Candidate, asking, parsed, prepared
from pipelines.errors import DepositError, NoWarehouse
from pipelines.ingest.cache import as_tables, kept_segments
from pipelines.ingest.parsed import Parsed
from pipelines.queries import query
from pipelines.settings import Settings
from pipelines.store.archive import Archive, Receipt
from pipelines.store.deposit_log import records
from pipelines.warehouse.build import Found, calculate, create_tables, load_closings, load_raw, understand
from pipelines.warehouse.builds import read
from pipelines.warehouse.schools.build import gather, type_lines

LEVELS = ("department", "academy", "region")
NEEDED_SHEETS = ("identification", "indicators", "meetings")
MARTS = ("indicator_progress", "objective_progress", "axis_progress", "strategy_progress", "issue", "report")


@dataclass(frozen=True)
class Near:
    """What is rehearsed together: the territories of a `family`, a whole région académique, the files of those of them
    that matter, and the levels to add up to."""

    family: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    levels: tuple[str, ...] = ()


TOGETHER = 24 << 20  # bytes of what files looked at together say: each is refused on its own beyond less
TOO_MUCH = "Ces fichiers en disent trop pour être regardés ensemble : déposez-les en plusieurs fois."
ALONE = Near()  # a file that knows of no other


def near(territory_codes: Collection[str]) -> Near | None:
    """What the figures of these territories of one région rest on: for départements their own files and the région's
    (its comité may be theirs), for a région those of all that it holds; None for France, which rests on everything."""
    family = family_of(next(iter(territory_codes)))
    if family is None:
        return None
    region = {code for code in family if code.startswith("REG-")}
    if all(code.startswith("DEPT-") for code in territory_codes):
        return Near(family, frozenset(territory_codes) | region, LEVELS[:1])
    return Near(family, family, LEVELS)


@contextmanager
def rehearse_near(settings: Settings, asked: Near, files: list[Candidate]) -> Iterator[Query]:
    """Asks the marts as they would be, for the territories that are `asked` about, if these files were received.

    Nothing is written, in memory neither: it is one transaction, and it is undone."""
    family = asked.family
    receipts, codes = _receipts(settings, asked.sources, files), sorted(family)
    with prepared(settings) as connection:
        load_closings(connection, settings, catalogue(settings.catalogue))
        load_raw(connection, receipts, _found(settings, connection, receipts, files))
        _narrow(connection, "raw.table_row", family=codes, given=[one.sha256 for one in files])
        understand(connection, KnownSchools(settings, codes))
        _narrow(connection, "ref.territory", family=codes)
        # a campaign that has results anywhere has figures everywhere, be it to say that they are missing
        known = [row["campaign"] for row in _asked(settings, "campaigns", {})] if family else []
        _narrow(connection, "core.campaign_with_results", campaigns=known)
        calculate(connection, asked.levels)
        create_tables(connection, "marts", MARTS)
        yield asking(connection)


@dataclass(frozen=True)
class KnownSchools:
    """What the current build summed of the schools of the family: a report changes none of their rows."""

    settings: Settings
    family: list[str]

    def type_lines(self, connection: duckdb.DuckDBPyConnection) -> None:
        """No table is looked at again but those that are rehearsed."""
        type_lines(connection, [])

    def decide(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Goes on from the sums that were made, and from how many schools each was to have."""
        connection.execute(f"create table core.school_place as {query('schools', 'school_place')}")
        for name in ("reference_count", "reference_denominator"):
            connection.execute(f"create table core.{name} as {query('core', name)}")
        known = _asked(self.settings, "reference_denominator", {"family": self.family})
        if known:
            connection.register("incoming", pa.Table.from_pylist(known))
            connection.execute("insert into core.reference_denominator by name from incoming")
            connection.unregister("incoming")
        gather(connection, [])
        for name in ("school_sum", "school_expected"):
            known = _asked(self.settings, name, {"family": self.family})
            if known:
                connection.register("incoming", pa.Table.from_pylist(known))
                connection.execute(f"insert into core.{name} by name from incoming")
                connection.unregister("incoming")


def family_of(territory_code: str) -> frozenset[str] | None:
    """The territories of the région of one of them, itself included; None for France, which is every family."""
    parents = {one.code: one.parent_code for one in territories()}
    levels = {one.code: one.level for one in territories()}

    def region(code: str | None) -> str | None:
        return code if code is None or levels[code] == "region" else region(parents[code])

    asked = region(territory_code)
    return frozenset(code for code in parents if region(code) == asked) if asked else None


def waiting(settings: Settings, sources: frozenset[str]) -> bool:
    """Whether something was received from these, or from who knows whom, that the current build does not count."""
    counted = {row["source_sha256"] for row in _asked(settings, "counted", {})}
    elsewhere = _announced_elsewhere(settings, sources)
    return any(one.source_sha256 not in counted | elsewhere for one in Archive(settings).receipts())


def _receipts(settings: Settings, sources: frozenset[str], files: list[Candidate]) -> list[Receipt]:
    """What was received from these, counted or not, and every table; then the files, as if received now."""
    everything, given = Archive(settings).receipts(), {one.sha256: one for one in files}
    if sources:
        elsewhere = {row["source_sha256"] for row in _asked(settings, "elsewhere", {"sources": sorted(sources)})}
        elsewhere |= _announced_elsewhere(settings, sources)
    else:
        elsewhere = {one.source_sha256 for one in everything}
    kept = [one for one in everything if one.source_sha256 in given or one.source_sha256 not in elsewhere]
    known = {one.source_sha256 for one in kept}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    added = [one for sha256, one in given.items() if sha256 not in known]
    return kept + [Receipt(one.sha256, one.name, now, len(everything) + place) for place, one in enumerate(added, 1)]


def _announced_elsewhere(settings: Settings, sources: frozenset[str]) -> set[str]:
    """What was deposited for other territories: it need not be read to know that it is not of these."""
    return {one.source_sha256 for one in records(settings) if one.territory_code and one.territory_code not in sources}


def _asked(settings: Settings, name: str, parameters: dict[str, Any]) -> Rows:
    try:
        return read(settings, query("regional", name), parameters).to_pylist()
    except NoWarehouse:
        return []


def _found(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    receipts: list[Receipt],
    files: list[Candidate],
) -> Found:
    """Rows read before, from where they are kept, but for the sheets that no figure rests on; the rest is read now."""
    segments, given = kept_segments(settings), {one.sha256: one.content for one in files}
    paths = {name: [str(path / f"{name}.parquet") for path in segments] for name in as_tables(Parsed())}
    known = set[str]()
    if segments:
        known = {row[0] for row in connection.read_parquet(paths["file"]).project("source_sha256").fetchall()}
    kept = [one.source_sha256 for one in receipts if one.source_sha256 in known - set(given)]
    archive, fresh, weight = Archive(settings), Parsed(), 0
    for sha256 in (one.source_sha256 for one in receipts if one.source_sha256 not in kept):
        one = parsed(sha256, lambda sha256=sha256: given.get(sha256) or archive.read(sha256), settings.catalogue)
        # a table that waits for its build is as large as it is: who looks at a report sent none of it
        weight += one.weight() if sha256 in given or one.files[0].kind != "table" else 0
        if weight > TOGETHER:
            raise DepositError(TOO_MUCH)
        fresh.add(one)
    found = {name: connection.from_arrow(rows) for name, rows in as_tables(fresh).items()}
    if not kept:
        return found
    wanted = connection.from_arrow(pa.table({"source_sha256": kept}))
    before = {name: connection.read_parquet(paths[name]).join(wanted, "source_sha256", how="semi") for name in found}
    before["cell"] = before["cell"].filter(f"section in {NEEDED_SHEETS}")
    for name in ("file", "table_row"):  # what tables of schools and their directories say was decided, and is known
        before[name] = before[name].filter("coalesce(table_kind, 'observations') = 'observations'")
    return {name: rows.union(before[name]) for name, rows in found.items()}


def _narrow(connection: duckdb.DuckDBPyConnection, name: str, **parameters: Any) -> None:
    """Replaces a table by what matters here of it."""
    schema, _, table = name.partition(".")
    connection.execute(f"create or replace table {schema}.{table} as {query('regional', table)}", parameters)
