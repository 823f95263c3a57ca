"""`make faults`: deposit, build, freeze and restore, each broken at each of its system calls, in each way.

Usage: python proofs/faults/everywhere.py [--every N | --alike] [--jobs N] [--only ACTION]"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import groupby
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
sys.path.append(str(Path(__file__).resolve().parents[2] / "tests" / "support"))

from proof_table import keep

from faults.calls import NEEDS_ROOM, WRITING, Call
from faults.scenarios import ACTIONS, World, violations, world
from faults.tracing import AFTER, BEFORE, FULL, TORN, Ended, Fault, apart, run

Choice = Callable[[list[Call]], list[Fault]]


def faults(calls: list[Call], every: int = 1, alike: bool = False) -> list[Fault]:
    """Every way to break each of these changes, or one in `every`: a write alone is torn, room alone runs out.

    `alike`: of changes of one kind to one file that follow each other (the pages of a draft, by the hundred), the
    first, one in the middle and the last."""
    numbers = told_apart(calls) if alike else range(1, len(calls) + 1)
    found = [
        Fault(number, how)
        for number in numbers
        for how, among in ((BEFORE, None), (TORN, WRITING), (AFTER, None), (FULL, NEEDS_ROOM))
        if among is None or calls[number - 1].name in among
    ]
    return found[:: max(1, every)]


def told_apart(calls: list[Call]) -> list[int]:
    """The numbers of the first, the middle and the last of each run of changes that are alike."""
    found = set[int]()
    for _, run_of in groupby(enumerate(calls, start=1), key=lambda one: (one[1].name, one[1].path)):
        numbers = [number for number, _ in run_of]
        found |= {numbers[0], numbers[len(numbers) // 2], numbers[-1]}
    return sorted(found)


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


def reached(ended: Ended, fault: Fault) -> bool:
    """Whether the action came to the change that was to break: the engine does not always write as many pages."""
    return ended.killed or (fault.how == FULL and len(ended.calls) >= fault.number)


def _each(action: str, made: World, folder: Path, chosen: list[Fault], worker: int) -> list[tuple[Fault, str, list]]:
    """The faults of one worker, one after the other, in a process of its own."""
    root, found = folder / f"{action}-{worker}", []
    for fault in chosen:
        ended, wrong = broken(action, made, root, fault)
        call = str(ended.calls[-1]).replace(str(root), "") if reached(ended, fault) else ""
        found.append((fault, call, wrong))
        for one in wrong:
            print(f"  {action}, appel {fault.number} {fault.how} ({found[-1][1]}) : {one}", flush=True)
    return found


def everywhere(action: str, made: World, folder: Path, chosen: Choice, jobs: int) -> Iterator[tuple[Fault, str, list]]:
    """Breaks the action at each of its changes."""
    calls = changes(action, made, folder / f"{action}-whole")
    drawn = chosen(calls)
    print(f"{action} : {len(calls)} appels, {len(drawn)} fautes", flush=True)
    with ThreadPoolExecutor(jobs) as pool:
        parts = [partial(_each, action, made, folder, drawn[worker::jobs], worker) for worker in range(jobs)]
        for part in pool.map(apart, parts):
            yield from part


def main() -> int:
    """Prints what was broken, how, and what did not hold."""
    given = argparse.ArgumentParser()
    given.add_argument("--every", type=int, default=1)
    given.add_argument("--alike", action="store_true", help="trois seulement d'une suite de changements semblables")
    given.add_argument("--jobs", type=int, default=2)
    given.add_argument("--only", choices=list(ACTIONS))
    options, begun, wrong = given.parse_args(), time.monotonic(), 0
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as scratch:
        made = world(Path(scratch))
        for action in [options.only] if options.only else ACTIONS:
            chosen = partial(faults, every=options.every, alike=options.alike)
            found = list(everywhere(action, made, Path(scratch), chosen, options.jobs))
            ways = Counter(fault.how for fault, _, _ in found)
            bad = sum(bool(one) for _, _, one in found)
            wrong += bad
            late = sum(not call for _, call, _ in found)
            told = ", ".join(f"{how} {count}" for how, count in ways.items())
            told += f", dont {late} venues trop tard" if late else ""
            seen = f"{len(found)} fautes ({told}), {bad} manquements"
            print(f"{action} : {seen}", flush=True)
            asked = f", une sur {options.every}" if options.every > 1 else ""
            asked += ", trois par suite d'appels semblables" if options.alike else ""
            keep("make faults", f"{action.capitalize()}, à chaque appel système{asked}", seen, time.monotonic() - begun)
            begun = time.monotonic()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
