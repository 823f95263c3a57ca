"""What is broken at each of its system calls, deposit, build, freeze and restore, and what must hold afterwards."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from reports import Report

from faults.tracing import apart
from pipelines.access.rights import EVERYTHING
from pipelines.backup.backup import backup
from pipelines.backup.restore import restore
from pipelines.deposits.deposit import deposit
from pipelines.errors import BackupError, NoWarehouse
from pipelines.releases import freeze
from pipelines.settings import Settings
from pipelines.store import audit_chain, deposit_log
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build
from pipelines.warehouse.builds import read
from pipelines.warehouse.worker import Status, turn

MOMENT = datetime(2026, 7, 1, 8, tzinfo=UTC)
CAMPAIGN, EDITION = "2025-2026", "Comité de juillet 2026"
Say = Callable[[Any], None]


def file(number: int) -> tuple[str, bytes]:
    """The n-th report: the same bytes for the same number."""
    code = ("DEPT-59", "DEPT-62", "DEPT-80", "REG-32")[number % 4]
    version = number // 4 + 1
    made = Report(code, rows={"O04-1": (500 + number, 1000), "O16-1": (number, 90)}, version=version)
    return f"{code}_{version}.xlsx", made.xlsx()


@dataclass
class World:
    """A data folder before the fault, kept as it is; what was acknowledged in it; which digests it may show after."""

    kept: Path
    acknowledged: dict[str, str] = field(default_factory=dict)  # number of the deposit → its content
    before: str = ""
    counted: dict[int, str] = field(default_factory=dict)  # number of receipts → digest of a clean build of them

    def copy(self, root: Path) -> Settings:
        """A data folder of one's own to break; published builds are shared, nobody ever writes to them."""
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.kept, root, symlinks=True, copy_function=_copied)
        return Settings(data=root / "data")


def _copied(source: str, target: str) -> None:
    if source.endswith(".duckdb") and not Path(source).is_symlink():
        os.link(source, target)
    else:
        shutil.copy2(source, target, follow_symlinks=False)


def world(folder: Path) -> World:
    """Two reports counted and a third deposited since, an edition's worth of figures, and a backup."""
    made = World(folder / "kept")
    apart(partial(_fill, Settings(data=made.kept / "data"), (0, 1)))
    made.before = apart(partial(digest, Settings(data=made.kept / "data")))
    made.counted[2] = made.before
    apart(partial(_give, Settings(data=made.kept / "data"), 2))
    for count in (3, 4):
        clean = Settings(data=folder / f"clean-{count}")
        apart(partial(_fill, clean, range(count)))
        made.counted[count] = apart(partial(digest, clean))
    apart(lambda: backup(Settings(data=made.kept / "data"), made.kept / "backup.tar", now=MOMENT))
    made.acknowledged = apart(partial(_numbers, Settings(data=made.kept / "data")))
    return made


def _fill(settings: Settings, numbers: Any) -> None:
    for number in numbers:
        _give(settings, number)
    build(settings)


def _give(settings: Settings, number: int) -> dict[str, str]:
    [kept] = deposit(settings, [file(number)], "", EVERYTHING, MOMENT)
    return {kept.number: kept.source_sha256}


def _numbers(settings: Settings) -> dict[str, str]:
    return {one.number: one.source_sha256 for one in deposit_log.records(settings)}


def digest(settings: Settings) -> str:
    """The digest of the figures that a reader sees now."""
    [found] = read(settings, "select content_digest from marts.build")["content_digest"].to_pylist()
    return found


# What is broken. Each says what it acknowledged, and nothing before that.


def deposits(settings: Settings, say: Say) -> None:
    """One more report is deposited."""
    say(_give(settings, 3))


def builds(settings: Settings, _say: Say) -> None:
    """The report that waits is counted."""
    build(settings)


def freezes(settings: Settings, say: Say) -> None:
    """An edition is frozen."""
    sentences = {one["key"]: "assumé" for one in freeze.reserves(settings, CAMPAIGN)}
    say({"edition": freeze.freeze(settings, EDITION, CAMPAIGN, sentences, now=MOMENT).slug})


def restores(settings: Settings, say: Say) -> None:
    """A backup is restored beside."""
    restore(Settings(data=settings.data.parent / "restored"), settings.data.parent / "backup.tar")
    say({"restored": ""})


ACTIONS: dict[str, Callable[[Settings, Say], None]] = {
    "dépôt": deposits,
    "calcul": builds,
    "gel": freezes,
    "restauration": restores,
}


def violations(action: str, made: World, settings: Settings, said: list[Any]) -> list[str]:
    """What does not hold after the fault; looks in processes of their own, one to read and one to heal."""
    told = {name: value for one in said if isinstance(one, dict) for name, value in one.items()}
    acknowledged = made.acknowledged | {name: value for name, value in told.items() if name.startswith("D-")}
    try:
        found = apart(partial(_seen, made, settings, acknowledged, action))
        return found + apart(partial(_healed, made, settings, acknowledged, action, told))
    except RuntimeError as failure:
        return [f"panne : {failure}"]


def _seen(made: World, settings: Settings, acknowledged: dict[str, str], action: str) -> list[str]:
    """What readers and those who verify see, before anything is repaired."""
    found = lost(settings, acknowledged)
    allowed = {made.before, made.counted[3]} if action == "calcul" else {made.before}
    if digest(settings) not in allowed:
        found.append("l'entrepôt n'est ni l'ancien ni le nouveau")
    return found + [f"altéré : {one}" for one in freeze.damages(settings)]


def lost(settings: Settings, acknowledged: dict[str, str]) -> list[str]:
    """The acknowledged deposits that are not there byte for byte with their record."""
    archive, kept = Archive(settings), _numbers(settings)
    received = {one.source_sha256 for one in archive.receipts()}
    found = [f"sans trace : {number}" for number, sha in acknowledged.items() if kept.get(number) != sha]
    found += [f"perdu : {sha}" for sha in acknowledged.values() if sha not in received]
    found += [f"altéré : {one}" for one in (*archive.damages(), *deposit_log.damages(settings))]
    return found + [f"journal : {one}" for one in audit_chain.verify(settings)]


def _healed(made: World, settings: Settings, acknowledged: dict[str, str], action: str, told: dict) -> list[str]:
    """The same command again, or the builder's next look, puts everything right."""
    if action == "gel":
        return _frozen(made, settings, "edition" in told)
    if action == "restauration":
        settings = _restored(settings)
    last = turn(settings, Status())
    if last.state == "failed":
        return [f"le calcul suivant échoue : {last.error}"]
    found = lost(settings, acknowledged)
    try:
        if digest(settings) != made.counted[len(Archive(settings).receipts())]:
            found.append("les chiffres ne sont pas ceux d'un calcul sans panne")
    except NoWarehouse:
        found.append("aucun entrepôt après le calcul suivant")
    return found


def _frozen(made: World, settings: Settings, acknowledged: bool) -> list[str]:
    whole = bool(freeze.editions(settings))
    if acknowledged and not whole:
        return ["l'édition annoncée n'est pas là"]
    if not whole:
        freezes(settings, lambda _: None)
    [edition] = freeze.editions(settings)
    found = [f"altéré : {one}" for one in freeze.damages(settings)]
    return found + ([] if edition.content_digest == made.before else ["l'édition porte d'autres chiffres"])


def _restored(settings: Settings) -> Settings:
    target = Settings(data=settings.data.parent / "restored")
    with suppress(BackupError):  # not empty: the data came back whole before the fault
        restore(target, settings.data.parent / "backup.tar")
    return target
