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
    report = Report(code, rows={"O04-1": (500 + number, 1000), "O16-1": (number, 90)}, version=version)
    return f"{code}_{version}.xlsx", report.xlsx()


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
    kept_world = World(folder / "kept")
    apart(partial(_fill, Settings(data=kept_world.kept / "data"), (0, 1)))
    kept_world.before = apart(partial(digest, Settings(data=kept_world.kept / "data")))
    kept_world.counted[2] = kept_world.before
    apart(partial(_give, Settings(data=kept_world.kept / "data"), 2))
    for count in (3, 4):
        clean = Settings(data=folder / f"clean-{count}")
        apart(partial(_fill, clean, range(count)))
        kept_world.counted[count] = apart(partial(digest, clean))
    apart(lambda: backup(Settings(data=kept_world.kept / "data"), kept_world.kept / "backup.tar", now=MOMENT))
    kept_world.acknowledged = apart(partial(_numbers, Settings(data=kept_world.kept / "data")))
    return kept_world


def _fill(settings: Settings, numbers: Any) -> None:
    for number in numbers:
        _give(settings, number)
    build(settings)


def _give(settings: Settings, number: int) -> dict[str, str]:
    [receipt] = deposit(settings, [file(number)], "", EVERYTHING, MOMENT)
    return {receipt.number: receipt.source_sha256}


def _numbers(settings: Settings) -> dict[str, str]:
    return {receipt.number: receipt.source_sha256 for receipt in deposit_log.records(settings)}


def digest(settings: Settings) -> str:
    """The digest of the figures that a reader sees now."""
    [build] = read(settings, "select content_digest from marts.build")["content_digest"].to_pylist()
    return build


# What is broken. Each says what it acknowledged, and nothing before that.


def deposits(settings: Settings, say: Say) -> None:
    """One more report is deposited."""
    say(_give(settings, 3))


def builds(settings: Settings, _say: Say) -> None:
    """The report that waits is counted."""
    build(settings)


def freezes(settings: Settings, say: Say) -> None:
    """An edition is frozen."""
    sentences = {reserve["key"]: "assumé" for reserve in freeze.reserves(settings, CAMPAIGN)}
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


def violations(action: str, world: World, settings: Settings, lines: list[Any]) -> list[str]:
    """What does not hold after the fault; looks in processes of their own, one to read and one to heal."""
    values = {name: value for line in lines if isinstance(line, dict) for name, value in line.items()}
    acknowledged = world.acknowledged | {name: value for name, value in values.items() if name.startswith("D-")}
    try:
        complaints = apart(partial(_seen, world, settings, acknowledged, action))
        return complaints + apart(partial(_healed, world, settings, acknowledged, action, values))
    except RuntimeError as failure:
        return [f"panne : {failure}"]


def _seen(world: World, settings: Settings, acknowledged: dict[str, str], action: str) -> list[str]:
    """What readers and those who verify see, before anything is repaired."""
    complaints = lost(settings, acknowledged)
    allowed = {world.before, world.counted[3]} if action == "calcul" else {world.before}
    if digest(settings) not in allowed:
        complaints.append("l'entrepôt n'est ni l'ancien ni le nouveau")
    return complaints + [f"altéré : {damage}" for damage in freeze.damages(settings)]


def lost(settings: Settings, acknowledged: dict[str, str]) -> list[str]:
    """The acknowledged deposits that are not there byte for byte with their record."""
    archive, numbers = Archive(settings), _numbers(settings)
    received = {damage.source_sha256 for damage in archive.receipts()}
    complaints = [f"sans trace : {number}" for number, sha in acknowledged.items() if numbers.get(number) != sha]
    complaints += [f"perdu : {sha}" for sha in acknowledged.values() if sha not in received]
    complaints += [f"altéré : {damage}" for damage in (*archive.damages(), *deposit_log.damages(settings))]
    return complaints + [f"journal : {damage}" for damage in audit_chain.verify(settings)]


def _healed(world: World, settings: Settings, acknowledged: dict[str, str], action: str, values: dict) -> list[str]:
    """The same command again, or the builder's next look, puts everything right."""
    if action == "gel":
        return _frozen(world, settings, "edition" in values)
    if action == "restauration":
        settings = _restored(settings)
    last = turn(settings, Status())
    if last.state == "failed":
        return [f"le calcul suivant échoue : {last.error}"]
    complaints = lost(settings, acknowledged)
    try:
        if digest(settings) != world.counted[len(Archive(settings).receipts())]:
            complaints.append("les chiffres ne sont pas ceux d'un calcul sans panne")
    except NoWarehouse:
        complaints.append("aucun entrepôt après le calcul suivant")
    return complaints


def _frozen(world: World, settings: Settings, acknowledged: bool) -> list[str]:
    whole = bool(freeze.editions(settings))
    if acknowledged and not whole:
        return ["l'édition annoncée n'est pas là"]
    if not whole:
        freezes(settings, lambda _: None)
    [edition] = freeze.editions(settings)
    complaints = [f"altéré : {damage}" for damage in freeze.damages(settings)]
    return complaints + ([] if edition.content_digest == world.before else ["l'édition porte d'autres chiffres"])


def _restored(settings: Settings) -> Settings:
    target = Settings(data=settings.data.parent / "restored")
    with suppress(BackupError):  # not empty: the data came back whole before the fault
        restore(target, settings.data.parent / "backup.tar")
    return target
