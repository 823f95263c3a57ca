"""Power cuts: what deposits, builds and a freeze did to the disk is recorded once, then cut again and again.

Usage: python proofs/faults/power.py [--cuts 1000] [--heal 20]"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1]))
sys.path.append(str(Path(__file__).resolve().parents[2] / "tests" / "support"))

from proof_table import keep

from faults.calls import Call
from faults.model import Disk, after_cut, starting
from faults.scenarios import MOMENT, World, builds, digest, file, freezes, lost, world
from faults.tracing import apart, run
from pipelines.access.rights import EVERYTHING
from pipelines.deposits.deposit import deposit
from pipelines.errors import NoWarehouse
from pipelines.releases.freeze import damages, editions
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.worker import Status, turn

TOLD = "acknowledged"  # beside the data: a name made there tells that a command answered
LAST, TIMES = 8, 6  # the last calls give an edition its name: moments drawn among thousands would seldom be theirs


@dataclass
class Recorded:
    """What was done from a starting state, change by change, and what each answer acknowledged."""

    root: Path
    calls: list[Call]
    answers: dict[str, dict[str, str]]  # name made under TOLD → what was acknowledged then
    acknowledged: dict[str, str]  # before the first change


def life(settings: Settings, say: Any) -> None:
    """Deposits, one of two files at once, builds between them, and an edition."""
    for count, numbers in enumerate(((3,), (4, 5), (), (6,), ())):
        if numbers:
            files = [file(number) for number in numbers]
            receipts = deposit(settings, files, "", EVERYTHING, MOMENT)
            say({f"answer-{count}": {receipt.number: receipt.source_sha256 for receipt in receipts}})
            (settings.data.parent / TOLD / f"answer-{count}").touch()
        else:
            builds(settings, say)
    freezes(settings, lambda _: None)
    (settings.data.parent / TOLD / "edition").touch()


def recorded(root: Path, world: World | None) -> tuple[Recorded, Path]:
    """Records a life begun on an existing folder, or on none. Returns it with a copy of how it began."""
    settings = world.copy(root) if world else Settings(data=root / "data")
    (root / TOLD).mkdir(parents=True)
    began = root.with_name(root.name + "-began")
    shutil.copytree(root, began, symlinks=True)
    ended = run(partial(life, settings), str(root))
    if ended.failed:
        raise RuntimeError(str(ended.said))
    answers = {name: acknowledged for line in ended.said for name, acknowledged in line.items()}
    return Recorded(root, ended.calls, answers, dict(world.acknowledged) if world else {}), began


def cuts(life: Recorded, began: Path, count: int, seed: int) -> Iterator[tuple[int, dict[str, str], Path]]:
    """Cuts the power at `count` moments drawn at random, and some times after each of the last calls; gives what was
    acknowledged by then, and what is left."""
    chance = random.Random(seed)
    top = starting(began)
    disk, done = Disk(top, str(life.root)), 0
    remains = life.root.with_name(life.root.name + "-left")
    acknowledged = dict(life.acknowledged)
    drawn = [chance.randint(1, len(life.calls)) for _ in range(count)]
    for moment in sorted([*drawn, *[len(life.calls) - back for back in range(LAST)] * TIMES]):
        for call in life.calls[done:moment]:
            if call.name == "open" and Path(call.path).parent.name == TOLD:
                acknowledged |= life.answers.get(Path(call.path).name, {"edition": ""})
        disk.follow(life.calls[done:moment])
        done = moment
        shutil.rmtree(remains, ignore_errors=True)
        after_cut(top, chance, remains)
        yield moment, dict(acknowledged), remains


def kept(remains: Path, acknowledged: dict[str, str], heal: bool) -> list[str]:
    """What does not hold once the power is back: an acknowledged file, an edition; with `heal`, the next build."""
    settings = Settings(data=remains / "data")
    deposits = {number: sha for number, sha in acknowledged.items() if number != "edition"}
    complaints = lost(settings, deposits)
    if "edition" in acknowledged and not editions(settings):
        complaints.append("l'édition annoncée n'est pas là")
    complaints += [f"altéré : {damage}" for damage in damages(settings) if damage.startswith("editions/")]
    with suppress(NoWarehouse):
        digest(settings)
    if heal and not complaints and Archive(settings).receipts():
        last = turn(settings, Status())
        complaints += [f"le calcul suivant échoue : {last.error}"] if last.state == "failed" else []
        digest(settings)
    return complaints


def main() -> int:
    """Prints how many cuts, and how many acknowledged deposits were looked for and lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cuts", type=int, default=1000)
    parser.add_argument("--heal", type=int, default=20, help="one cut in so many is followed by a build")
    options, begun = parser.parse_args(), time.monotonic()
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as scratch:
        done, looked, wrong = survived(Path(scratch), options.cuts, options.heal)
    result = f"{done} coupures, {looked} acquittements vérifiés, {wrong} manquements"
    print(result)
    keep("make chaos", "Coupures de courant simulées", result, time.monotonic() - begun)
    return 1 if wrong else 0


def survived(scratch: Path, count: int, heal: int, new_only: bool = False) -> tuple[int, int, int]:
    """Half of the cuts on a folder in use, half on one that begins: cuts, answers looked for, cuts that broke one."""
    looked = wrong = done = 0
    folders = (("new", None),) if new_only else (("used", world(scratch)), ("new", None))
    for name, start in folders:
        life, began = recorded(scratch / name, start)
        for moment, acknowledged, remains in cuts(life, began, count // len(folders), seed=9):
            done += 1
            looked += len(acknowledged)
            try:
                complaints = apart(partial(kept, remains, acknowledged, bool(heal) and done % heal == 0))
            except RuntimeError as failure:
                complaints = [f"panne : {failure}"]
            wrong += bool(complaints)
            for complaint in complaints:
                print(f"  {name}, après l'appel {moment} ({life.calls[moment - 1]}) : {complaint}", flush=True)
    return done, looked, wrong


if __name__ == "__main__":
    sys.exit(main())
