"""`make faults`: deposit, build, freeze and restore, each broken at each of its system calls, in each way.

Usage: python tests/faults/everywhere.py [--every N] [--jobs N] [--only ACTION]"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

from proofs import keep

from faults.calls import NEEDS_ROOM, WRITING, Call
from faults.scenarios import ACTIONS, World, violations, world
from faults.tracing import AFTER, BEFORE, FULL, TORN, Ended, Fault, apart, run


def faults(calls: list[Call], every: int = 1) -> list[Fault]:
    """Every way to break each of these changes, or one in `every`: a write alone is torn, room alone runs out."""
    found = [
        Fault(number, how)
        for number, call in enumerate(calls, start=1)
        for how, among in ((BEFORE, None), (TORN, WRITING), (AFTER, None), (FULL, NEEDS_ROOM))
        if among is None or call.name in among
    ]
    return found[:: max(1, every)]


def changes(action: str, made: World, root: Path) -> list[Call]:
    """What the action changes when nothing breaks."""
    settings = made.copy(root)
    ended = run(partial(ACTIONS[action], settings), str(root))
    if ended.failed:
        raise RuntimeError(f"{action}: {ended.said}")
    return ended.calls


def broken(action: str, made: World, root: Path, fault: Fault) -> tuple[Ended, list[str]]:
    """The action with one fault, and what does not hold afterwards."""
    settings = made.copy(root)
    ended = run(partial(ACTIONS[action], settings), str(root), fault)
    return ended, violations(action, made, settings, ended.said)


def _each(action: str, made: World, folder: Path, chosen: list[Fault], worker: int) -> list[tuple[Fault, str, list]]:
    """The faults of one worker, one after the other, in a process of its own."""
    root, found = folder / f"{action}-{worker}", []
    for fault in chosen:
        ended, wrong = broken(action, made, root, fault)
        found.append((fault, str(ended.calls[-1]).replace(str(root), "") if ended.calls else "", wrong))
        for one in wrong:
            print(f"  {action}, appel {fault.number} {fault.how} ({found[-1][1]}) : {one}", flush=True)
    return found


def everywhere(action: str, made: World, folder: Path, every: int, jobs: int) -> Iterator[tuple[Fault, str, list]]:
    """Breaks the action at each of its changes."""
    calls = changes(action, made, folder / f"{action}-whole")
    chosen = faults(calls, every)
    print(f"{action} : {len(calls)} appels, {len(chosen)} fautes", flush=True)
    with ThreadPoolExecutor(jobs) as pool:
        parts = [partial(_each, action, made, folder, chosen[worker::jobs], worker) for worker in range(jobs)]
        for part in pool.map(apart, parts):
            yield from part


def main() -> int:
    """Prints what was broken, how, and what did not hold."""
    given = argparse.ArgumentParser()
    given.add_argument("--every", type=int, default=1)
    given.add_argument("--jobs", type=int, default=2)
    given.add_argument("--only", choices=list(ACTIONS))
    options, begun, wrong = given.parse_args(), time.monotonic(), 0
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as scratch:
        made = world(Path(scratch))
        for action in [options.only] if options.only else ACTIONS:
            found = list(everywhere(action, made, Path(scratch), options.every, options.jobs))
            ways = Counter(fault.how for fault, _, _ in found)
            bad = sum(bool(one) for _, _, one in found)
            wrong += bad
            told = ", ".join(f"{how} {count}" for how, count in ways.items())
            seen = f"{len(found)} fautes ({told}), {bad} manquements"
            print(f"{action} : {seen}", flush=True)
            asked = f", une sur {options.every}" if options.every > 1 else ""
            keep("make faults", f"{action.capitalize()}, à chaque appel système{asked}", seen, time.monotonic() - begun)
            begun = time.monotonic()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
