"""The file that sessions, sign-ins under way and attempts are kept in, shared by every process."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from pipelines.settings import Settings

_TABLES = (
    "create table if not exists session (id text primary key, token_hash text not null unique, account text not null,"
    " id_token text not null, opened real not null, touched real not null)",
    "create table if not exists sign_in (state_hash text primary key, browser_hash text not null, nonce text not null,"
    " verifier text not null, back text not null, at real not null)",
    "create table if not exists attempt (bucket text not null, at real not null)",
    "create index if not exists attempt_by_bucket on attempt (bucket, at)",
)
_LAST = "select 1 from sqlite_master where name = 'attempt_by_bucket'"


@contextmanager
def store_of(settings: Settings) -> Iterator[sqlite3.Connection]:
    """The store, each statement on its own; a connection each time, since threads and processes share the file."""
    path = settings.sessions
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as connection:
        if not connection.execute(_LAST).fetchall():
            for statement in _TABLES:
                connection.execute(statement)
        yield connection


def hashed(secret: str) -> str:
    """What is kept of a secret: enough to know it again, not to show it."""
    return hashlib.sha256(secret.encode()).hexdigest()
