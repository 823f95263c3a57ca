"""Deposits: files taken in for good and acknowledged by a number, then where each stands until it is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pipelines.access.rights import Rights
from pipelines.dry_run.identify import candidates, identify
from pipelines.dry_run.preview import Preview, forbidden, preview, rests_on
from pipelines.errors import DepositError, NoWarehouse
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.store.audit_log import record
from pipelines.store.contents import Content
from pipelines.store.deposit_log import Deposit, keep, records
from pipelines.warehouse import worker
from pipelines.warehouse.builds import counted, of_one_build, once_a_build, rows

__all__ = ["Deposit", "DepositError", "Preview", "Standing", "deposit", "history", "preview", "rests_on", "standings"]
PENDING = ("waiting", "building", "failed", "unattended")
Row = dict[str, Any]


@dataclass(frozen=True)
class Standing:
    """Where a content stands: waiting (its place in the queue), building, failed, unattended (no builder is at work),
    then counts, superseded (by `version`), draft or refused."""

    code: str
    place: int | None = None
    version: int | None = None

    @property
    def pending(self) -> bool:
        """Whether this will still change by itself."""
        return self.code in PENDING


def deposit(
    settings: Settings, files: Sequence[tuple[str, Content]], who: str, rights: Rights, now: datetime | None = None
) -> list[Deposit]:
    """Receives files for good, all or none; returns once the bytes and the numbered records are on the disk.

    `who` stands for the account (pipelines.store.audit_log.pseudonym). Raises DepositError."""
    incoming = candidates(files)
    identities = identify(settings, incoming)
    refusals = {candidate.name: forbidden(identities[candidate.sha256], rights) for candidate in incoming}
    if any(refusals.values()):
        record(settings, "refusal", who, rights.label, outcome="deposit", files=len(files))
        raise DepositError(" ".join(f"« {name} » : {why}" for name, why in refusals.items() if why))
    at = now or datetime.now(UTC)
    answers = Archive(settings).receive(files, at)
    wanted = [
        Deposit(
            number="",
            deposited_at=at.isoformat(timespec="seconds"),
            source_sha256=candidate.sha256,
            source_file=candidate.name,
            size=len(candidate.content),
            who=who,
            scope=rights.label,
            already_received=not is_new,
            **{name: identities[candidate.sha256][name] for name in ("territory_code", "campaign", "version")},
        )
        for candidate, (_, is_new) in zip(incoming, answers, strict=True)
    ]
    recorded = keep(settings, wanted)
    for entry in recorded:
        outcome = "already_received" if entry.already_received else "received"
        record(settings, "deposit", who, entry.scope, entry.source_sha256, outcome, number=entry.number)
    return recorded


@of_one_build
def history(settings: Settings, rights: Rights) -> list[tuple[Deposit, Standing]]:
    """The deposits for the territories that the rights let one deposit for, the newest first."""
    mine = [entry for entry in records(settings) if rights.may_deposit(entry.territory_code)]
    places = standings(settings, [entry.source_sha256 for entry in mine])
    return [(entry, places[entry.source_sha256]) for entry in mine]


@of_one_build
def standings(settings: Settings, contents: list[str]) -> dict[str, Standing]:
    """Fingerprint → where that content stands, from the current build and from what the builder last said."""
    settled = _settled(settings, contents)
    waiting = {receipt.source_sha256: place for place, receipt in enumerate(worker.pending(settings), start=1)}
    last = worker.status(settings) if worker.alive(settings) else None
    return {sha256: settled.get(sha256) or _of_pending(waiting.get(sha256), last) for sha256 in contents}


def _settled(settings: Settings, contents: list[str]) -> Mapping[str, Standing]:
    """Where the contents that the build counts, or refused, stand in it: each is looked for once for each build."""
    try:
        standings = once_a_build(settings, "standings", dict[str, Standing])
        new = [sha256 for sha256 in set(contents) & counted(settings) if sha256 not in standings]
        if new:
            verdicts = rows(settings, "received", "verdicts", contents=new)
            standings.update({row["source_sha256"]: _of_counted(row) for row in verdicts})
        return standings
    except NoWarehouse:
        return {}


def _of_counted(row: Row) -> Standing:
    if row["outcome"] == "refused":
        return Standing("refused")
    if row["report_status"] == "brouillon":
        return Standing("draft")
    if row["counts"]:
        return Standing("counts")
    return Standing("superseded", version=row["other_version"])


def _of_pending(place: int | None, last: worker.Status | None) -> Standing:
    """`last` is what a builder at work last said; None where no builder is at work."""
    if place is None:  # counted between the two looks: the next one tells how
        return Standing("building")
    if last is None:
        return Standing("unattended", place)
    if last.state == "building" and place <= last.pending:
        return Standing("building", place)
    return Standing("failed" if last.state == "failed" else "waiting", place)
