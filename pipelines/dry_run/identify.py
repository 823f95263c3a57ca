"""A file somebody would deposit: what it says, and the database in memory where that can be tried."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from indicators.catalogue import catalogue, catalogue_digest
from pipelines.dry_run.figure_changes import Query
from pipelines.ingest.cache import as_tables
from pipelines.ingest.official.definition import definitions_digest
from pipelines.ingest.parsed import Parsed
from pipelines.ingest.reader import read_file
from pipelines.queries import rows_of
from pipelines.settings import Settings
from pipelines.store.archive import Receipt, plain_name
from pipelines.store.contents import Content, digest_of
from pipelines.warehouse.build import create_tables, load_raw, prepare
from pipelines.warehouse.builds import connect


@dataclass(frozen=True)
class Candidate:
    """A file, its name without any folder, and its fingerprint."""

    sha256: str
    name: str
    content: Content


def candidates(files: Sequence[tuple[str, Content]]) -> list[Candidate]:
    """Files given as (name, content)."""
    return [Candidate(digest_of(content), plain_name(name), content) for name, content in files]


_parsed: dict[tuple[str, str], Parsed] = {}
KEPT_PARSED, LIGHT = 256, 200_000  # files, and bytes of what each says


def parsed(sha256: str, content: Callable[[], Content], catalogue: Path | None = None) -> Parsed:
    """What a file says; a light one that was just looked at is not read again."""
    key = definitions_digest(catalogue), sha256
    if key in _parsed:
        return _parsed[key]
    parsed_file = read_file(sha256, content(), catalogue)
    if len(_parsed) >= KEPT_PARSED:
        _parsed.clear()
    if parsed_file.weight() < LIGHT:
        _parsed[key] = parsed_file
    return parsed_file


def is_held(sha256: str, catalogue: Path | None = None) -> bool:
    """Whether what a file says was just read, and is at hand."""
    return (definitions_digest(catalogue), sha256) in _parsed


def identify(settings: Settings, files: list[Candidate]) -> dict[str, dict[str, Any]]:
    """Fingerprint → what each file says it is: kind, territory_code, campaign, version; no other file is looked at.

    One that was just previewed is not looked at again when it is confirmed."""
    digest = catalogue_digest(settings.catalogue)
    new = [file for file in files if (digest, file.sha256) not in _identified]
    identities = _identify(settings, new) if new else {}
    identities |= {file.sha256: _identified[digest, file.sha256] for file in files if file.sha256 not in identities}
    if len(_identified) > KEPT_PARSED:
        _identified.clear()
    _identified.update({(digest, sha256): row for sha256, row in identities.items()})
    return identities


_identified: dict[tuple[str, str], dict[str, Any]] = {}


def _identify(settings: Settings, files: list[Candidate]) -> dict[str, dict[str, Any]]:
    receipts = [Receipt(file.sha256, file.name, "", place) for place, file in enumerate(files, 1)]
    identifications = Parsed()
    for candidate in {file.sha256: file for file in files}.values():
        content = parsed(candidate.sha256, lambda candidate=candidate: candidate.content, settings.catalogue)
        identifications.files += content.files  # and of all that they say, no more than who they are
        identifications.cells += [cell for cell in content.cells if cell.section == "identification"]
    with prepared(settings) as connection:
        tables = as_tables(identifications)
        load_raw(connection, receipts, {name: connection.from_arrow(tables[name]) for name in ("file", "cell")})
        create_tables(connection, "staging", ("identification", "report"))
        rows = asking(connection)("from staging.report", {})
    return {row["source_sha256"]: row for row in rows}


def asking(connection: duckdb.DuckDBPyConnection) -> Query:
    """Asks a database that nobody else asks at the same time."""
    return lambda sql, parameters: rows_of(connection, sql, parameters)


USES = (
    10  # what was undone still weighs: a database that served so often is made anew, in a fifth of what it serves for
)
_idle: dict[str, list[tuple[duckdb.DuckDBPyConnection, int]]] = {}
_idle_lock = threading.Lock()
at_once = threading.BoundedSemaphore(2)  # each takes a processor for a while: more at once would only wait longer


@atexit.register
def _let_go() -> None:
    """Closes what is open before the interpreter ends."""
    for connection, _ in (entry for waiting in _idle.values() for entry in waiting):
        connection.close()
    _idle.clear()


@contextmanager
def prepared(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that knows the reference; all that is done to it is undone when the block ends."""
    key = catalogue_digest(settings.catalogue)
    with at_once:
        with _idle_lock:
            waiting = _idle.setdefault(key, [])
            connection, uses = waiting.pop() if waiting else (None, 0)
        if connection is None:
            connection = connect(Path(":memory:"))
            connection.execute("set threads = 1")  # each thread of a statement prepares all its patterns anew
            prepare(connection, catalogue(settings.catalogue), settings.catalogue)
        connection.begin()
        try:
            yield connection
        finally:
            connection.rollback()
        if uses < USES:
            with _idle_lock:
                _idle[key].append((connection, uses + 1))
        else:
            connection.close()
