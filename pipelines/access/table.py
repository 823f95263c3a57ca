"""The table that says which account has which role where: read again when it changes, every change journalled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from indicators.territories import territories
from pipelines.access import identities, policy
from pipelines.access.lines import Line, headings_fault, lines, plain_account, read_role, read_rows, written
from pipelines.access.rights import COMPARISONS, NOTHING, Grant, Rights
from pipelines.errors import AccessError
from pipelines.settings import Settings
from pipelines.store import audit_log


@dataclass(frozen=True)
class _PolicyFiles:
    """The two files as they were last read, and what tells that they changed."""

    identity: tuple[object, ...]
    rights: dict[str, frozenset[Grant]]
    comparisons: str


_lock = Lock()
_last_read: dict[Path, _PolicyFiles] = {}


def rights_of(settings: Settings, account: str) -> Rights:
    """What an account may see and do now: nothing for one that is unknown, or whose roles were all withdrawn."""
    policy_files = _current(settings)
    grants = policy_files.rights.get(plain_account(account) or "")
    return Rights(tuple(sorted(grants)), policy.in_force(policy_files.comparisons)) if grants else NOTHING


def listing(settings: Settings) -> list[Line]:
    """Every line of the table, withdrawn ones too, whatever it is worth."""
    return lines(policy.rows(settings))


def grant(settings: Settings, account: str, role: str, territory: str, by: str) -> Line:
    """Gives a role to an account; a role it has already stays as it is. Raises AccessError."""
    wanted = Line.new(account, role, territory, _now())
    if wanted.fault:
        raise AccessError(wanted.fault)
    with policy.changing(settings) as rows:
        _check_headings(rows)
        active = [
            line for line in lines(rows) if line.active and (line.account, line.grant) == (wanted.account, wanted.grant)
        ]
        if active:
            return active[0]
        policy.keep(settings, policy.TABLE, written([*rows, wanted.cells()]))
        _say(settings, "access_granted", by, wanted)
    return wanted


def revoke(settings: Settings, account: str, role: str | None = None, territory: str | None = None, *, by: str) -> int:
    """Withdraws the roles of an account, or those of one kind or place; the lines stay, dated. Returns how many."""
    if role and read_role(role) is None:
        raise AccessError(Line.new(account, role, "", "").fault)
    criteria = (
        plain_account(account) or account.strip(),
        read_role(role or ""),
        territory.strip().upper() if territory else None,
    )
    with policy.changing(settings) as rows:
        _check_headings(rows)
        leaving = [line for line in lines(rows) if line.active and line.answers(*criteria)]
        for line in leaving:
            rows[line.number - 1] = line.withdrawn(_now()).cells()
        if leaving:
            policy.keep(settings, policy.TABLE, written(rows))
        for line in leaving:
            _say(settings, "access_revoked", by, line)
    return len(leaving)


def compare(settings: Settings, comparisons: str, by: str) -> None:
    """Says what an account sees of the territories that are not its own. Raises AccessError."""
    if comparisons not in COMPARISONS:
        raise AccessError(f"« {comparisons} » n'est pas un réglage : choisissez parmi {', '.join(COMPARISONS)}.")
    with policy.changing(settings):
        policy.keep(settings, policy.POLICY, f'comparaisons = "{comparisons}"\n'.encode())
        who = audit_log.pseudonym(settings, by)
        audit_log.record(settings, "access_file_changed", who, "comparaisons", outcome=comparisons)


def check(settings: Settings) -> list[str]:
    """What is not understood in the files, and so gives no right: one sentence each, with what to type."""
    faults = [headings_fault(policy.rows(settings))]
    faults += [identities.headings_fault(read_rows(policy.content(settings, policy.IDENTITIES)))]
    faults += [f"ligne {line.number} : {line.fault}" for line in listing(settings) if line.fault]
    comparisons = policy.wanted_comparisons(policy.written_policy(settings))
    if comparisons not in COMPARISONS:
        choices = ", ".join(f"« {choice} »" for choice in COMPARISONS)
        faults += [
            f"comparaisons : « {comparisons} » n'est pas lu, rien n'est donc comparé : choisissez parmi {choices}."
        ]
    return [fault for fault in faults if fault]


def unserved(settings: Settings) -> list[str]:
    """The codes of the régions académiques, and of France, whose reports no account may deposit as its own."""
    granted = {line.grant for line in listing(settings) if line.active}
    expected = (
        Grant("national" if territory.level == "national" else "region", territory.code)
        for territory in territories()
        if territory.level in ("national", "region")
    )
    return [grant.territory_code for grant in expected if grant not in granted]


def _current(settings: Settings) -> _PolicyFiles:
    """The table as it stands, read again when one of its files changed."""
    identity = policy.identity(settings)
    with _lock:
        policy_files = _last_read.get(settings.access)
        if policy_files is None or policy_files.identity != identity:
            policy_files = _PolicyFiles(identity, _granted(settings), policy.written_policy(settings))
            _last_read[settings.access] = policy_files
            policy.notice(settings)
    return policy_files


def _granted(settings: Settings) -> dict[str, frozenset[Grant]]:
    grants: dict[str, frozenset[Grant]] = {}
    for line in listing(settings):
        if line.active and line.grant:
            grants[line.account] = grants.get(line.account, frozenset()) | {line.grant}
    return grants


def _check_headings(rows: list[list[str]]) -> None:
    if headings_fault(rows):
        raise AccessError(f"La table des comptes n'est pas lue : {headings_fault(rows)}")


def _say(settings: Settings, event: audit_log.Event, by: str, line: Line) -> None:
    who, subject = (audit_log.pseudonym(settings, name) for name in (by, line.account))
    audit_log.record(settings, event, who, line.territory_code, subject=subject, role=line.role or "")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
