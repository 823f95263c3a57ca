"""The files that say who may see what and who is who, as bytes: read, changed under a lock, hand changes journalled."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.access.lines import COLUMNS, read_rows
from pipelines.access.rights import COMPARISONS, NOTHING, Comparisons
from pipelines.settings import Settings, options
from pipelines.store import audit_log
from pipelines.store.archive import sync_folder, write_durably
from pipelines.store.lock import only_one

TABLE, POLICY, IDENTITIES, SEEN = "access.csv", "policy.toml", "identities.csv", "seen"
CLOSED: Comparisons = "aucune"


def identity(settings: Settings) -> tuple[object, ...]:
    """What changes when one of the files does."""
    return tuple(_identity(settings.access / name) for name in (TABLE, POLICY, IDENTITIES))


def rows(settings: Settings) -> list[list[str]]:
    """The cells of the table, headings first; nothing where there is no table yet."""
    return read_rows(content(settings, TABLE))


def content(settings: Settings, name: str) -> bytes:
    """One of the files as it is; nothing where it is not there."""
    return _content(settings.access / name)


def keep(settings: Settings, name: str, content: bytes) -> None:
    """Writes one of the files, on the disk when this returns."""
    write_durably(settings.access / name, content)
    sync_folder(settings.access)


def written_policy(settings: Settings) -> str:
    """The setting « comparaisons » as it was written; nothing where it cannot be read."""
    content = _content(settings.access / POLICY)
    if not content:
        return NOTHING.comparisons
    try:
        return str(tomllib.loads(content.decode("utf-8-sig")).get("comparaisons", ""))
    except ValueError:  # not UTF-8, or no TOML
        return ""


def wanted_comparisons(written_down: str) -> str:
    """The setting asked for, that of the environment first."""
    return options().comparaisons or written_down


def in_force(written_down: str) -> Comparisons:
    """The setting in force; one that is not understood lets nothing be compared."""
    wanted = wanted_comparisons(written_down)
    return COMPARISONS[COMPARISONS.index(wanted)] if wanted in COMPARISONS else CLOSED


def notice(settings: Settings) -> None:
    """Journals, once, a change that no command of ours made."""
    if _fingerprint(settings) == _seen(settings):
        return
    with only_one(settings.access):
        now = _fingerprint(settings)
        if now != _seen(settings):
            audit_log.record(settings, "access_file_changed", "", "access", now)
            write_durably(settings.access / SEEN, now.encode())


@contextmanager
def changing(settings: Settings) -> Iterator[list[list[str]]]:
    """The rows of the table, held by nobody else; what was changed by hand before is journalled first."""
    notice(settings)
    with only_one(settings.access):
        yield rows(settings) or [list(COLUMNS)]
        # last: a process killed before this has its change journalled as one made by hand
        write_durably(settings.access / SEEN, _fingerprint(settings).encode())


def _fingerprint(settings: Settings) -> str:
    """What the files hold; nothing where there is none. Where nobody was ever bound, it is what it was before."""
    contents = [_content(settings.access / name) for name in (TABLE, POLICY)]
    contents += [bound] if (bound := _content(settings.access / IDENTITIES)) else []
    return hashlib.sha256(b"\0".join(contents)).hexdigest() if any(contents) else ""


def _seen(settings: Settings) -> str:
    return _content(settings.access / SEEN).decode("ascii", "replace")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _identity(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
