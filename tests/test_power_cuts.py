"""Power cuts on a model of a disk: what was acknowledged is there when the power is back. Long: `make chaos`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from faults.calls import Call
from faults.model import Disk, Inode, after_cut
from faults.power import survived
from faults.tracing import POSSIBLE

ROOT = "/disk"
CREATED = 0o100


@pytest.mark.proof
@pytest.mark.skipif(
    not POSSIBLE, reason="les appels système ne sont observés que sous Linux x86-64 : aucune coupure n'est simulée"
)
def test_what_was_acknowledged_survives_cuts(tmp_path: Path) -> None:
    _, looked, wrong = survived(tmp_path, count=40, heal=20, new_only=True)  # `make chaos` draws a thousand
    assert wrong == 0
    assert looked > 40


def left_of(calls: list[Call], tmp_path: Path, cuts: int = 60) -> list[dict[str, bytes]]:
    """What many cuts at the end of these changes leave: name → bytes."""
    states = []
    for seed in range(cuts):
        top = Inode("folder")
        Disk(top, ROOT).follow(calls)
        after_cut(top, random.Random(seed), tmp_path / str(seed))
        paths = [path for path in (tmp_path / str(seed)).rglob("*") if path.is_file()]
        states.append({path.relative_to(tmp_path / str(seed)).as_posix(): path.read_bytes() for path in paths})
    return states


def written(name: str, content: bytes, synced: bool = False) -> list[Call]:
    """A file made, written and, perhaps, synced."""
    path = f"{ROOT}/{name}"
    calls = [Call("open", path, flags=CREATED), Call("write", path, place=0, data=content)]
    return [*calls, Call("sync", path)] if synced else calls


def test_a_file_is_sure_once_it_and_its_folder_are_synced(tmp_path: Path) -> None:
    sure = [*written("a", b"x" * 2000, synced=True), Call("sync", ROOT)]
    assert left_of(sure, tmp_path) == [{"a": b"x" * 2000}] * 60


def test_a_name_may_be_lost_and_bytes_may_be_torn(tmp_path: Path) -> None:
    unsynced = left_of(written("a", b"x" * 2000), tmp_path)
    assert {} in unsynced, "the name"
    assert {"a": b""} in unsynced, "the bytes"
    assert any(0 < state["a"].count(b"x") < 2000 for state in unsynced if "a" in state), "some of them"


def test_names_reach_the_disk_in_no_order(tmp_path: Path) -> None:
    calls = [*written("a", b"1", synced=True), *written("b", b"2", synced=True)]
    assert {tuple(sorted(state)) for state in left_of(calls, tmp_path)} == {(), ("a",), ("b",), ("a", "b")}


def test_a_rename_is_whole_or_not_at_all(tmp_path: Path) -> None:
    calls = [
        *written("a", b"old", synced=True),
        *written("a.draft", b"new", synced=True),
        Call("sync", ROOT),
        Call("rename", f"{ROOT}/a.draft", f"{ROOT}/a"),
    ]
    states = left_of(calls, tmp_path)
    assert {state["a"] for state in states} == {b"old", b"new"}
    assert all(("a.draft" in state) == (state["a"] == b"old") for state in states)
