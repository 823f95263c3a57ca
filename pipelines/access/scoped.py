"""For each scope, a warehouse that holds what it may see and nothing else, made anew for each build."""

from __future__ import annotations

import hashlib
import time
from collections import deque
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from indicators.territories import territories
from pipelines.access.judged import judged, remember
from pipelines.access.policy import CLOSED
from pipelines.access.reported import tables
from pipelines.access.rights import Rights
from pipelines.access.shown import path_of
from pipelines.queries import run, text
from pipelines.settings import Settings
from pipelines.store.archive import write_durably
from pipelines.store.lock import only_one
from pipelines.warehouse.builds import COSTLY, JOIN_ORDER, close, current_build, is_sound, one_build, plan_without
from pipelines.warehouse.publication import draft
from pipelines.warehouse.schools import views as school_reading

# What may be seen of each table: one select a file. A table that has none is there, and empty.
SCOPE = Path(__file__).parents[1] / "sql" / "scope"
SCHEMAS = ("marts",)
# The modules that say what is seen, with the selects.
RULES = ("scoped", "judged", "withheld", "subtraction", "committees", "reported", "shown")
# Titles, definitions and years: no figure, and nothing that a committee wrote.
PUBLIC = ("strategy", "campaign", "axis", "objective", "indicator", "rewording", "build")
ORIGIN = "made_from"


# Where this process made scopes for more than this share of the last seconds, many people read while many deposit: each
# build then asks for all their scopes anew, and one that was made a moment ago goes on serving who can wait.
WINDOW, SHARE = 10.0, 0.3
SERVES = 20.0  # seconds
_spent: deque[tuple[float, float]] = deque(maxlen=1000)  # when a scope was made, and how long that took


def scoped(settings: Settings, rights: Rights, patient: bool = False) -> Settings:
    """The settings under which the warehouse that is read holds what these rights may see: of the present build, or,
    for who is `patient`, of one from just before where scopes are made without end. Raises NoWarehouse."""
    if rights.whole:
        return settings
    scope = tuple((grant.territory_code, grant.role != "reader") for grant in sorted(rights.grants))
    own = replace(settings, data=settings.scopes / rights.key, records=settings.data, scope=scope)
    if not _is_made(own, _origin(settings)) and not (patient and _serves_still(own)):
        memory = path_of(settings, rights.key).parent  # the present and editions share it
        # what it says it is made from is what it is made from
        with only_one(own.data), only_one(memory), one_build(settings):
            origin = _origin(settings)
            if not _is_made(own, origin):
                begun = time.monotonic()
                _make(settings, own, rights)
                school_reading.confine(own, settings, rights.detailed)
                write_durably(own.data / ORIGIN, origin.encode())
                _spent.append((time.monotonic(), time.monotonic() - begun))
        _forget_others(settings, own, patient)
    return own


def is_behind(settings: Settings, own: Settings) -> bool:
    """Whether a scope that was given is of an earlier build than the present one."""
    return own is not settings and not _is_made(own, _origin(settings))


def _serves_still(own: Settings) -> bool:
    now, path = time.monotonic(), own.data / ORIGIN
    if sum(seconds for at, seconds in list(_spent) if now - at < WINDOW) <= SHARE * WINDOW or not _is_recent(path):
        return False
    try:
        return path.read_text(encoding="utf-8").endswith(_rules()) and is_sound(own)
    except FileNotFoundError:
        return False


def _is_recent(path: Path) -> bool:
    """Whether a scope was made a moment ago, which its file of origin tells."""
    try:
        return time.time() - path.stat().st_mtime < SERVES
    except FileNotFoundError:
        return False


def _is_made(own: Settings, origin: str) -> bool:
    try:
        return (own.data / ORIGIN).read_text(encoding="utf-8") == origin and is_sound(own)
    except FileNotFoundError:
        return False


def _origin(settings: Settings) -> str:
    """The build that a scope is made from and the rules it is made by: when one changes, so does the scope."""
    build = current_build(settings)
    status = build.stat()
    return f"{build.name} {status.st_ino} {status.st_mtime_ns} {_rules()}"


@lru_cache(maxsize=1)
def _rules() -> str:
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in (*(here / f"{name}.py" for name in RULES), here / "withheld.toml", *sorted(SCOPE.rglob("*.sql"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _make(settings: Settings, own: Settings, rights: Rights) -> None:
    quoted = str(current_build(settings)).replace("'", "''")
    comparisons = rights.comparisons if rights.grants else CLOSED
    # a number that never comes back: an open connection would take a new file of an old name for the old one
    with draft(own, number=time.time_ns() // 1000, small=True, one_thread=True) as connection:
        plan_without(connection, (JOIN_ORDER, *COSTLY))
        connection.execute(f"attach '{quoted}' as whole (read_only)")
        connection.register("sight", _sight(rights))
        figures = judged(connection, settings, own, rights)
        read_tables = [(schema, table) for schema, table in tables(settings, connection) if schema in SCHEMAS]
        for schema in sorted({schema for schema, _ in read_tables}):
            run(connection, f"create schema if not exists {schema}")
        for schema, table in read_tables:  # those that the screens and the files read
            sql = f"from whole.{schema}.{table}" if (schema, table) in _PUBLIC else _select(schema, table)
            parameters = {"comparisons": comparisons} if "$comparisons" in sql else {}
            run(connection, f"create table {schema}.{table} as {sql}", parameters)
        connection.unregister("sight")
        remember(settings, rights, figures)  # before it is out: what is noted is never too little


_PUBLIC = {("marts", table) for table in PUBLIC}


@lru_cache(maxsize=64)
def _select(schema: str, table: str) -> str:
    """What may be seen of a table: of one that nobody thought of, nothing."""
    path = SCOPE / f"{table}.sql" if schema == "marts" else SCOPE / schema / f"{table}.sql"
    return text(path) if path.exists() else f"from whole.{schema}.{table} limit 0"


def _sight(rights: Rights) -> pa.Table:
    """One row per territory: whether it is seen in detail, followed, or seen by its figures alone."""
    detailed, followed, with_figures = rights.detailed, rights.followed, rights.with_figures
    every = bool(rights.grants) and rights.compares
    return pa.table(
        {
            "territory_code": [territory.code for territory in territories()],
            "detailed": [territory.code in detailed for territory in territories()],
            "followed": [territory.code in followed for territory in territories()],
            "figures": [territory.code in with_figures for territory in territories()],
            # what a part of it makes of the whole is shown
            "parts": [every or territory.code in followed for territory in territories()],
        }
    )


def _forget_others(settings: Settings, own: Settings, patient: bool) -> None:
    """Removes what was made from builds that are no longer kept: those scopes are made again when somebody asks. What
    still serves others who are patient stays."""
    names = {current_build(settings).name, *(path.name for path in settings.builds.glob("*.duckdb"))}
    for path in settings.scopes.glob(f"*/{ORIGIN}"):
        other = replace(settings, data=path.parent)
        if other.data == own.data or _build_of(path) in names or (patient and _serves_still(other)):
            continue
        with only_one(other.data):
            if _build_of(path) not in names:
                school_reading.close(other)
                close(other)
                for file in (path, other.warehouse, *other.builds.glob("*.duckdb"), *other.builds.glob("*.sha256")):
                    file.unlink(missing_ok=True)


def _build_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").partition(" ")[0]
    except FileNotFoundError:
        return ""
