"""Builds kept in memory in place of those on disk, and what a change of the SQL moves in each."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from mutation.replay import CALLED, NAMED, Change, Schools, World

Key = tuple[Any, ...]


class Stage:
    """What stands in place of builds and of their readers, for one session of tests."""

    def __init__(self) -> None:
        self.worlds: dict[Key, World] = {}
        self.shown: dict[Path, Key] = {}
        self.moved: dict[Key, set[str]] = {}  # by the change at hand
        self.change: Change | None = None
        self.differs: Callable[[str], bool] | None = None  # whether a content is read otherwise, with another reader
        self.contents: dict[Key, list[Path]] = {}
        self.on_build: Callable[[Any], None] = lambda key: None
        self._making: World | None = None

    def install(self, put: Callable[[Any, str, Any], None] = setattr) -> None:
        """Before any test is imported: names are bound when they are."""
        from pipelines.store.archive import Archive
        from pipelines.warehouse import build as building
        from pipelines.warehouse import builds

        really, of_file = building.build, builds.cursor

        def build(settings: Any, progress: Any = None, today: Any = None) -> None:
            key = _key_of(settings, today)
            if self.differs and any(map(self.differs, [sha256 for sha256, _ in key[0]])):
                key = ("read otherwise", len(self.worlds))  # a world of its own, for this test alone
            if key not in self.worlds:
                really(settings, progress, today)
                assert self._making is not None
                self.worlds[key] = self._making
                self.contents[key] = [Archive(settings).path(sha256) for sha256, _ in _key_of(settings)[0]]
            self.shown[settings.data] = key
            self.on_build(key)
            self.played(key)

        @contextmanager
        def draft(settings: Any, over: Callable[[], Path], **_: Any) -> Iterator[World]:
            connection = builds.connect(Path(":memory:"), small=True)
            connection.execute("set threads = 1; set memory_limit = '500MB'; set temp_directory = ''")
            connection.execute(f"attach '{over()}' as laid (read_only); copy from database laid to memory; detach laid")
            self._making = World(connection)
            yield self._making

        def cursor(settings: Any) -> AbstractContextManager[Any]:
            key = self.shown.get(settings.data)
            return of_file(settings) if key is None else nullcontext(self.worlds[key].connection)

        put(building, "build", build)
        put(building, "draft", draft)
        put(building, "write_so_far", lambda world: None)  # it has no file
        put(building, "understand", _recorded(building.understand))
        # a mart that is filled is a statement that cannot be said twice; one that is created is played again
        put(building, "fill_marts", lambda world, names, _empty: building.create_tables(world, "marts", names))
        put(builds, "cursor", cursor)
        _stage_marts_in_memory(put)

    def played(self, key: Key) -> set[str]:
        """The marts of a world that the change at hand moves; played once."""
        if self.change is None:
            return set()
        if key not in self.moved:
            self.moved[key] = set()
            self.moved[key] = {name for name in self.worlds[key].replay(self.change) if name.startswith("marts.")}
        return self.moved[key]

    def end(self) -> None:
        for key in self.moved:
            self.worlds[key].undo()
        self.moved, self.change, self.differs = {}, None, None
        for key in [key for key in self.worlds if key[0] == "read otherwise"]:
            self.worlds.pop(key).connection.close()
            self.shown = {data: state for data, state in self.shown.items() if state != key}


def _key_of(settings: Any, today: Any = None) -> Key:
    """What a build is made of: two that are made of the same are one world."""
    from indicators.catalogue import catalogue_digest
    from pipelines.settings import this_day
    from pipelines.store import closing_log
    from pipelines.store.archive import Archive

    received = tuple((r.source_sha256, r.source_file) for r in Archive(settings).receipts())
    closed = closing_log.digest(settings), today or this_day()
    return received, catalogue_digest(settings.catalogue), settings.demonstration_mark.exists(), *closed


def _recorded(understand: Callable[[Any, Any], None]) -> Callable[[World, Any], None]:
    """The heart of a build, every statement of it noted by the world; the schools are two steps of it."""
    from pipelines import queries
    from pipelines.warehouse.schools import build as movement

    core = [queries.MOVEMENT / "core" / f"{name}.sql" for name in ("school_place", "school_expected")]
    texts = [p.read_text(encoding="utf-8") for p in (*(queries.MOVEMENT / "schools").glob("*.sql"), *core)]
    reads, calls = ({name for t in texts for name in pattern.findall(t)} for pattern in (NAMED, CALLED))

    def understood(world: World, schools: Any, *_: Any) -> None:
        def again(name: str):
            def run(connection: Any) -> None:
                getattr(movement.ReceivedSchools, name)(schools, connection)

            return run

        world.schools = Schools(again("type_lines"), again("decide"), set(reads), set(calls))
        world.begin_recording()
        understand(world, _Told(world, schools))
        world.schools.reads -= {name for definitions in world.schools.made.values() for _, name in definitions}

    return understood


def _stage_marts_in_memory(put: Callable[[Any, str, Any], None]) -> None:
    """Tests that ask marts in memory ask those of a build that stands here: what a change moves in it is known."""
    import in_memory

    from pipelines.settings import Settings
    from pipelines.store.archive import Archive
    from pipelines.warehouse import build as building
    from pipelines.warehouse import builds

    @contextmanager
    def marts_of(
        folder: Path, files: dict[str, bytes], *_: str, catalogue: Path | None = None, today: date | None = None
    ) -> Iterator[Callable[..., Any]]:
        settings = Settings(data=folder, catalogue=catalogue)
        Archive(settings).receive(files.items(), now=in_memory.RECEIVED_AT)
        building.build(settings, today=today)
        yield lambda sql, parameters: builds.read(settings, sql, parameters).to_pylist()

    put(in_memory, "marts_of", marts_of)


class _Told:
    """The schools of a build, told to the world that takes notes."""

    def __init__(self, world: World, schools: Any) -> None:
        self.world, self.schools = world, schools

    def type_lines(self, connection: Any) -> None:
        self.world.opaque("type_lines", self.schools.type_lines)

    def decide(self, connection: Any) -> None:
        self.world.opaque("decide", self.schools.decide)


NEXT = re.compile(r"(?m)^create macro (\w+)")


def change_of(before: str, after: str) -> Change:
    """How a mutant is played: a file of macros is said anew, macro by macro."""
    if not NEXT.search(before):
        return Change(before, after)
    old, new = (dict(_macros(text)) for text in (before, after))
    changed = {name: text for name, text in new.items() if old.get(name) != text}
    called = set(changed)
    while more := {n for n, t in new.items() if n not in called and called & set(CALLED.findall(t))}:
        called |= more
    return Change(
        before, after, tuple(re.sub("^create", "create or replace", t) for t in changed.values()), frozenset(called)
    )


def _macros(text: str) -> Iterator[tuple[str, str]]:
    starts = [*(m.start() for m in NEXT.finditer(text)), len(text)]
    for start, end in itertools.pairwise(starts):
        macro = text[start:end]
        name = NEXT.match(macro)
        yield (name[1] if name else ""), re.sub(r"(?m)^--.*$", "", macro)
