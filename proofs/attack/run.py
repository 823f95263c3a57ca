"""`make attack`: what one account or nobody may try on a server behind its portal, while others read pages.

Usage: python proofs/attack/run.py [--only NAME…] [--root FOLDER] [--data FOLDER] [--scale 1.0]"""

from __future__ import annotations

import argparse
import logging
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
sys.path.append(str(Path(__file__).resolve().parents[2] / "tests" / "support"))

from attack.attempts import ATTEMPTS, Attempt, named
from attack.openid import OPENID, identified
from attack.world import Nobody, Others, World, p95, served
from front_nginx import NGINX, OPENSSL
from proof_table import keep
from screenshots import demonstrate

from pipelines.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 600  # megabytes
GROWN = 50  # megabytes: what an attempt before took and never gave back is not its fault
PATIENCE = 2.0  # seconds: the 95th centile of the others' pages
LOG = 20_000  # characters of what a server said, where something did not hold
SLOWER = 3.0  # times what it is when nothing is tried, on a machine that is slower than that by itself


@dataclass(frozen=True)
class AttemptResult:
    """One attempt: whether it was held, what was seen, the others' pages meanwhile, the memory of the server."""

    attempt: Attempt
    held: bool
    detail: str
    others: float
    memory: int
    why: str = ""

    def line(self) -> str:
        """Its line of the table."""
        seconds = f"{self.others:.2f} s".replace(".", ",")
        verdict = "tenu" if self.held else f"NON TENU ({self.why})"
        return f"| {self.attempt.tried} | {verdict} : {self.detail} | {seconds} | {self.memory} Mo |"


def tried(world: World, others: Others | Nobody, attempt: Attempt, scale: float, patience: float) -> AttemptResult:
    """Makes an attempt, and judges it."""
    already = world.begin()
    before, wrong = len(others.times), len(others.wrong)
    try:
        held, detail = attempt.make(world, scale)
    except Exception as failure:  # whatever happens there is part of what is told
        held, detail = False, f"{type(failure).__name__} : {failure}"[:120]
    times, memory = others.since(before), world.peak()
    world.leave()
    faults = [] if held else ["ce qui est tenté passe"]
    if p95(times) > patience:
        faults.append("les autres attendent")
    if memory > MEMORY and memory > already + GROWN:
        faults.append("mémoire")
    if others.wrong[wrong:]:
        faults.append(f"pages des autres : {others.wrong[wrong]}")
    return AttemptResult(attempt, not faults, detail, p95(times), memory, ", ".join(faults))


def attack(
    root: Path, data: Path | None, scratch: Path, names: list[str], scale: float, read: bool = True
) -> list[AttemptResult]:
    """Every attempt, one after the other, on one server behind a portal, then on two processes behind nginx where a
    provider identifies people; others `read` pages meanwhile, or nobody does."""
    scratch.mkdir(exist_ok=True)
    settings = Settings(data=scratch / "data")
    if data is None:
        demonstrate(scratch)
    else:
        shutil.copytree(data, settings.data, symlinks=True)
    outcomes = []
    if attempts := named(ATTEMPTS, names):
        with served(root, settings, scratch) as world:
            outcomes += each(world, attempts, scale, read, "derrière un portail")
    if attempts := named(OPENID, names):
        if NGINX is None or OPENSSL is None:
            raise SystemExit("Les essais par OpenID Connect demandent nginx (souvent dans /usr/sbin) et openssl.")
        with identified(root, settings, scratch) as world:
            outcomes += each(world, attempts, scale, read, "par OpenID Connect, derrière nginx, deux processus")
    return outcomes


def each(world: World, attempts: list[Attempt], scale: float, read: bool, where: str) -> list[AttemptResult]:
    """Every attempt on one server, printed as they are seen."""
    others = Others(world) if read else Nobody()
    others.since(0)  # the first pages of a server are slow
    quiet = p95(others.since(len(others.times)))
    patience = max(PATIENCE, SLOWER * quiet)
    seconds = f"{quiet:.2f}".replace(".", ",")
    print(f"\nServeur {where}. Les pages des autres, quand rien n'est tenté : {seconds} s.\n")
    print("| Essayé | Tenu | Pages des autres (p95) | Mémoire du web |\n| --- | --- | --- | --- |", flush=True)
    outcomes = []
    for attempt in attempts:
        outcomes.append(tried(world, others, attempt, scale, patience))
        print(outcomes[-1].line(), flush=True)
    others.end()
    return outcomes


def main() -> int:
    """Prints the table; fails where something did not hold."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--scale", type=float, default=1.0)
    options, begun = parser.parse_args(), time.monotonic()
    logging.getLogger("websockets").setLevel(logging.CRITICAL)  # a tab that is made to wait is no news
    with tempfile.TemporaryDirectory() as scratch:
        outcomes = attack(options.root, options.data, Path(scratch), options.only, options.scale)
        if not all(outcome.held for outcome in outcomes):  # what the servers said of it goes with the folder
            for log in sorted(Path(scratch).rglob("serveur-*.log")):
                print(f"\n{log.name}\n{log.read_text(encoding='utf-8', errors='replace')[-LOG:]}")
    lost, spent = [outcome for outcome in outcomes if not outcome.held], time.monotonic() - begun
    most, slowest = max(outcome.memory for outcome in outcomes), max(outcome.others for outcome in outcomes)
    sentence = (
        f"{len(outcomes)} essais, {len(outcomes) - len(lost)} tenus ; pages des autres : {slowest:.2f} s au plus (p95)"
        f" ; mémoire du web : {most} Mo au plus"
    ).replace(".", ",")
    print(f"\n{sentence}.")
    if not options.only and options.root == ROOT and options.scale == 1.0:
        keep("make attack", "Un compte hostile parmi d'autres", sentence, spent)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
