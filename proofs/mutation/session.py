"""One session of pytest: every test runs unchanged once, then each change is tried on those that may see it."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings

from mutation.replay import Change
from mutation.stage import Key, Stage

INVALID = (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException)
SEEDS = (45, 41, 36, 10, 30, 12)
COMMON = {"request", "tmp_path", "tmp_path_factory", "monkeypatch", "capsys", "macro"}
HEAVY = {"demo_data", "served", "browser"}


class Session:
    """A plugin of pytest: once each test ran unchanged, every change is tried on those that may see it."""

    def __init__(self, stage: Stage, tries: Any) -> None:
        self.stage, self.tries = stage, tries
        self.items: dict[str, pytest.Item] = {}
        self.looks: dict[Key, set[str]] = defaultdict(set)
        self.kills: Counter[str] = Counter()
        self.world_kills: Counter[Key] = Counter()
        self.passing: set[str] = set()
        self.at: tuple[pytest.Item | None, str] = (None, "")
        self.compared: dict[Key, Callable[[], str]] = {}
        self.unchanged: set[Path] = set()  # the folders of tests that ran without a change: played again, they are read

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """A counter-example is enough: nobody looks for the smallest one."""
        profile = {"deadline": None, "derandomize": True, "phases": (Phase.explicit, Phase.generate)}
        hypothesis_settings.register_profile("mutation", **profile)
        hypothesis_settings.load_profile("mutation")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self.at = (item, "setup")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> None:
        self.at = (item, "call")

    def _built(self, key: Key) -> None:
        item, phase = self.at
        if item is None:
            return
        same = [item]
        if phase == "setup":
            names = set(item.fixturenames) - COMMON  # type: ignore[attr-defined]
            same = [o for o in self.items.values() if o.path == item.path and names & set(o.fixturenames)]  # type: ignore[attr-defined]
        self.looks[key] |= {test.nodeid for test in same}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = {test.nodeid: test for test in session.items if not set(test.fixturenames) & HEAVY}  # type: ignore[attr-defined]
        self.stage.on_build = self._built
        listed = list(self.items.values())
        for item, following in zip(listed, [*listed[1:], None], strict=True):
            reports = runtestprotocol(item, log=False, nextitem=following)
            if all(test.passed for test in reports):
                self.passing.add(item.nodeid)
            else:
                print("out:", item.nodeid, flush=True)
        self.stage.on_build = lambda key: None
        self.unchanged = {*self._folders()}
        self._second_calculation()
        self._settle()
        self.tries(self)
        return True

    def _settle(self) -> None:
        """Every test that will look at a change passes once more without one: those that need files, or a build that
        fails, see nothing of a world that is played again, and would say of every change that they saw it."""
        played = sorted(set().union(*self.looks.values()) & self.passing)
        for _, together in groupby(played, lambda nodeid: nodeid.split("::")[0]):
            nodeids = sorted(together, key=self._turn)  # of one file: all look at what was received once
            while failing := self.seen(nodeids):
                nodeids = nodeids[nodeids.index(failing) + 1 :]
                self.passing.discard(failing)
                print("out when played again:", failing, flush=True)
        self.kills.clear()

    def _second_calculation(self) -> None:
        """Random worlds, each beside what plain Python finds for it."""
        from oracle import compare, scores
        from oracle.built import world

        for seed in SEEDS:
            drawn = world(Path(tempfile.mkdtemp()), seed)
            wanted = scores.tables(drawn.strategy, drawn.counted, drawn.closed)

            def first(drawn: Any = drawn, wanted: Any = wanted, seed: int = seed) -> str:
                complaints = compare.files_counted(drawn.settings, drawn.strategy, drawn.counted, drawn.sent)
                complaints += compare.differences(drawn.settings, wanted)
                return f"second calculation, world {seed}: {complaints[0]}" if complaints else ""

            assert not first(), first()
            self.compared[self.stage.shown[drawn.settings.data]] = first

    def _turn(self, nodeid: str) -> tuple[int, bool, str]:
        """Those that saw most come first, those that draw a hundred examples last."""
        return -self.kills[nodeid], self.draws(nodeid), nodeid

    def draws(self, nodeid: str) -> bool:
        """Whether a test draws its examples, a hundred of them."""
        return hasattr(getattr(self.items[nodeid], "obj", None), "hypothesis")

    def seen(self, nodeids: list[str]) -> str:
        """The first of these tests that fails, or nothing."""
        chosen = sorted((n for n in nodeids if n in self.passing), key=self._turn)
        try:
            for nodeid, following in zip(chosen, [*chosen[1:], None], strict=False):
                item = self.items[nodeid]
                reports = runtestprotocol(item, log=False, nextitem=self.items[following] if following else None)
                if any(report.failed for report in reports):
                    self.kills[nodeid] += 1
                    return nodeid
        finally:
            self._clear()
        return ""

    def _clear(self) -> None:
        """Nothing outlives the tests that were played: one corpus takes a hundred megabytes, and is received anew for
        each change."""
        for item in list(self.items.values())[:1]:
            item.session._setupstate.teardown_exact(None)
        for folder in {*self._folders()} - self.unchanged:
            if folder.is_symlink():
                folder.unlink()
                continue
            for made in folder.iterdir():  # its name stays taken: what is remembered by that name is its own
                shutil.rmtree(made, ignore_errors=True) if made.is_dir() else made.unlink()

    def _folders(self) -> Iterator[Path]:
        for item in list(self.items.values())[:1]:
            yield from item.config._tmp_path_factory.getbasetemp().iterdir()  # type: ignore[attr-defined]

    def try_change(self, change: Change, macro_tests: bool) -> str:
        """Who sees it: `invalid` where it is no query any more, nothing where nobody does."""
        self.stage.change = change
        try:
            if macro_tests:
                failing = self.seen([n for n, item in self.items.items() if "macro" in item.fixturenames])  # type: ignore[attr-defined]
                if failing:
                    return failing
            done: set[str] = set()
            keys = [*self.looks, *(key for key in self.compared if key not in self.looks)]
            for key in sorted(keys, key=lambda key: -self.world_kills[key]):
                try:
                    moved = self.stage.played(key)
                except INVALID as error:
                    return f"invalid: {error}"
                except duckdb.Error as error:
                    return f"{type(error).__name__}: {error}"
                looking = sorted(self.looks[key] - done)
                if moved and (failing := self.seen(looking) or (self.compared[key]() if key in self.compared else "")):
                    self.world_kills[key] += 1
                    return failing
                done |= set(looking) if moved else set()
            return ""
        finally:
            self.stage.end()
