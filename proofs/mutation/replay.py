"""A build kept in memory: a changed statement runs again, then only those that read what it changed."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import duckdb

NAMED = re.compile(r"\b(?:raw|ref|staging|core|marts)\.\w+")
CALLED = re.compile(r"\b(\w+)\(")
CREATED = re.compile(r"create (table|view) ((?:staging|core|marts)\.\w+) as (?!select \* from incoming)")
INSERTED = re.compile(r"insert into (core\.(?:finding|retained)) by name")
SECONDS = 6.0  # of processor: a statement takes a few thousandths; a join of everything with everything, for ever
GROWING = ("core.finding", "core.retained")  # filled step by step: a statement reads what was there at its turn


@dataclass(frozen=True)
class Change:
    """A mutant as it is played: one text for another in the statements, or macros said anew."""

    before: str
    after: str
    macros: tuple[str, ...] = ()
    called: frozenset[str] = frozenset()  # the macros that say something else, and those that call them

    def of(self, sql: str) -> str:
        return sql if self.macros else sql.replace(self.before, self.after)


@dataclass
class Step:
    kind: str
    target: str
    sql: str
    parameters: dict[str, Any] | None
    reads: set[str]
    calls: set[str]
    digest: Any = None


@dataclass
class Schools:
    """The two steps of schools, which are Python: what they make is dropped and made again."""

    type_lines: Callable[[Any], None]
    decide: Callable[[Any], None]
    reads: set[str]
    calls: set[str]
    made: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


class World:
    """Stands for the connection of a build, and takes down the statements that go through it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection, self.steps, self.views = connection, list[Step](), dict[str, set[str]]()
        self.schools: Schools | None = None
        self.recording = self.open = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)

    def begin_recording(self) -> None:
        self.recording = True
        for table in GROWING:
            self.connection.execute(f"create temp table {_kept(table)} as select -1 as step, * from {table}")

    def execute(self, query: str | duckdb.Statement, parameters: Any = None) -> Any:
        sql = query if isinstance(query, str) else query.query  # what was parsed before says its text
        created, inserted = CREATED.match(sql), INSERTED.match(sql)
        if not self.recording or not (created or inserted):
            return self.connection.execute(query, parameters)
        kind, target = (created[1], created[2]) if created else ("insert", inserted[1] if inserted else "")
        reads = set(NAMED.findall(sql[created.end() if created else inserted.end() if inserted else 0 :]))
        calls = set(CALLED.findall(sql))
        for name in reads & set(self.views):
            reads, calls = reads | self.views[name], calls | {f"view {name}"}
        if kind == "view":
            self.views[target] = reads | {target}
        step = Step(kind, target, sql, parameters, reads, calls)
        self.steps.append(step)
        step.digest = self._run(len(self.steps) - 1, step, sql, first=True)
        return None

    def opaque(self, name: str, run: Callable[[Any], None]) -> None:
        """A step that is a function of the connection."""
        step = Step(name, f"schools.{name}", "", None, set(), set())
        self.steps.append(step)
        before = self._things()
        self.recording = False
        run(self)
        self.recording = True
        assert self.schools is not None
        self.schools.made[name] = sorted(self._things() - before)
        self._keep_what_schools_found(len(self.steps) - 1)

    def _things(self) -> set[tuple[str, str]]:
        names = "select 'table', schema_name || '.' || table_name from duckdb_tables() where not temporary"
        names += " union all select 'view', schema_name || '.' || view_name from duckdb_views() where not internal"
        return set(self.connection.execute(names).fetchall())

    # one statement

    def _run(self, place: int, step: Step, sql: str, first: bool = False) -> Any:
        """Runs a statement and gives the digest of what it made."""
        connection = self.connection
        for table in GROWING:
            if not first and table in step.reads:
                self._as_of(table, place)
        if step.kind == "insert":
            incoming = INSERTED.sub("create or replace temp table delta as", sql)
            connection.execute(incoming, step.parameters)
            return self._keep(place, step.target, "delta", insert=first)
        connection.execute(re.sub("^create", "create or replace", sql), step.parameters)
        return None if step.kind == "view" else self._digest(step.target)

    def _keep(self, place: int, target: str, delta: str, insert: bool) -> Any:
        rows = _kept(target)
        self.connection.execute(f"delete from {rows} where step = {place}")
        self.connection.execute(f"insert into {rows} by name select {place} as step, * from {delta}")
        if insert:
            self.connection.execute(f"insert into {target} by name from {delta}")
        return self._digest(delta)

    def _digest(self, name: str) -> Any:
        return self.connection.execute(f"select count(*), sum(hash(row)::hugeint) from {name} as row").fetchall()

    def _as_of(self, table: str, place: int) -> None:
        self.connection.execute(f"delete from {table}")
        self.connection.execute(
            f"insert into {table} by name select * exclude (step) from {_kept(table)} where step < {place}"
        )

    def _keep_what_schools_found(self, place: int) -> None:
        rest = f"select * exclude (step) from {_kept('core.finding')} where step < {place}"
        self.connection.execute(f"create or replace temp table delta as from core.finding except all ({rest})")
        self._keep(place, "core.finding", "delta", insert=False)

    # a change

    def replay(self, change: Change) -> set[str]:
        """What is no longer as it was; the transaction stays open for who wants to look."""
        with self._bounded():
            return self._replayed(change)

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        """A busy machine makes everything wait: what is counted is what this process itself worked."""
        begun, over = time.process_time(), threading.Event()

        def watch() -> None:
            while not over.wait(SECONDS / 4):
                if time.process_time() - begun > SECONDS:
                    self.connection.interrupt()

        watching = threading.Thread(target=watch, daemon=True)
        watching.start()
        try:
            yield
        finally:
            over.set()
            watching.join()

    def _replayed(self, change: Change) -> set[str]:
        self.connection.begin()
        self.open = True
        changed: set[str] = set()
        typed = False
        for macro in change.macros:
            self.connection.execute(macro)
        views = {f"view {s.target}" for s in self.steps if s.kind == "view" and self._touched(s, change)}
        for place, step in enumerate(self.steps):
            sql = change.of(step.sql)
            if step.target.startswith("schools."):
                assert self.schools is not None
                if (self.schools.reads & changed or self.schools.calls & change.called) or typed:
                    self._schools_again(place, step.kind, typed)
                    typed = True
                    changed |= {name for _, names in self.schools.made.items() for _, name in names} | {"core.finding"}
                continue
            if not (self._touched(step, change) or step.reads & changed or step.calls & views):
                continue
            if self._run(place, step, sql) != step.digest:
                changed.add(step.target)
        for table in GROWING:
            if table in changed or step_reads(self.steps, table, changed):
                self._as_of(table, len(self.steps))
        return changed

    def _touched(self, step: Step, change: Change) -> bool:
        return change.of(step.sql) != step.sql or bool(step.calls & change.called)

    def _schools_again(self, place: int, name: str, typed: bool) -> None:
        assert self.schools is not None
        if name == "decide" and not typed:
            self._call(
                "type_lines",
                self.schools.type_lines,
                next(n for n, s in enumerate(self.steps) if s.kind == "type_lines"),
            )
        self._call(name, getattr(self.schools, name), place)

    def _call(self, name: str, run: Callable[[Any], None], place: int) -> None:
        assert self.schools is not None
        for kind, definition in self.schools.made[name]:
            self.connection.execute(f"drop {kind} if exists {definition}")
        self._as_of("core.finding", place)
        self.recording = False
        run(self)
        self._keep_what_schools_found(place)

    def undo(self) -> None:
        if self.open:
            self.connection.rollback()
            self.open = False


def step_reads(steps: list[Step], table: str, changed: set[str]) -> bool:
    """Whether a statement that ran again may have taken the table back to its turn."""
    return bool(changed) and any(table in step.reads for step in steps)


def _kept(table: str) -> str:
    return f"kept_{table.partition('.')[2]}"
