"""`make soak`: fifty people on one server for as long as asked, a build every minute; memory must not grow.

Usage: python proofs/soak.py [--length SECONDS] [--people 50]"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "support"))
sys.path.append(str(Path(__file__).resolve().parents[1] / "bench"))

from bench_sessions import ACTIONS, THINKING
from browsing import serving
from proof_table import keep
from reports import Report
from screenshots import demonstrate
from wire import Session

from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build

EVERY, LOOK = 60.0, 5.0
MOST = 0.05


def memory(data: Path) -> int:
    """The resident memory, in kB, of the server that shows a data folder."""
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            command = (status.parent / "cmdline").read_bytes()
            told = (status.parent / "environ").read_bytes()
            if b"dashboard.serve" in command and f"PILOTAGE_DATA={data}\0".encode() in told:
                lines = status.read_text().splitlines()
                return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
        except (OSError, StopIteration):
            continue
    raise RuntimeError("no server is at work")


def builds(settings: Settings, ended: threading.Event) -> int:
    """One more report and a build, every minute. Returns how many."""
    done = 0
    while not ended.wait(min(EVERY, 15.0) if done == 0 else EVERY):
        made = Report("DEPT-59", rows={"O04-1": (700 + done % 100, 1000)}, version=100 + done)
        Archive(settings).receive([(f"{done}.xlsx", made.xlsx())])
        build(settings)
        done += 1
    return done


def person(address: str, number: int, ended: threading.Event) -> tuple[int, list[str]]:
    """Acts, thinks, opens a new tab now and then. Returns how many runs, and those that went wrong."""
    chance, runs, wrong = random.Random(number), 0, []
    while not ended.is_set():
        try:
            with Session(address) as tab:
                for _ in range(20):
                    if ended.wait(chance.uniform(*THINKING)):
                        break
                    page, codes = chance.choice(ACTIONS)
                    shown = tab.open(page, **codes)
                    runs += 1
                    if shown.status != 0 or "n'a pas pu être affichée" in shown.text():
                        wrong.append(f"{page} {codes} : {shown.status}")
        except Exception as failure:
            wrong.append(f"{type(failure).__name__}: {failure}")
    return runs, wrong


def main() -> int:
    """Prints the memory after the warm-up (a fifth of the time) and at the end, and every error."""
    given = argparse.ArgumentParser()
    given.add_argument("--length", type=float, default=3600.0)
    given.add_argument("--people", type=int, default=50)
    options, ended = given.parse_args(), threading.Event()
    with tempfile.TemporaryDirectory() as scratch:
        settings = demonstrate(Path(scratch))
        with serving(settings.data, Path(scratch)) as address, ThreadPoolExecutor(options.people + 1) as pool:
            builder = pool.submit(builds, settings, ended)
            people = [pool.submit(person, address, number, ended) for number in range(options.people)]
            seen = watched(settings.data, options.length)
            ended.set()
            done = [one.result() for one in people]
            built = builder.result()
    return told(options, seen, built, done)


def watched(data: Path, length: float) -> list[int]:
    """The memory every few seconds, for as long as asked; said once a minute, so that a long run can be followed."""
    seen, end = [], time.monotonic() + length
    while time.monotonic() < end:
        time.sleep(LOOK)
        seen.append(memory(data))
        if len(seen) % int(EVERY / LOOK) == 0:
            print(f"{len(seen) * LOOK / 60:.0f} min : {seen[-1] / 1024:.0f} Mo", flush=True)
    return seen


def told(options: argparse.Namespace, seen: list[int], built: int, done: list[tuple[int, list[str]]]) -> int:
    """Compares the lowest points of two stretches: between two collections, memory goes up and down."""
    warm, fifth = seen[len(seen) // 5 : 2 * len(seen) // 5], max(1, len(seen) // 5)
    before, after = min(warm or seen), min(seen[-fifth:])
    wrong = [one for _, errors in done for one in errors]
    growth = after / before - 1
    sentence = (
        f"{options.people} personnes, {sum(runs for runs, _ in done)} pages, {built} calculs, {len(wrong)} erreurs, "
        f"mémoire {before / 1024:.0f} Mo après la mise en route, {after / 1024:.0f} Mo à la fin "
        f"({growth * 100:+.1f} %)".replace(".", ",")
    )
    print(sentence)
    for one in wrong[:10]:
        print(f"  {one}")
    keep("make soak", f"Endurance, {options.length:.0f} s", sentence, options.length)
    return 1 if wrong or growth >= MOST else 0


if __name__ == "__main__":
    sys.exit(main())
