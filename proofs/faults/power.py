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
            given = [file(number) for number in numbers]
            kept = deposit(settings, given, "", EVERYTHING, MOMENT)
            say({f"answer-{count}": {one.number: one.source_sha256 for one in kept}})
            (settings.data.parent / TOLD / f"answer-{count}").touch()
        else:
            builds(settings, say)
    freezes(settings, lambda _: None)
    (settings.data.parent / TOLD / "edition").touch()


def recorded(root: Path, made: World | None) -> tuple[Recorded, Path]:
    """Records a life begun on an existing folder, or on none. Returns it with a copy of how it began."""
    settings = made.copy(root) if made else Settings(data=root / "data")
    (root / TOLD).mkdir(parents=True)
    began = root.with_name(root.name + "-began")
    shutil.copytree(root, began, symlinks=True)
    ended = run(partial(life, settings), str(root))
    if ended.failed:
        raise RuntimeError(str(ended.said))
    answers = {name: told for one in ended.said for name, told in one.items()}
    return Recorded(root, ended.calls, answers, dict(made.acknowledged) if made else {}), began


def cuts(life: Recorded, began: Path, count: int, seed: int) -> Iterator[tuple[int, dict[str, str], Path]]:
    """Cuts the power at `count` moments drawn at random; gives what was acknowledged by then, and what is left."""
    chance = random.Random(seed)
    top = starting(began)
    disk, done = Disk(top, str(life.root)), 0
    left = life.root.with_name(life.root.name + "-left")
    acknowledged = dict(life.acknowledged)
    for moment in sorted(chance.randint(1, len(life.calls)) for _ in range(count)):
        for call in life.calls[done:moment]:
            if call.name == "open" and Path(call.path).parent.name == TOLD:
                acknowledged |= life.answers.get(Path(call.path).name, {"edition": ""})
        disk.follow(life.calls[done:moment])
        done = moment
        shutil.rmtree(left, ignore_errors=True)
        after_cut(top, chance, left)
        yield moment, dict(acknowledged), left


def kept(left: Path, acknowledged: dict[str, str], heal: bool) -> list[str]:
    """What does not hold once the power is back: an acknowledged file, an edition; with `heal`, the next build."""
    settings = Settings(data=left / "data")
    deposits = {number: sha for number, sha in acknowledged.items() if number != "edition"}
    found = lost(settings, deposits)
    if "edition" in acknowledged and not editions(settings):
        found.append("l'édition annoncée n'est pas là")
    found += [f"altéré : {one}" for one in damages(settings) if one.startswith("editions/")]
    with suppress(NoWarehouse):
        digest(settings)
    if heal and not found and Archive(settings).receipts():
        last = turn(settings, Status())
        found += [f"le calcul suivant échoue : {last.error}"] if last.state == "failed" else []
        digest(settings)
    return found


def main() -> int:
    """Prints how many cuts, and how many acknowledged deposits were looked for and lost."""
    given = argparse.ArgumentParser()
    given.add_argument("--cuts", type=int, default=1000)
    given.add_argument("--heal", type=int, default=20, help="one cut in so many is followed by a build")
    options, begun = given.parse_args(), time.monotonic()
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as scratch:
        looked, wrong = survived(Path(scratch), options.cuts, options.heal)
    seen = f"{options.cuts} coupures, {looked} acquittements vérifiés, {wrong} manquements"
    print(seen)
    keep("make chaos", "Coupures de courant simulées", seen, time.monotonic() - begun)
    return 1 if wrong else 0


def survived(scratch: Path, count: int, heal: int, new_only: bool = False) -> tuple[int, int]:
    """Half of the cuts on a folder in use, half on one that begins: answers looked for, cuts that broke one."""
    looked = wrong = done = 0
    folders = (("new", None),) if new_only else (("used", world(scratch)), ("new", None))
    for name, made in folders:
        life, began = recorded(scratch / name, made)
        for moment, acknowledged, left in cuts(life, began, count // len(folders), seed=9):
            done += 1
            looked += len(acknowledged)
            try:
                found = apart(partial(kept, left, acknowledged, bool(heal) and done % heal == 0))
            except RuntimeError as failure:
                found = [f"panne : {failure}"]
            wrong += bool(found)
            for one in found:
                print(f"  {name}, après l'appel {moment} ({life.calls[moment - 1]}) : {one}", flush=True)
    return looked, wrong


if __name__ == "__main__":
    sys.exit(main())
