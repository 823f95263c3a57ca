"""Who types the commands, and what the journal keeps of what they do: never a name, a text or the name of a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.settings import Settings
    from pipelines.store.audit_log import Event


def operator() -> str:
    """The account of whoever types: the one of this machine's session."""
    import getpass

    try:
        return f"console:{getpass.getuser()}"
    except (KeyError, OSError, ImportError):  # a container whose user has no name
        return "console:inconnu"


def note(settings: Settings, event: Event, scope: str = "", fingerprint: str = "", **details: str | int) -> None:
    """Journals what a command did."""
    from pipelines.store.audit_log import pseudonym, record

    record(settings, event, pseudonym(settings, operator()), scope, fingerprint, "ok", None, **details)


def note_export(settings: Settings, kind: str, scope: str, paths: list[Path], campaign: str | None = None) -> None:
    """Journals files that were written to leave the tool: of what, how many, and the fingerprint of their bytes."""
    import hashlib

    sums = [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(paths) if path.is_file()]
    whole = sums[0] if len(sums) == 1 else hashlib.sha256("".join(sums).encode()).hexdigest()
    note(settings, "export", scope, whole, kind=kind, files=len(paths), campaign=campaign or "")
