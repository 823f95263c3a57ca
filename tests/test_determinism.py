"""The same receipts give the same rows in every mart: in any order, by any number of processes, on any machine."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from oracle import catalogues, worlds
from oracle.built import RECEIPT, digests
from oracle.received import File
from oracle.strategy import read
from reports import Report, rows, warehouse

from pipelines.settings import Settings
from pipelines.warehouse import publication as movement
from pipelines.warehouse.build import build

pytestmark = pytest.mark.proof

LONG = os.environ.get("PROOF") == "long"
ORDERS = 40 if LONG else 3
PROCESSES = (2, 3, 5, 8) if LONG else (3,)
# two commands do not receive at the same time: when, and what is late by then, is not what the files say
LATER = {*RECEIPT, "late"}
Note = Callable[[str, int], None]
BUILD = "from pipelines.warehouse.build import build; from pipelines.settings import settings; build(settings())"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("determinism")


@pytest.fixture(scope="module")
def files(folder: Path) -> dict[str, bytes]:
    """Random receipts that versions alone decide between: no two of a territory and a year have the same one."""
    chance = random.Random(7)
    strategy = read(catalogues.write(chance, folder / "catalogue"))
    drawn_files: list[File] = []
    versions: Counter[tuple[str, str]] = Counter()
    keys: set[tuple[str, ...]] = set()
    for file in worlds.files(chance, strategy):
        if isinstance(file, Report):
            versions[file.campaign, file.territory] += 1
            drawn_files.append(replace(file, version=versions[file.campaign, file.territory]))
        elif not keys & {line[:3] for line in file.lines}:  # of two tables that say the same, the last received counts
            keys |= {line[:3] for line in file.lines}
            drawn_files.append(file)
    return worlds.named(drawn_files)


@pytest.fixture(scope="module")
def settings(folder: Path, files: dict[str, bytes]) -> Settings:
    return warehouse(folder / "data", files, folder / "catalogue")


@pytest.fixture(scope="module")
def wanted(settings: Settings) -> dict[str, str]:
    """Every mart, and its fingerprint."""
    fingerprints = digests(settings)
    full = [name for name, fingerprint in fingerprints.items() if not fingerprint.startswith("0 rows")]
    assert {"indicator_progress", "objective_progress", "provenance", "issue", "report", "collection"} <= set(full)
    return fingerprints


@pytest.mark.parametrize("order", range(ORDERS))
def test_any_order_of_receipt(
    folder: Path, files: dict[str, bytes], wanted: dict[str, str], order: int, record_property: Note
) -> None:
    record_property("ordres de réception", 1)
    names = sorted(files)
    random.Random(order).shuffle(names)
    permuted = warehouse(folder / f"order{order}", {name: files[name] for name in names}, folder / "catalogue")
    assert digests(permuted) == wanted


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_any_number_of_threads(
    settings: Settings, wanted: dict[str, str], threads: int, monkeypatch: pytest.MonkeyPatch, record_property: Note
) -> None:
    record_property("nombres de fils", 1)
    connect, used = movement.connect, []

    def with_threads(path: Path, read_only: bool = False, **options: Any) -> duckdb.DuckDBPyConnection:
        connection = connect(path, read_only, **options)
        if not read_only:  # what is read later is locked as it is
            connection.execute(f"set threads = {threads}")
            used.extend(connection.execute("select current_setting('threads')").fetchall())
        return connection

    monkeypatch.setattr(movement, "connect", with_threads)
    build(settings)
    assert used == [(threads,)]
    assert digests(settings) == wanted


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "0", "TZ": "Pacific/Noumea", "LC_ALL": "C", "PYTHONUTF8": "0"},
        {"PYTHONHASHSEED": "4294967295", "TZ": "America/Cayenne", "LC_ALL": "fr_FR.UTF-8", "LANG": "fr_FR.UTF-8"},
    ],
    ids=["Noumea", "Cayenne"],
)
def test_another_process_another_hash_seed_another_time_zone_and_another_locale(
    settings: Settings, wanted: dict[str, str], surroundings: dict[str, str], record_property: Note
) -> None:
    record_property("environnements", 1)
    before = digests(settings, without=set())
    _run(settings, ["-c", BUILD], surroundings)
    assert digests(settings, without=set()) == before  # not even the times that are shown
    assert digests(settings) == wanted


@pytest.mark.parametrize("processes", PROCESSES)
def test_any_number_of_commands_at_once(
    folder: Path,
    files: dict[str, bytes],
    settings: Settings,
    wanted: dict[str, str],
    processes: int,
    record_property: Note,
) -> None:
    """Each receives its part while the others do: what is there at the end is what one command would have made."""
    record_property("nombres de processus", 1)
    del wanted  # only asks that the build it stands for is the last of `settings`
    data = Settings(data=folder / f"together{processes}", catalogue=folder / "catalogue")
    commands = []
    for part in range(processes):
        parcel = folder / f"parcel{processes}-{part}"
        parcel.mkdir()
        for name in sorted(files)[part::processes]:
            (parcel / name).write_bytes(files[name])
        commands.append(_start(data, ["-m", "pipelines.cli.app", "ingest", str(parcel)], {}))
    for command in commands:
        output, _ = command.communicate(timeout=300)
        assert command.returncode in (0, 1), output  # 1 where a file holds a line set aside
    assert digests(data, LATER) == digests(settings, LATER)


def _run(data: Settings, arguments: list[str], surroundings: dict[str, str]) -> None:
    command = _start(data, arguments, surroundings)
    output, _ = command.communicate(timeout=300)
    assert command.returncode == 0, output


def _start(data: Settings, arguments: list[str], surroundings: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        env={**os.environ, "PILOTAGE_DATA": str(data.data), "PILOTAGE_CATALOGUE": str(data.catalogue), **surroundings},
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def test_a_build_that_waited_for_another_publishes_what_that_one_had_received(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Received and built by another command just before this one's turn: its figures stay."""
    from pipelines.warehouse import build as order

    settings = warehouse(tmp_path, {"first.xlsx": Report("DEPT-59", rows={"O04-1": (1, 2)}).xlsx()})
    draft = order.draft

    def after_the_other(where: Settings, **options: Any) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        monkeypatch.setattr(order, "draft", draft)
        warehouse(tmp_path, {"second.xlsx": Report("DEPT-62", rows={"O04-1": (1, 2)}).xlsx()})
        return draft(where, **options)

    monkeypatch.setattr(order, "draft", after_the_other)
    build(settings)
    assert {row["territory_code"] for row in rows(settings, "from marts.report")} == {"DEPT-59", "DEPT-62"}


def test_the_number_of_threads_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_THREADS", "3")
    with movement.connect(Path(":memory:")) as connection:
        assert connection.execute("select current_setting('threads')").fetchall() == [(3,)]
