"""`make soak`: fifty people on one server for as long as asked, a build every minute; memory must not grow.

Usage: python proofs/soak.py [--length SECONDS] [--people 50] [--hostile]: with `--hostile` they come through a portal,
and one more account does what `make attack` tries, over and over; the others' pages stay under two seconds."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "support"))
sys.path.append(str(Path(__file__).resolve().parents[1] / "bench"))

from attack.attempts import REPEATED
from attack.world import RIGHTS, World, p95
from bench_sessions import ACTIONS, THINKING
from browsing import serving
from peaks import memory_of, server_of
from portal import behind_portal, give_rights, headers
from proof_table import keep
from reports import Report
from screenshots import demonstrate
from wire import Headers, Session

from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build

EVERY, LOOK = 60.0, 5.0
MOST, SLOWEST = 0.05, 2.0  # growth of the memory; seconds, 95 of a hundred pages of ordinary people
WARM = 600.0  # seconds: a server that started less long ago is still loading what its pages need
PERSON = "personne-{}@exemple.fr"


def builds(settings: Settings, ended: threading.Event) -> int:
    """One more report and a build, every minute. Returns how many."""
    done = 0
    while not ended.wait(min(EVERY, 15.0) if done == 0 else EVERY):
        report = Report("DEPT-59", rows={"O04-1": (700 + done % 100, 1000)}, version=100 + done)
        Archive(settings).receive([(f"{done}.xlsx", report.xlsx())])
        build(settings)
        done += 1
    return done


@dataclass
class Visits:
    """What one person saw: how long each page took, and what went wrong."""

    times: list[float]
    wrong: list[str]


def person(address: str, account_headers: Headers, number: int, ended: threading.Event) -> Visits:
    """Acts, thinks, opens a new tab now and then."""
    chance, visits = random.Random(number), Visits([], [])
    while not ended.is_set():
        try:
            with Session(address, account_headers) as tab:
                for _ in range(20):
                    if ended.wait(chance.uniform(*THINKING)):
                        break
                    page, codes = chance.choice(ACTIONS)
                    begun = time.monotonic()
                    answer = tab.open(page, **codes)
                    visits.times.append(time.monotonic() - begun)
                    if answer.status != 0 or "n'a pas pu être affichée" in answer.text():
                        visits.wrong.append(f"{page} {codes} : {answer.status}")
        except Exception as failure:
            visits.wrong.append(f"{type(failure).__name__}: {failure}")
    return visits


def hostile(world: World, ended: threading.Event) -> tuple[int, list[str]]:
    """Does its worst, one kind after the other, until the end. Returns how many times, and what was not held."""
    done, passed = 0, []
    while not ended.is_set():
        attempt = REPEATED[done % len(REPEATED)]
        with suppress(Exception):  # what it meets is its own affair
            outcome_held, detail = attempt.make(world, 0.5)
            if not outcome_held:
                passed.append(f"{attempt.tried} : {detail}")
        world.leave()
        world.number = 0  # one account, for the whole length
        done += 1
    return done, passed


@contextmanager
def opened(
    settings: Settings, scratch: Path, options: argparse.Namespace
) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """The server, and what the browser of each person says of them: nothing on a machine without a portal."""
    if not options.hostile:
        with serving(settings.data, scratch) as address:
            yield address, [{} for _ in range(options.people)]
        return
    accounts = [PERSON.format(number) for number in range(options.people)]
    give_rights(settings, *((account, "national", "NAT-FR") for account in accounts), *RIGHTS)
    with behind_portal(settings, scratch) as address:
        yield address, [headers(account) for account in accounts]


def main() -> int:
    """Prints the memory after the warm-up (a fifth of the time) and at the end, and every error."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--length", type=float, default=3600.0)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--hostile", action="store_true")
    options, ended = parser.parse_args(), threading.Event()
    with tempfile.TemporaryDirectory() as scratch:
        settings = demonstrate(Path(scratch))
        opening = opened(settings, Path(scratch), options)
        with opening as (address, people), ThreadPoolExecutor(options.people + 2) as pool:
            builder = pool.submit(builds, settings, ended)
            acting = [
                pool.submit(person, address, headers_of_account, number, ended)
                for number, headers_of_account in enumerate(people)
            ]
            worst = None
            if options.hostile:
                worst = pool.submit(hostile, World(address, [server_of(settings.data)], settings), ended)
            memory = watched(settings.data, options.length)
            ended.set()
            done = [future.result() for future in acting]
            built, (attempts, passed) = builder.result(), worst.result() if worst else (0, [])
            done.append(Visits([], passed))
    return told(options, memory, built, attempts, done)


def watched(data: Path, length: float) -> list[int]:
    """The memory every few seconds, for as long as asked; said once a minute, so that a long run can be followed."""
    kilobytes, end = [], time.monotonic() + length
    while time.monotonic() < end:
        time.sleep(LOOK)
        kilobytes.append(memory_of(server_of(data)))
        if len(kilobytes) % int(EVERY / LOOK) == 0:
            print(f"{len(kilobytes) * LOOK / 60:.0f} min : {kilobytes[-1] / 1024:.0f} Mo", flush=True)
    return kilobytes


def told(options: argparse.Namespace, memory: list[int], built: int, attempts: int, done: list[Visits]) -> int:
    """Compares the lowest points of two stretches: between two collections, memory goes up and down."""
    warm, fifth = memory[len(memory) // 5 : 2 * len(memory) // 5], max(1, len(memory) // 5)
    before, after = min(warm or memory), min(memory[-fifth:])
    wrong, times = (
        [complaint for each in done for complaint in each.wrong],
        [complaint for each in done for complaint in each.times],
    )
    growth, slow = after / before - 1, p95(times)
    sentence = (
        f"{options.people} personnes, {len(times)} pages ({slow:.2f} s au 95e centile), {built} calculs, "
        + (f"{attempts} essais d'un compte hostile, " if options.hostile else "")
        + f"{len(wrong)} erreurs, mémoire {before / 1024:.0f} Mo après la mise en route, "
        f"{after / 1024:.0f} Mo à la fin ({growth * 100:+.1f} %)"
    ).replace(".", ",")
    print(sentence)
    for complaint in wrong[:10]:
        print(f"  {complaint}")
    command = "make soak HOSTILE=1" if options.hostile else "make soak"
    keep(command, f"Endurance, {options.length:.0f} s", sentence, options.length)
    grows = growth >= MOST
    if grows and options.length < WARM:
        print("La mémoire n'est pas jugée : avant dix minutes, le serveur charge encore ce que ses pages demandent.")
        grows = False
    return 1 if wrong or grows or (options.hostile and slow > SLOWEST) else 0


if __name__ == "__main__":
    sys.exit(main())
