"""The builder: counts what is received, apart from the screens, one at a time, and survives a build that fails."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from reports import Report, copied, rows, warehouse

from pipelines.access.rights import EVERYTHING
from pipelines.cli import server
from pipelines.deposits.deposit import Standing, deposit, standings
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.store.lock import one_if_free
from pipelines.warehouse import worker
from pipelines.warehouse.builds import current_build
from pipelines.warehouse.worker import RETRY, Status, alive, due, pending, status, turn, watch

ROOT = Path(__file__).parents[1]
WHO = "0" * 20
REPORT = Report("DEPT-59", rows={"O04-1": (820, 1000)})


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return warehouse(tmp_path_factory.mktemp("built") / "data", {"59.xlsx": REPORT.xlsx()})


@pytest.fixture
def settings(built: Settings, tmp_path: Path) -> Settings:
    return copied(built, tmp_path / "data")


def soon(condition: Callable[[], bool]) -> bool:
    """Whether something comes true within a minute."""
    deadline = time.monotonic() + 60
    while not condition():
        if time.monotonic() > deadline:
            return False
    return True


def counted(settings: Settings) -> list[int]:
    sql = "select version from marts.report where territory_code = 'DEPT-59' and counts"
    return [row["version"] for row in rows(settings, sql)]


def looks(steps: list[Callable[[], object]]) -> Callable[[float], bool]:
    """A wait that takes no time: does one step between two looks, and ends after the last."""
    remaining = iter(steps)

    def wait(_: float) -> bool:
        step = next(remaining, None)
        if step is None:
            return True
        step()
        return False

    return wait


def receive(settings: Settings, version: int) -> None:
    Archive(settings).receive([(f"v{version}.xlsx", replace(REPORT, version=version).xlsx())])


def test_what_is_received_is_counted_and_nothing_is_built_for_nothing(settings: Settings) -> None:
    builds: list[Path] = []

    def look() -> None:
        builds.append(current_build(settings))

    steps = [look, look, lambda: [receive(settings, n) for n in (2, 3)], look, look]
    watch(settings, looks(steps), every=worker.GLANCE)
    assert builds[0] == builds[1] != builds[2] == builds[3], "two deposits that waited are built together, once"
    assert counted(settings) == [3]
    last = status(settings)
    assert last is not None
    assert (last.state, last.pending, last.error) == ("stopped", 0, "")
    assert not alive(settings)


def test_what_comes_in_wakes_the_builder_long_before_its_next_look(settings: Settings) -> None:
    counts: list[list[int]] = []
    steps: list[Callable[[], object]] = [
        lambda: None,
        lambda: receive(settings, 2),
        lambda: counts.append(counted(settings)),
    ]
    watch(settings, looks(steps), every=1000 * worker.GLANCE)
    assert counts == [[2]], "the third glance of a thousand already sees it counted"


def test_a_build_rests_only_after_another(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who deposits a second time is not made to wait; builds that would follow one another without end are."""
    ends = iter([(1.0, 1), (2.0, 2), (3.0, 4), (4.0, 5), (4.0, 5), (5.0, 9)])  # the fifth turn builds nothing

    def turned(*_: object) -> Status:
        at, sequence = next(ends)
        return Status(at=at, sequence=sequence, seconds=2.0)

    monkeypatch.setattr(worker, "turn", turned)
    waits: list[float] = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return len(waits) == 6

    watch(settings, wait, every=worker.GLANCE)
    assert waits == [worker.GLANCE, 2.0, 4.0, 2.0, worker.GLANCE, worker.GLANCE]


def test_a_crowd_is_built_together_and_nobody_waits_for_ever() -> None:
    assert [worker._rest(2.0, files) for files in (0, 1, 3, 4, 100)] == [2.0, 2.0, 6.0, 8.0, 8.0]
    assert worker._rest(60.0, 1) == worker._rest(10.0, 100) == worker.LONGEST_REST


