"""Whether a build is, byte for byte, as it was published: its SHA-256 is kept beside it, and told when it is opened."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from pipelines.settings import Settings
from pipelines.store.files import write_durably

SEAL = ".sha256"


def seal(unfinished: Path, path: Path) -> None:
    """Keeps the fingerprint of a build that is about to be published as `path`: DuckDB misses words that were swapped.

    Nobody writes to the file any more: opening it here takes no lock from anybody."""
    digest = fingerprint(unfinished)
    write_durably(path.with_suffix(SEAL), digest.encode())
    _remember(path.resolve(), _identity(unfinished.stat()), digest)  # its new name changes nothing of that


def sound(build: Path) -> bool:
    """Whether a build is there and as published; read once by each process. One without a seal is taken as it is."""
    try:
        state = build.stat()
        digest = build.with_suffix(SEAL).read_bytes()
    except FileNotFoundError:
        return build.exists()
    identity = _identity(state)
    read = _read.get((build, identity)) or _remember(build, identity, fingerprint(build))
    return read.encode() == digest


_Identity = tuple[int, int, int]
_read: dict[tuple[Path, _Identity], str] = {}  # the fingerprint of a build, as long as its file is the same
KEPT = 256


def _identity(state: os.stat_result) -> _Identity:
    return state.st_ino, state.st_mtime_ns, state.st_size


def _remember(build: Path, identity: _Identity, read: str) -> str:
    if len(_read) >= KEPT:
        _read.clear()
    _read[build, identity] = read
    return read


def damages(settings: Settings) -> list[str]:
    """Names of the builds that are no longer as they were published, every byte read again."""
    builds = sorted(settings.builds.glob("*.duckdb"))
    damaged = [f"builds/{path.name}" for path in builds if not _told(path) or fingerprint(path) != _told(path)]
    if settings.warehouse.is_symlink() and not settings.warehouse.exists():
        damaged.append(settings.warehouse.name)
    return damaged


def _told(build: Path) -> str:
    path = build.with_suffix(SEAL)
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file, whatever its size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
