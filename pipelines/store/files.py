"""What is on the disk once a function returns: files whole under their names, and the folders that lead to them.

What is written is its owner's alone: `pipelines` sets it for the process, and what is copied here leaves its rights
behind."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


def write_durably(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Writes a file whole or not at all, and returns once its bytes, or all of these pieces, are on the disk."""
    draft = path.with_name(path.name + ".draft")
    try:
        with open(draft, "wb", opener=_private) as file:
            for piece in (content,) if isinstance(content, bytes) else content:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:  # the disk is full, or there are no more pieces: what came of it takes no place
        with suppress(OSError):
            draft.unlink()
        raise


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it, each with its name on the disk: what a power cut takes away is a whole."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(PRIVATE_FOLDER, exist_ok=True)
        sync_folder(folder.parent)


def copy_tree(source: Path, target: Path) -> None:
    """The files of a folder in another one, their bytes alone: their rights were those of somewhere else."""
    for folder, _, names in os.walk(source):
        place = target / Path(folder).relative_to(source)
        make_folder(place)
        for name in names:
            if name != "lock":
                shutil.copyfile(Path(folder, name), place / name)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE_FILE)


def sync_folder(folder: Path) -> None:
    """Returns once the names in a folder are on the disk."""
    if os.name == "nt":  # Windows opens no folder; its file system orders renames by itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(root: Path) -> None:
    """Returns once every file below a folder, and every name, is on the disk: only then may it get its own name."""
    for folder, _, names in os.walk(root):
        for name in names:
            with Path(folder, name).open("rb+") as file:
                os.fsync(file.fileno())
        sync_folder(Path(folder))