def test_another_catalogue_is_a_reason_to_build(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not due(settings)
    monkeypatch.setattr(worker, "catalogue_digest", lambda _: "another")
    assert due(settings)


def test_nothing_is_built_where_nothing_was_ever_received(tmp_path: Path) -> None:
    empty = Settings(data=tmp_path / "data")
    watch(empty, looks([]))
    assert not empty.warehouse.exists()


def test_a_build_that_fails_leaves_the_figures_and_is_tried_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, real, tries = current_build(settings), worker.build_in_force, []

    def fails(_: Settings, whole: bool = True) -> None:
        tries.append(1)
        raise MemoryError

    monkeypatch.setattr(worker, "build_in_force", fails)
    [receipt] = deposit(settings, [("v2.xlsx", replace(REPORT, version=2).xlsx())], WHO, EVERYTHING)
    now = time.time()
    last = turn(settings, Status(), lambda: now)
    assert (last.state, last.error) == ("failed", "MemoryError")
    assert current_build(settings) == before
    assert standings(settings, [receipt.source_sha256]) == {receipt.source_sha256: Standing("failed", 1)}
    last = turn(settings, last, lambda: now + 1)
    assert len(tries) == 1, "the same files are not tried at each look"
    receive(settings, 3)
    last = turn(settings, last, lambda: now + 2)
    assert len(tries) == 2, "a new file is a reason to try again"
    monkeypatch.setattr(worker, "build_in_force", real)
    assert turn(settings, last, lambda: now + 3).state == "failed"
    assert turn(settings, last, lambda: now + 3 + RETRY).state == "idle", "and so is time"
    assert counted(settings) == [3]


def test_a_file_that_no_build_counts_is_not_built_for_ever(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    receive(settings, 2)
    monkeypatch.setattr(worker, "build_in_force", lambda *_, **__: None)
    last = turn(settings, Status())
    assert (last.state, last.error) == ("failed", "Uncounted")


def test_while_it_builds_it_says_which_files_it_builds(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    first = deposit(settings, [("v2.xlsx", replace(REPORT, version=2).xlsx())], WHO, EVERYTHING)[0].source_sha256
    by_file = {}

    def looked_at(where: Settings, whole: bool = True) -> None:
        late = deposit(where, [("v3.xlsx", replace(REPORT, version=3).xlsx())], WHO, EVERYTHING)[0].source_sha256
        states = standings(where, [first, late])
        by_file["first"], by_file["late"] = states[first], states[late]

    monkeypatch.setattr(worker, "build_in_force", looked_at)
    turn(settings, Status())
    assert by_file == {"first": Standing("building", 1), "late": Standing("waiting", 2)}


def test_a_builder_gives_sign_of_life_during_a_long_build(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    receive(settings, 2)
    monkeypatch.setattr(worker, "BEAT", 0.04)
    monkeypatch.setattr(worker, "_build", lambda where, _: _until_later_beat(where))
    turn(settings, Status())


def _until_later_beat(settings: Settings) -> str:
    first = status(settings)
    assert first is not None
    assert soon(lambda: (status(settings) or first).beat > first.beat)
    return ""


def test_a_second_builder_waits_its_turn(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    receive(settings, 2)
    with one_if_free(settings.builder) as free:
        assert free
        watch(settings, looks([lambda: None, lambda: None]))
        assert len(pending(settings)) == 1, "it built nothing"
    assert [record.message for record in caplog.records].count(caplog.records[0].message) == 1
    watch(settings, looks([]))
    assert pending(settings) == []


def test_a_process_builds_until_it_is_asked_to_end(settings: Settings, tmp_path: Path) -> None:
    receive(settings, 2)
    environment = {**os.environ, "PILOTAGE_DATA": str(settings.data)}
    command = [sys.executable, "-m", "pipelines.cli.app", "build", "--watch", "--every", "0.1"]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        assert soon(lambda: not pending(settings))
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert counted(settings) == [2]
    last = status(settings)
    assert last is not None
    assert last.state == "stopped"


def test_what_is_deposited_while_the_dashboard_is_served_is_counted(settings: Settings) -> None:
    environment = {**os.environ, "PILOTAGE_DATA": str(settings.data)}
    command = [sys.executable, "-m", "pipelines.cli.app", "start", "--port", "0", "--no-browser"]
    started = {"env": environment, "cwd": ROOT, "stdout": subprocess.PIPE, "text": True, "start_new_session": True}
    with subprocess.Popen(command, **started) as process:
        assert process.stdout
        assert process.stdout.readline()
        receive(settings, 2)
        assert soon(lambda: not pending(settings))
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl+C does
    assert soon(lambda: not alive(settings)), "the builder does not outlive who started it"


def test_a_builder_does_not_outlive_who_started_it() -> None:
    ended = server._until(threading.Event(), os.getppid())
    assert not ended(0), "its parent is there"
    assert server._until(threading.Event(), 1 if os.getppid() != 1 else 2)(0), "its parent is gone"
    stop = threading.Event()
    stop.set()
    assert server._until(stop, None)(0)
