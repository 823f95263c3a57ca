"""Chaos: depositors, builders and readers killed (`kill -9`) at random moments, started again, until enough died.

Usage: python proofs/faults/chaos.py [--kills 500] [--builds 100]"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
sys.path.append(str(Path(__file__).resolve().parents[2] / "tests" / "support"))

from proof_table import keep
from reports import Report

from faults.scenarios import digest, lost
from faults.tracing import apart, leave_connections
from pipelines.access.rights import EVERYTHING
from pipelines.deposits.deposit import deposit
from pipelines.errors import NoWarehouse
from pipelines.releases import freeze
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.store.deposit_log import records
from pipelines.warehouse.build import build
from pipelines.warehouse.builds import read
from pipelines.warehouse.worker import Status, pending, turn

WORKERS = ("depositor", "depositor", "builder", "reader", "reader")


@dataclass
class Outcome:
    """What was killed, what was published meanwhile, and what did not hold."""

    kills: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    builds: int = 0
    reads: int = 0
    wrong: list[str] = field(default_factory=list)


def work(role: str, settings: Settings, heard: Path, seed: int) -> None:
    """Does its work until it is killed, noting each success once it is sure of it: one line, written at once."""
    with heard.open("a", buffering=1, encoding="utf-8") as notes:
        for number in itertools.count(seed * 100_000):
            for line in _step(role, settings, number):
                notes.write(line + "\n")


def _step(role: str, settings: Settings, number: int) -> list[str]:
    if role == "depositor":
        report = Report("DEPT-59", rows={"O04-1": (number % 997, 1000)}, version=number)
        receipts = deposit(settings, [(f"{number}.xlsx", report.xlsx())], "", EVERYTHING, datetime.now(UTC))
        time.sleep(random.random() / 2)
        return [f"D {receipt.number} {receipt.source_sha256}" for receipt in receipts]
    if role == "builder":
        outcome = turn(settings, Status())
        return [f"F {outcome.error}"] if outcome.state == "failed" else []
    time.sleep(0.1)
    try:
        return [f"R {_whole(settings)}"]
    except NoWarehouse:
        return []


def _whole(settings: Settings) -> str:
    """A reader's look: several tables of one build must agree, or it saw half of one."""
    query = """select (select count(*) from marts.report) as reports, content_digest,
        (select count(distinct source_sha256) from marts.report) as contents from marts.build"""
    [build] = read(settings, query).to_pylist()
    if build["reports"] != build["contents"]:
        raise RuntimeError("mixed")
    return str(build["reports"])


def chaos(folder: Path, kills: int, builds: int, seed: int = 9, longest: float = 3600.0) -> Outcome:
    """Kills until there were enough kills and enough completed builds; then looks, heals, and compares."""
    settings, notes = Settings(data=folder / "data"), folder / "notes"
    notes.mkdir(parents=True)
    chance, outcome, numbers = random.Random(seed), Outcome(), itertools.count(1)
    published: set[int] = set()
    end = time.monotonic() + longest
    running = {place: _start(role, settings, notes, next(numbers)) for place, role in enumerate(WORKERS)}
    try:
        while time.monotonic() < end and (sum(outcome.kills.values()) < kills or len(published) < builds):
            time.sleep(chance.uniform(0.3, 1.2))
            published |= {int(path.stem) for path in settings.builds.glob("*.duckdb")}
            place = chance.choice((0, 1, 3, 4) if len(published) * kills < builds * sum(outcome.kills.values())
                                  else (0, 1, 2, 2, 3, 4))  # fmt: skip
            outcome.wrong += _kill(running[place])
            outcome.kills[WORKERS[place]] += 1
            running[place] = _start(WORKERS[place], settings, notes, next(numbers))
    finally:
        for pid in running.values():
            outcome.wrong += _kill(pid)
    outcome.builds = len(published)
    _look(settings, notes, folder, outcome)
    return outcome


def _start(role: str, settings: Settings, notes: Path, seed: int) -> int:
    """A worker in a process of its own, everything imported already."""
    pid = os.fork()
    if pid == 0:
        leave_connections()
        try:
            work(role, settings, notes / f"{seed}-{role}", seed)
        except BaseException as failure:
            with (notes / f"{seed}-{role}").open("a", encoding="utf-8") as file:
                file.write(f"F {type(failure).__name__}: {failure}\n")
        os._exit(1)
    return pid


def _kill(pid: int) -> list[str]:
    """Nothing, or that the worker was dead already: it works until it is killed."""
    ended, status = os.waitpid(pid, os.WNOHANG)
    if ended:
        return [f"mort avant qu'on ne le tue, état {status}"]
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return []


def _look(settings: Settings, notes: Path, folder: Path, outcome: Outcome) -> None:
    """Every acknowledged deposit is there, everyone who worked worked well, and the next build is a clean one."""
    lines = [line for path in notes.iterdir() for line in path.read_text(encoding="utf-8").splitlines(keepends=True)]
    acknowledged = dict(line.split()[1:3] for line in lines if line.startswith("D ") and line.endswith("\n"))
    outcome.acknowledged = len(acknowledged)
    outcome.reads = sum(line.startswith("R ") for line in lines)
    outcome.wrong += [line.strip() for line in lines if line.startswith("F ")]
    outcome.wrong += apart(partial(_after, settings, acknowledged, folder / "clean"))


def _after(settings: Settings, acknowledged: dict[str, str], clean: Path) -> list[str]:
    wrong = lost(settings, acknowledged) + freeze.damages(settings)
    turn(settings, Status())
    if pending(settings):
        wrong.append("des fichiers attendent encore après le calcul")
    archive, again = Archive(settings), Settings(data=clean)
    for receipt in archive.receipts():
        Archive(again).receive([(receipt.source_file, archive.read(receipt.source_sha256))],
                               datetime.fromisoformat(receipt.received_at))  # fmt: skip
    build(again)
    if digest(settings) != digest(again):
        wrong.append("les chiffres ne sont pas ceux d'un calcul sans panne")
    numbers = [receipt.number for receipt in records(settings)]
    return wrong + (["un numéro a été donné deux fois"] if len(numbers) != len(set(numbers)) else [])


def main() -> int:
    """Prints what was killed and what did not hold."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--builds", type=int, default=100)
    options, begun = parser.parse_args(), time.monotonic()
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as scratch:
        result = chaos(Path(scratch), options.kills, options.builds)
    names = (("depositor", "déposants"), ("builder", "constructeur"), ("reader", "lecteurs"))
    kills = ", ".join(f"{name} {result.kills[role]}" for role, name in names)
    sentence = (
        f"{sum(result.kills.values())} arrêts brutaux ({kills}), {result.builds} calculs achevés, "
        f"{result.reads} lectures, {result.acknowledged} dépôts acquittés, {len(result.wrong)} manquements"
    )
    print(sentence)
    keep("make chaos", "Arrêts brutaux (`kill -9`)", sentence, time.monotonic() - begun)
    for complaint in result.wrong[:20]:
        print(f"  {complaint}")
    return 1 if result.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
