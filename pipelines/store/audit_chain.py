"""The journal as it is read: whether it is whole, what it says, and what is let go once it is old enough."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.settings import Settings, options
from pipelines.store.audit_log import ANCHOR, HEAD, START, files, hash_of, mark, record, set_mark
from pipelines.store.lock import only_one


@dataclass(frozen=True)
class _Entry:
    """A line where it stands; `facts` is None for what is no line of ours."""

    file: str
    number: int
    facts: dict[str, Any] | None

    @property
    def place(self) -> str:
        return f"journal/{self.file}, ligne {self.number}"


def verify(settings: Settings) -> list[str]:
    """Where the chain breaks first, and what is missing at its end; nothing when the journal is whole."""
    # the head first: what another process adds meanwhile comes after it
    head, last = mark(settings, HEAD), mark(settings, ANCHOR)
    begins, first_hash, begun = last["seq"], last["hash"], False
    if head == START and files(settings) and not _just_begun(settings):
        return [f"journal/{HEAD} : ce fichier manque, la fin du journal ne peut pas être vérifiée."]
    for entry in _entries(settings, head["seq"]):
        if entry.facts and last["seq"] == begins and entry.facts.get("seq", 0) <= begins:
            continue  # a purge was interrupted after its anchor
        wrong = _wrong(entry.facts, last)
        if wrong:
            return [f"{entry.place} : {wrong}"]
        last = entry.facts or last
        begun = begun or (last["event"] == "purge" and last.get("fingerprint") == first_hash)
        if last["seq"] == head["seq"] and last["hash"] != head["hash"]:
            return [f"{entry.place} : cette ligne n'est pas celle qui a été écrite."]
    missing = head["seq"] - last["seq"]
    if missing > 0:
        return [f"journal : il manque la fin, {missing} ligne(s) après la ligne n° {last['seq']}."]
    return [] if begins == 0 or begun else ["journal : aucune purge notée ne dit qu'il commence où il commence."]


_POINT = re.compile(r"journal n° (\d+) ([0-9a-f]{64})\b")


def checkpoint(settings: Settings) -> str:
    """Where the journal ends now, as a line to keep outside the data folder.

    Whoever writes in that folder could cut the end of the journal and rewrite its head: a line kept where they cannot
    write, such as the journal of the system, is what then no longer agrees."""
    head = mark(settings, HEAD)
    return f"journal n° {head['seq']} {head['hash']}"


def verify_against(settings: Settings, text: str) -> list[str]:
    """Which checkpoints of a text, kept elsewhere, the journal no longer agrees with; all that is no checkpoint is
    passed over, and a text without any is said to prove nothing."""
    points = dict(sorted((int(seq), noted) for seq, noted in _POINT.findall(text)))
    if not points:
        return ["aucun point du journal dans ce qui a été donné : rien n'est comparé."]
    begins = mark(settings, ANCHOR)
    hashes = {begins["seq"]: begins["hash"]} | {line["seq"]: line["hash"] for line in entries(settings)}
    return [
        f"journal : la ligne n° {seq}, notée ailleurs, {'manque' if seq not in hashes else 'a été réécrite'}."
        for seq, noted in points.items()
        if seq >= begins["seq"]
        and hashes.get(seq) != noted  # what came before was purged, which the journal itself says
    ]


def _just_begun(settings: Settings) -> bool:
    """Whether the first line of all was cut short: the head is there and knows of none yet, there is one at most."""
    try:
        head = json.loads((settings.journal / HEAD).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return head == START and len(list(_entries(settings, 0))) <= 1


def entries(settings: Settings, since: str = "", who: str = "") -> list[dict[str, Any]]:
    """The lines that can be read, the oldest first: since a day (`2026-11-22`), about one pseudonym."""
    lines = (entry.facts for entry in _entries(settings, 0) if entry.facts)
    return [line for line in lines if line["at"] >= since and (not who or who in (line["who"], line.get("subject")))]


def purge(settings: Settings, by: str, now: datetime | None = None) -> list[str]:
    """Lets go of the months that are too old, whole, and journals it. Returns their names."""
    oldest = _oldest_kept(now or datetime.now(UTC))
    leaving = [path for path in files(settings) if path.stem < oldest]
    last = next((facts for path in reversed(leaving) if (facts := _last_of(path))), None)
    if last is None:
        return []
    months: dict[str, str | int] = {"months": len(leaving), "first": leaving[0].stem, "last": leaving[-1].stem}
    outcome = "broken" if verify(settings) else "ok"
    # said before it is done: where the journal now begins is believed because one of its own lines says so
    record(settings, "purge", by, "journal", last["hash"], outcome, at=now, **months)
    with only_one(settings.journal):
        set_mark(settings, ANCHOR, last)
        for path in leaving:
            path.unlink(missing_ok=True)
    return [path.stem for path in leaving]


def _entries(settings: Settings, acknowledged: int) -> Iterator[_Entry]:
    """Every line; the piece of one that a process is writing, or died writing, is none."""
    for path in files(settings):
        seq = 0
        for number, line in enumerate(path.read_bytes().splitlines(keepends=True), start=1):
            facts = _facts(line)
            if facts is None and not line.endswith(b"\n") and seq >= acknowledged:
                return
            seq = facts["seq"] if facts else seq
            yield _Entry(path.name, number, facts)


def _facts(line: bytes) -> dict[str, Any] | None:
    try:
        facts = json.loads(line)
    except ValueError:
        return None
    needed = {"seq": int, "at": str, "event": str, "who": str, "previous": str, "hash": str}
    whole = isinstance(facts, dict) and all(isinstance(facts.get(name), kind) for name, kind in needed.items())
    return facts if whole and line.endswith(b"\n") else None


def _wrong(facts: dict[str, Any] | None, last: dict[str, Any]) -> str:
    if facts is None:
        return "cette ligne n'est pas lisible."
    if facts["hash"] != hash_of(facts):
        return "cette ligne a été modifiée."
    if (facts["seq"], facts["previous"]) != (last["seq"] + 1, last["hash"]):
        return (
            f"cette ligne ne suit pas la ligne n° {last['seq']} : des lignes ont été retirées, ajoutées ou déplacées."
        )
    return ""


def _last_of(path: Path) -> dict[str, Any] | None:
    lines = path.read_bytes().splitlines(keepends=True)
    return next((facts for facts in map(_facts, reversed(lines)) if facts), None)


def _oldest_kept(now: datetime) -> str:
    """The first month that is kept: a line is kept as many months as the setting says, and at most one more."""
    months = now.year * 12 + now.month - 1 - options().journal_months
    return f"{months // 12:04d}-{months % 12 + 1:02d}"
