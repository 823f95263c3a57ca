"""Backups: everything that is not a cache in one sealed file, taken while others deposit and build."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from pipelines.backup.archive_format import Sealed, opened
from pipelines.errors import BackupError, NoWarehouse
from pipelines.releases.freeze import is_unfinished
from pipelines.settings import DEMONSTRATION_CATALOGUE, DEMONSTRATION_MARK, Settings
from pipelines.store.archive import Archive, sync_folder
from pipelines.store.lock import only_one
from pipelines.warehouse.build import program_version
from pipelines.warehouse.builds import mart, one_build

# Names in the data folder. What refers to received files comes before them: nothing kept may point to a file left out.
KEPT = (
    "deposits",
    "decisions",
    "demands",
    "visas",
    "closings",
    "publications",
    "definitions",
    "editions",
    "access",
    "journal",
    "shown",
    DEMONSTRATION_MARK,
    DEMONSTRATION_CATALOGUE,
    "raw",
)
SECRETS = "secrets"
CACHES = ("parsed", "builds", "builder", "warehouse", "opened_editions", "schools", "sessions", "scopes", "open_data")
# Files that grow, or are replaced by others of their name: they are taken as they stand when the backup begins.
AS_THEY_STAND = ("journal", "shown")
NAME = "pilotage-{:%Y-%m-%dT%H%M%SZ}.tar"


@dataclass(frozen=True)
class Result:
    """What a backup holds: `digest` is its fingerprint; `altered`, the received files that are not as they came."""

    path: Path
    files: int
    size: int
    digest: str
    altered: tuple[str, ...] = ()


def backup(settings: Settings, target: Path, with_secrets: bool = False, now: datetime | None = None) -> Result:
    """Writes a backup, verified after it is written: whole under its name, or not at all. Raises BackupError.

    `target` is a file that does not exist yet, or a folder: the file is then named after the moment."""
    moment = now or datetime.now(UTC)
    path = target / NAME.format(moment) if target.is_dir() else target
    if path.exists():
        raise BackupError(f"Le fichier « {path} » existe déjà : donnez un autre nom, ou un dossier.")
    names = (SECRETS, *KEPT) if with_secrets else KEPT
    unfinished = path.with_name(path.name + ".draft")
    try:
        with _private(unfinished) as file, _held(settings, names) as (items, state):
            sealed = Sealed(file)
            for item in items:
                with item.open() as content:
                    sealed.add(item.name, content, item.size, item.mode)
            about = {"format": 1, "made_at": moment.isoformat(timespec="seconds"), "secrets": with_secrets}
            digest = sealed.end(about | state)
            file.flush()
            os.fsync(file.fileno())
        with opened(unfinished, (SECRETS, *KEPT)):
            pass
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    altered = tuple(member.path for member in sealed.members if _altered(member.path, member.sha256))
    return Result(path, len(sealed.members), path.stat().st_size, digest, altered)


def prune(folder: Path, keep: int) -> list[Path]:
    """Removes all the dated backups of a folder but the newest; returns those removed."""
    dated = sorted(folder.glob(NAME.partition("{")[0] + "*.tar"))
    leaving = dated[: max(0, len(dated) - keep)]
    for path in leaving:
        path.unlink()
    return leaving


@dataclass(frozen=True)
class _Item:
    """A file to take: a growing one is open already, at the size it had."""

    name: str
    path: Path
    size: int
    mode: int
    handle: BinaryIO | None = None

    def open(self) -> BinaryIO:
        return self.handle or self.path.open("rb")


@contextmanager
def _held(settings: Settings, names: tuple[str, ...]) -> Iterator[tuple[list[_Item], dict[str, Any]]]:
    """The files to take at one moment, listed under the locks of those who write, read without them."""
    with ExitStack() as handles:
        with only_one(settings.raw), only_one(settings.editions), only_one(settings.journal):
            paths = [(name, path) for name in names for path in _files(settings.data / name)]
            items = [_item(settings, name, path, handles) for name, path in paths]
            state = _state(settings)
        yield items, state


def _item(settings: Settings, part: str, path: Path, handles: ExitStack) -> _Item:
    state = path.stat()
    growing = handles.enter_context(path.open("rb")) if part in AS_THEY_STAND else None
    return _Item(path.relative_to(settings.data).as_posix(), path, state.st_size, state.st_mode, growing)


def _files(root: Path) -> list[Path]:
    """The files of a folder that are whole: neither locks, nor drafts, nor links that lead elsewhere."""
    if root.is_file():
        return [root]
    paths = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.endswith(".draft"))
        paths += [Path(folder, name) for name in sorted(files) if name != "lock" and not name.endswith(".draft")]
    return [path for path in paths if path.is_file() and not path.is_symlink() and not _left_behind(path)]


def _left_behind(path: Path) -> bool:
    """Whether a file is the seal of an edition whose freezing was cut short: its folder is a draft, and stays here."""
    return path.suffix == ".sha256" and path.parent.name == "editions" and is_unfinished(path)


def _state(settings: Settings) -> dict[str, Any]:
    """The state of the figures that the manifest notes: their digest where they rest on all that was received."""
    state: dict[str, Any] = {"program_version": program_version(), "receipts": len(Archive(settings).receipts())}
    try:
        with one_build(settings):
            [built], counted = mart(settings, "build").to_pylist(), mart(settings, "report").num_rows
    except NoWarehouse:
        return state
    digests = {name: built[name] for name in ("content_digest", "catalogue_digest")}
    return state | (digests if counted == state["receipts"] else {})


def _altered(path: str, sha256: str) -> bool:
    """Whether a received content is no longer the one its name tells."""
    return path.startswith("raw/files/") and Path(path).name != sha256


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """A new file that its owner alone may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        yield file
