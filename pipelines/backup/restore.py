"""Restoring a backup: into an empty folder alone, every byte verified before anything appears there."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.backup.archive_format import Opened, opened
from pipelines.backup.backup import KEPT, SECRETS
from pipelines.errors import BackupError
from pipelines.settings import Settings, with_own_catalogue
from pipelines.store.archive import sync_folder
from pipelines.warehouse.build import build
from pipelines.warehouse.builds import mart

UNFINISHED = ".restauration"


@dataclass(frozen=True)
class Restored:
    """What was restored. `same` says whether the figures are those of the backup; None where it noted none."""

    files: int
    same: bool | None
    facts: dict[str, Any]


def restore(settings: Settings, path: Path) -> Restored:
    """Puts a backup back into an empty folder, every byte verified before anything appears there, then rebuilds."""
    folder = settings.data
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"Le dossier « {folder} » n'est pas vide : restaurez dans un dossier vide ou absent.")
    with opened(path, (SECRETS, *KEPT)) as source:
        folder.parent.mkdir(parents=True, exist_ok=True)
        needed, free = sum(member.size for member in source.members), shutil.disk_usage(folder.parent).free
        if needed > free:
            raise BackupError(f"Il faut {needed >> 20} Mo libres pour restaurer ; il n'y en a que {free >> 20}.")
        _put_back(source, folder)
    settings = with_own_catalogue(settings)
    build(settings)
    noted = source.facts.get("content_digest")
    [now] = mart(settings, "build")["content_digest"].to_pylist()
    return Restored(len(source.members), now == noted if noted else None, source.facts)


def _put_back(source: Opened, folder: Path) -> None:
    """Everything into a draft folder first; then under its name, at once."""
    volume = folder.is_mount()
    unfinished = folder / UNFINISHED if volume else folder.with_name(folder.name + UNFINISHED)
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        _take_out(source, unfinished)
        (_fill_volume if volume else _appear)(unfinished, folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    sync_folder(folder.parent)


def _take_out(source: Opened, folder: Path) -> None:
    folder.mkdir(parents=True)
    for member in source.members:
        path = folder / member.path
        path.parent.mkdir(parents=True, exist_ok=True)
        source.write(member, path)
    if (folder / SECRETS).exists():
        (folder / SECRETS).chmod(0o700)
    for directory in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        sync_folder(directory)


def _appear(unfinished: Path, folder: Path) -> None:
    if folder.exists():
        folder.rmdir()
    unfinished.rename(folder)


def _fill_volume(unfinished: Path, folder: Path) -> None:
    """A mounted volume cannot be renamed: one part after the other, the received files, which count, last."""
    for name in (SECRETS, *KEPT):
        if (unfinished / name).exists():
            (unfinished / name).replace(folder / name)
    unfinished.rmdir()
    sync_folder(folder)
