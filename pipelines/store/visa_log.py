"""Visas of the régions: a report approved, or returned with a reason; of its very bytes; recorded, never rewritten."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from pipelines.errors import DecisionError
from pipelines.settings import Settings
from pipelines.store import audit_log
from pipelines.store.lock import only_one
from pipelines.store.records import RecordLog
from pipelines.store.statements import compulsory, moment

APPROVED, RETURNED = "visé", "renvoyé"
DECISIONS = (APPROVED, RETURNED)


@dataclass(frozen=True)
class Visa:
    """One line: what the région of a département said of the content of a report. `who` stands for an account, and is
    no name; `reason` is that of a return."""

    territory_code: str
    campaign: str
    source_sha256: str
    decision: str
    reason: str
    who: str
    recorded_at: str = ""

    @property
    def on(self) -> datetime:
        return datetime.fromisoformat(self.recorded_at)


def keep(settings: Settings, wanted: Visa, scope: str = "", now: datetime | None = None) -> bool:
    """Keeps a visa and journals it, `scope` being the rights it was given with; False, and nothing is, where the last
    one of that content says the same, whoever gave it. Raises DecisionError."""
    if wanted.decision not in DECISIONS:
        raise DecisionError(f"« {wanted.decision} » n'est pas un visa ; choisissez parmi : {', '.join(DECISIONS)}.")
    returned = wanted.decision == RETURNED
    reason = compulsory(wanted.reason, "pourquoi le rapport est renvoyé") if returned else ""
    log = _log(settings)
    with only_one(log.folder):
        last = visas(settings).get(wanted.source_sha256)
        if last is not None and (last.decision, last.reason) == (wanted.decision, reason):
            return False
        log.number([replace(wanted, reason=reason, recorded_at=moment(now))])
    of = {"territory": wanted.territory_code, "campaign": wanted.campaign}
    audit_log.record(settings, "visa", wanted.who, scope, wanted.source_sha256, wanted.decision, now, **of)
    return True


def visas(settings: Settings) -> dict[str, Visa]:
    """Fingerprint of a content → the last visa that it was given."""
    return {visa.source_sha256: visa for visa in _log(settings).records()}


def last(settings: Settings) -> int:
    """How many were recorded: what was remembered of them is stale once there is one more."""
    return _log(settings).last()


def damages(settings: Settings) -> list[str]:
    """Names of the records that are no longer as they were written, and of the numbers that were lost."""
    return _log(settings).integrity_errors()


def _log(settings: Settings) -> RecordLog[Visa]:
    return RecordLog(settings.visas, settings.visas.parent, Visa, digits=6)
