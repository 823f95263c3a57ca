"""Who saw and changed what: lines only ever added, each bound to the one before by a hash; no name and no text."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from pipelines.settings import Settings
from pipelines.store.archive import sync_folder, write_durably
from pipelines.store.lock import only_one

Event = Literal[
    "sign_in", "sign_out", "refusal", "deposit", "decision", "answer", "visa", "closing", "export", "freeze",
    "access_granted", "access_revoked", "access_file_changed", "identity_bound", "identity_unbound", "backup",
    "restore", "purge", "erasure",
]  # fmt: skip
EVENTS: tuple[str, ...] = get_args(Event)
START = {"seq": 0, "hash": "0" * 64}
HEAD, ANCHOR, KEY = "head.json", "anchor.json", "journal.key"
NOT_A_CODE = "?"
TAIL = 65536  # more than any line: the end of a file is enough to go on from it
_CODE = re.compile(r"[\w.:+-]{0,100}")
# Called with the event and the outcome of each line this process adds: what is watched is counted here, once.
listeners: list[Callable[[str, str], None]] = []
_PSEUDONYM = re.compile(r"[0-9a-f]{20}")


def record(
    settings: Settings,
    event: Event,
    who: str,
    scope: str = "",
    fingerprint: str = "",
    outcome: str = "ok",
    at: datetime | None = None,
    **details: str | int,
) -> None:
    """Adds a line, on the disk when this returns. A value that is no code, no fingerprint and no number is not kept."""
    if event not in EVENTS:
        raise ValueError(event)
    is_pseudonym = not who or _PSEUDONYM.fullmatch(who)
    identity = {"who": who if is_pseudonym else pseudonym(settings, who), "scope": scope, "fingerprint": fingerprint}
    facts = {"event": event, **identity, "outcome": outcome, **details}
    with only_one(settings.journal):
        _append(settings, {name: _code(value) for name, value in facts.items()}, at or datetime.now(UTC))
    for tell in listeners:
        tell(event, outcome)


def pseudonym(settings: Settings, account: str) -> str:
    """What stands for an account in the journal: always the same here, and nothing without the key of this machine."""
    return hmac.new(_key(settings), account.strip().lower().encode(), hashlib.sha256).hexdigest()[:20]


def files(settings: Settings) -> list[Path]:
    """The files of the journal, one a month, the oldest first."""
    return sorted(settings.journal.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9].jsonl"))


def mark(settings: Settings, name: str) -> dict[str, Any]:
    """Where the journal ends (HEAD) or begins (ANCHOR), as it was last written beside it."""
    try:
        point = json.loads((settings.journal / name).read_text(encoding="utf-8"))
        return point if {"seq", "hash"} <= set(point) else START
    except (FileNotFoundError, ValueError, TypeError):  # `verify` says that it is lost or altered
        return START


def set_mark(settings: Settings, name: str, line: dict[str, Any]) -> None:
    """Keeps where the journal ends or begins: what is cut from it is seen."""
    content = json.dumps({"seq": line["seq"], "hash": line["hash"]}).encode()
    write_durably(settings.journal / name, content)
    sync_folder(settings.journal)


def hash_of(line: dict[str, Any]) -> str:
    """The hash of a line that names the one before it."""
    facts = {name: value for name, value in line.items() if name != "hash"}
    written = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _append(settings: Settings, facts: dict[str, str | int], at: datetime) -> None:
    paths = files(settings)
    before = mark(settings, HEAD)
    if paths:
        before = _mended(paths[-1], before)
    elif not (settings.journal / HEAD).exists():
        set_mark(settings, HEAD, START)  # a cut before the end of the first line is then told from a head that was lost
    # a clock that is set back never puts a line before those already written
    month = max(f"{at.astimezone(UTC):%Y-%m}", paths[-1].stem if paths else "")
    moment = at.astimezone(UTC).isoformat(timespec="milliseconds")
    line = {**facts, "seq": before["seq"] + 1, "at": moment, "previous": before["hash"]}
    line = {name: line[name] for name in ("seq", "at", *facts, "previous")}
    line["hash"] = hash_of(line)
    path = settings.journal / f"{month}.jsonl"
    with path.open("ab") as file:
        file.write((json.dumps(line, ensure_ascii=False) + "\n").encode())
        file.flush()
        os.fsync(file.fileno())
    if path not in paths:
        sync_folder(settings.journal)  # the head must not be on the disk before the file whose line it tells
    set_mark(settings, HEAD, line)


def _mended(path: Path, head: dict[str, Any]) -> dict[str, Any]:
    """The line after which to write: a process that was killed may have left one that the head does not know yet, or
    a piece of one. A piece is removed where nothing that was acknowledged is missing; else it stays, as evidence."""
    with path.open("rb+") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - TAIL))
        whole, _, piece = file.read().rpartition(b"\n")
        last = _last(whole)
        if piece and last["seq"] >= head["seq"]:
            file.truncate(size - len(piece))
        elif piece:
            file.write(b"\n")
    return last if last["seq"] > head["seq"] else head


def _last(lines: bytes) -> dict[str, Any]:
    """The last line, if it is one of ours."""
    try:
        line = json.loads(lines.rpartition(b"\n")[2])
        return line if line["hash"] == hash_of(line) else START
    except (ValueError, KeyError, TypeError):
        return START


def _code(value: str | int) -> str | int:
    return value if isinstance(value, int) or _CODE.fullmatch(value) else NOT_A_CODE


def _key(settings: Settings) -> bytes:
    path = settings.secrets / KEY
    if not path.exists():
        with only_one(settings.secrets):
            settings.secrets.chmod(0o700)
            if not path.exists():
                write_durably(path, secrets.token_bytes(32))
                path.chmod(0o600)
                sync_folder(settings.secrets)
    return path.read_bytes()
