"""The marts of a few files without a published build: the same movement and the same queries, in a database in memory.

A whole build makes fifty marts, writes and seals a file; what a test asks of it is often the messages of one report.
Here the movement is whole and only the marts that are asked for are made, with those that they read. What goes with
publishing (links, seals, closings by the clock of another day) is tried by the tests that build."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from reports import Marts

from indicators.catalogue import catalogue as read_catalogue
from pipelines.dry_run.identify import asking, prepared
from pipelines.ingest.cache import parsed_tables
from pipelines.queries import query
from pipelines.settings import Settings, this_day
from pipelines.store.archive import Archive
from pipelines.store.closing_log import record_due
from pipelines.warehouse import build as whole
from pipelines.warehouse.absent import absent
from pipelines.warehouse.schools.build import ReceivedSchools

Ask = Callable[..., Marts]  # the fixture `marts_from` of conftest.py
RECEIVED_AT = datetime.fromisoformat("2026-07-01T08:00:00+00:00")
# every mart, in the order of a build
IN_ORDER = (
    *whole.REFERENCE_MARTS, *whole.RESULT_MARTS, *whole.SHEET_MARTS, *whole.SUMMARY_MARTS, *whole.DECLARED_MARTS,
    *whole.REVIEW_MARTS,
    *whole.COLLECTION_MARTS, *whole.SCHOOL_MARTS, *whole.MEETING_MARTS, *whole.GOVERNANCE_MARTS,
)  # fmt: skip


@contextmanager
def marts_of(
    folder: Path, files: dict[str, bytes], *names: str, catalogue: Path | None = None, today: date | None = None
) -> Iterator[Marts]:
    """What these marts say of files received in this order in a data folder, until the block ends."""
    settings = Settings(data=folder, catalogue=catalogue)
    Archive(settings).receive(files.items(), now=RECEIVED_AT)
    definitions = read_catalogue(settings.catalogue)
    record_due(settings, definitions.strategy, today or this_day())
    with prepared(settings) as connection:
        whole.load_closings(connection, settings, definitions)
        tables = parsed_tables(settings)
        relations = {table: connection.read_parquet([str(path) for path in paths]) for table, paths in tables.items()}
        whole.load_raw(connection, Archive(settings).receipts(), relations)
        whole.understand(connection, ReceivedSchools(settings))
        whole.calculate(connection, whole.LEVELS)
        wanted = with_what_they_read(names)
        mart_names = tuple(name for name in IN_ORDER if name in wanted)
        whole.create_tables(connection, "marts", mart_names, absent(connection))
        yield asking(connection)


def with_what_they_read(names: tuple[str, ...]) -> set[str]:
    """These marts, and all those that their queries read."""
    wanted, pending = set[str](), list(names)
    while pending:
        name = pending.pop()
        assert name in IN_ORDER, name
        if name not in wanted:
            wanted.add(name)
            pending += _read_by(name)
    return wanted


@lru_cache(maxsize=64)
def _read_by(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\bmarts\.(\w+)", query("marts", name)))
