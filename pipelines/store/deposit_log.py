"""Who deposited which content and when: one record a deposit, on the disk before it is acknowledged, never modified."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipelines.settings import Settings
from pipelines.store.lock import only_one
from pipelines.store.records import RecordLog


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
    log = _log(settings)
    with only_one(settings.deposits):
        numbers = {
            deposit.source_sha256: deposit.number for deposit in records(settings)
        }  # the oldest has the last word
        numbered = []
        for place, deposit in enumerate(wanted, start=log.last() + 1):
            number = f"D-{deposit.deposited_at[:4]}-{place:06d}"
            numbered.append(replace(deposit, number=number, first=numbers.setdefault(deposit.source_sha256, number)))
        log.append((deposit.number, deposit) for deposit in numbered)
    return numbered


def records(settings: Settings) -> list[Deposit]:
    """Every deposit, the newest first."""
    return _log(settings).records()[::-1]


def damages(settings: Settings) -> list[str]:
    """Names of the records that are no longer as they were written, and of the numbers that were lost."""
    return _log(settings).integrity_errors()


def _log(settings: Settings) -> RecordLog[Deposit]:
    """`D-2026-000123-…` is the 123rd deposit, whatever its year."""
    return RecordLog(settings.deposits, settings.data, Deposit, digits=6, prefix="D-")
