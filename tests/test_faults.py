"""Deposit, build, freeze and restore, broken at some of their system calls: nothing acknowledged is lost, all heals.

`make faults` breaks them at every call; here a few are drawn, the same ones at each run."""

from __future__ import annotations

import errno
import random
from pathlib import Path
from typing import Any

import pytest
from faults import everywhere
from faults.calls import Call
from faults.scenarios import ACTIONS, World, violations, world
from faults.tracing import AFTER, BEFORE, FULL, POSSIBLE, TORN, Fault, run
from proof_table import keep

pytestmark = pytest.mark.skipif(
    not POSSIBLE, reason="les appels système ne sont observés que sous Linux x86-64 : aucune panne n'est provoquée"
)
# Drawn among the calls on what is kept; the drafts of DuckDB, hundreds of calls alike, are for `make faults`.
DRAWN = {"dépôt": 5, "calcul": 3, "gel": 2, "restauration": 2}


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The folder that every fault begins from."""
    return world(tmp_path_factory.mktemp("faults"))


@pytest.mark.proof
@pytest.mark.parametrize("action", ACTIONS)
def test_nothing_acknowledged_is_lost_and_the_next_build_heals(action: str, beginning: World, tmp_path: Path) -> None:
    calls = everywhere.changes(action, beginning, tmp_path / "whole")
    assert len(calls) > 20, "every change is seen, DuckDB's too"
    faults = [fault for fault in everywhere.faults(calls) if ".draft" not in calls[fault.number - 1].path]
    broken = 0
    for fault in random.Random(len(action)).sample(faults, DRAWN[action]):
        ended, wrong = everywhere.broken(action, beginning, tmp_path / "broken", fault)
        assert everywhere.reached(ended, fault) or len(ended.calls) < fault.number
        broken += everywhere.reached(ended, fault)
        assert wrong == [], f"{fault}, {calls[fault.number - 1]}"
    assert broken, "the engine writes its drafts in more or fewer pages; not so that every fault comes too late"


@pytest.mark.proof
def test_a_lost_deposit_would_be_seen(beginning: World, tmp_path: Path) -> None:
    settings = beginning.copy(tmp_path / "root")
    next(settings.raw.glob("files/*/*")).unlink()
    next(settings.deposits.glob("D-*.json")).unlink()
    complaints = violations("dépôt", beginning, settings, [])
    assert any(complaint.startswith("sans trace") for complaint in complaints)
    assert any(complaint.startswith("altéré") for complaint in complaints)


def writes(folder: Path) -> Any:
    """Writes ten bytes, says so, then writes ten more."""

    def act(say: Any) -> None:
        (folder / "one").write_bytes(b"0123456789")
        say("one")
        (folder / "two").write_bytes(b"0123456789")
        say("two")

    return act


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "here").mkdir()
    return tmp_path / "here"


@pytest.mark.parametrize(
    ("fault", "lines", "sizes"),
    [
        (None, ["one", "two"], {"one": 10, "two": 10}),
        (Fault(1, BEFORE), [], {}),
        (Fault(2, BEFORE), [], {"one": 0}),
        (Fault(2, TORN), [], {"one": 5}),
        (Fault(2, AFTER), [], {"one": 10}),
        (Fault(3, BEFORE), ["one"], {"one": 10}),
    ],
)
def test_a_process_dies_where_it_is_told_to(folder: Path, fault: Fault | None, lines: list, sizes: dict) -> None:
    ended = run(writes(folder), str(folder), fault)
    assert (ended.said, ended.killed) == (lines, fault is not None)
    assert {path.name: path.stat().st_size for path in folder.iterdir()} == sizes


def test_of_changes_that_are_alike_three_are_broken() -> None:
    pages = [Call("pwrite", "a.draft", place=place) for place in range(50)]
    calls = [Call("open", "a.draft"), *pages, Call("sync", "a.draft"), *pages[:2], Call("rename", "a.draft", "a")]
    assert everywhere.told_apart(calls) == [1, 2, 27, 51, 52, 53, 54, 55]
    assert {fault.number for fault in everywhere.faults(calls, alike=True)} == {1, 2, 27, 51, 52, 53, 54, 55}
    assert {fault.number for fault in everywhere.faults(calls)} == set(range(1, 56))


def test_a_full_disk_refuses_and_the_process_goes_on(folder: Path) -> None:
    ended = run(writes(folder), str(folder), Fault(3, FULL))
    assert not ended.killed
    assert ended.failed
    assert ended.said[0] == "one"
    assert f"Errno {errno.ENOSPC}" in ended.said[1][1]


def test_each_proof_writes_its_line_and_leaves_the_others(tmp_path: Path) -> None:
    page = tmp_path / "preuves.md"
    keep("make faults", "dépôt", "1 faute", 10, page)
    keep("make chaos", "tout", "2 arrêts", 300, page)
    keep("make faults", "dépôt", "3 fautes", 20, page)
    lines = page.read_text(encoding="utf-8").splitlines()[-2:]
    assert [line.split("|")[1].strip() for line in lines] == ["`make chaos`", "`make faults`"]
    assert "3 fautes | 20 s |" in lines[1]
    assert "2 arrêts | 5 min |" in lines[0]
