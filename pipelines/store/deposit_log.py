"""Who deposited which content and when: one record a deposit, on the disk before it is acknowledged, never modified."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

from pipelines.settings import Settings
from pipelines.store.archive import sync_folder, write_durably
from pipelines.store.lock import only_one


@dataclass(frozen=True)
class Deposit:
    """One deposit. `who` stands for an account, and is no name; `first` numbers the first deposit of the same bytes."""

    number: str
    deposited_at: str
    source_sha256: str
    source_file: str
    size: int
    who: str
    scope: str
    territory_code: str | None
    campaign: str | None
    version: int | None
    first: str | None = None
    already_received: bool = False


def keep(settings: Settings, wanted: list[Deposit]) -> list[Deposit]:
    """Gives each a number that no other ever had, and returns them once they are on the disk."""
    with only_one(settings.deposits):
        known = {one.source_sha256: one.number for one in reversed(records(settings))}
        last = max((_count(path) for path in settings.deposits.glob("D-*.json")), default=0)
        kept = []
        for place, one in enumerate(wanted, start=last + 1):
            number = f"D-{one.deposited_at[:4]}-{place:06d}"
            kept.append(replace(one, number=number, first=known.setdefault(one.source_sha256, number)))
        for one in kept:
            content = (json.dumps(asdict(one), ensure_ascii=False) + "\n").encode()
            write_durably(settings.deposits / f"{one.number}-{_fingerprint(content)}.json", content)
        for folder in (settings.deposits, settings.data):
            sync_folder(folder)
    return kept


def records(settings: Settings) -> list[Deposit]:
    """Every deposit, the newest first."""
    paths = sorted(settings.deposits.glob("D-*.json"), key=_count, reverse=True)
    return [_record(path) for path in paths]


def damages(settings: Settings) -> list[str]:
    """Names of the records that are no longer as they were written, and of the numbers that were lost."""
    paths = sorted(settings.deposits.glob("D-*.json"), key=_count)
    altered = (path for path in paths if _fingerprint(path.read_bytes()) != path.stem.rpartition("-")[2])
    found = [f"deposits/{path.name}" for path in altered]
    numbers = {_count(path) for path in paths}
    lost = sorted(set(range(1, max(numbers, default=0) + 1)) - numbers)
    return found + [f"deposits/{number:06d} (perdu)" for number in lost]


@lru_cache(maxsize=20_000)
def _record(path: Path) -> Deposit:
    """A record never changes: its name carries its fingerprint."""
    return Deposit(**json.loads(path.read_text(encoding="utf-8")))


def _count(path: Path) -> int:
    """`D-2026-000123-…` is the 123rd deposit, whatever its year."""
    return int(path.name.split("-")[2])


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
