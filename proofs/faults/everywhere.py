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
    faults_of_calls = [
        Fault(number, how)
        for number in numbers
        for how, among in ((BEFORE, None), (TORN, WRITING), (AFTER, None), (FULL, NEEDS_ROOM))
        if among is None or calls[number - 1].name in among
    ]
    return faults_of_calls[:: max(1, every)]


def told_apart(calls: list[Call]) -> list[int]:
    """The numbers of the first, the middle and the last of each run of changes that are alike."""
    numbers_apart = set[int]()
    for _, run_of in groupby(enumerate(calls, start=1), key=lambda numbered: (numbered[1].name, numbered[1].path)):
        numbers = [number for number, _ in run_of]
        numbers_apart |= {numbers[0], numbers[len(numbers) // 2], numbers[-1]}
    return sorted(numbers_apart)


def changes(action: str, world: World, root: Path) -> list[Call]:
    """What the action changes when nothing breaks."""
    settings = world.copy(root)
    ended = run(partial(ACTIONS[action], settings), str(root))
    if ended.failed:
        raise RuntimeError(f"{action}: {ended.said}")
    return ended.calls


def broken(action: str, world: World, root: Path, fault: Fault) -> tuple[Ended, list[str]]:
    """The action with one fault, and what does not hold afterwards."""
    settings = world.copy(root)
    ended = run(partial(ACTIONS[action], settings), str(root), fault)
    return ended, violations(action, world, settings, ended.said)


def reached(ended: Ended, fault: Fault) -> bool:
    """Whether the action came to the change that was to break: the engine does not always write as many pages."""
    return ended.killed or (fault.how == FULL and len(ended.calls) >= fault.number)


def _each(action: str, world: World, folder: Path, chosen: list[Fault], worker: int) -> list[tuple[Fault, str, list]]:
    """The faults of one worker, one after the other, in a process of its own."""
    root, answers = folder / f"{action}-{worker}", []
    for fault in chosen:
        ended, wrong = broken(action, world, root, fault)
        call = str(ended.calls[-1]).replace(str(root), "") if reached(ended, fault) else ""
        answers.append((fault, call, wrong))
        for complaint in wrong:
            print(f"  {action}, appel {fault.number} {fault.how} ({answers[-1][1]}) : {complaint}", flush=True)
    return answers


def everywhere(action: str, world: World, folder: Path, chosen: Choice, jobs: int) -> Iterator[tuple[Fault, str, list]]:
    """Breaks the action at each of its changes."""
    calls = changes(action, world, folder / f"{action}-whole")
    drawn = chosen(calls)
    print(f"{action} : {len(calls)} appels, {len(drawn)} fautes", flush=True)
    with ThreadPoolExecutor(jobs) as pool:
        parts = [partial(_each, action, world, folder, drawn[worker::jobs], worker) for worker in range(jobs)]
        for part in pool.map(apart, parts):
            yield from part


def main() -> int:
    """Prints what was broken, how, and what did not hold."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--alike", action="store_true", help="trois seulement d'une suite de changements semblables")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", choices=list(ACTIONS))
    options, begun, wrong = parser.parse_args(), time.monotonic(), 0
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as scratch:
        start = world(Path(scratch))
        for action in [options.only] if options.only else ACTIONS:
            chosen = partial(faults, every=options.every, alike=options.alike)
            answers = list(everywhere(action, start, Path(scratch), chosen, options.jobs))
            ways = Counter(fault.how for fault, _, _ in answers)
            bad = sum(bool(complaints) for _, _, complaints in answers)
            wrong += bad
            late = sum(not call for _, call, _ in answers)
            ways_in_words = ", ".join(f"{how} {count}" for how, count in ways.items())
            ways_in_words += f", dont {late} venues trop tard" if late else ""
            result = f"{len(answers)} fautes ({ways_in_words}), {bad} manquements"
            print(f"{action} : {result}", flush=True)
            sampling = f", une sur {options.every}" if options.every > 1 else ""
            sampling += ", trois par suite d'appels semblables" if options.alike else ""
            keep(
                "make faults",
                f"{action.capitalize()}, à chaque appel système{sampling}",
                result,
                time.monotonic() - begun,
            )
            begun = time.monotonic()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
