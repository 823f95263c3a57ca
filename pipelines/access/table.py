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
class _Known:
    """The two files as they were last read, and what tells that they changed."""

    identity: tuple[object, ...]
    rights: dict[str, frozenset[Grant]]
    comparisons: str


_lock = Lock()
_known: dict[Path, _Known] = {}


def rights_of(settings: Settings, account: str) -> Rights:
    """What an account may see and do now: nothing for one that is unknown, or whose roles were all withdrawn."""
    known = _current(settings)
    grants = known.rights.get(plain_account(account) or "")
    return Rights(tuple(sorted(grants)), policy.in_force(known.comparisons)) if grants else NOTHING


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
        found = [
            one for one in lines(rows) if one.active and (one.account, one.grant) == (wanted.account, wanted.grant)
        ]
        if found:
            return found[0]
        policy.keep(settings, policy.TABLE, written([*rows, wanted.cells()]))
        _say(settings, "access_granted", by, wanted)
    return wanted


def revoke(settings: Settings, account: str, role: str | None = None, territory: str | None = None, *, by: str) -> int:
    """Withdraws the roles of an account, or those of one kind or place; the lines stay, dated. Returns how many."""
    if role and read_role(role) is None:
        raise AccessError(Line.new(account, role, "", "").fault)
    asked = (
        plain_account(account) or account.strip(),
        read_role(role or ""),
        territory.strip().upper() if territory else None,
    )
    with policy.changing(settings) as rows:
        _check_headings(rows)
        leaving = [one for one in lines(rows) if one.active and one.answers(*asked)]
        for one in leaving:
            rows[one.number - 1] = one.withdrawn(_now()).cells()
        if leaving:
            policy.keep(settings, policy.TABLE, written(rows))
        for one in leaving:
            _say(settings, "access_revoked", by, one)
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
    found = [headings_fault(policy.rows(settings))]
    found += [identities.headings_fault(read_rows(policy.content(settings, policy.IDENTITIES)))]
    found += [f"ligne {one.number} : {one.fault}" for one in listing(settings) if one.fault]
    asked = policy.asked(policy.written_policy(settings))
    if asked not in COMPARISONS:
        known = ", ".join(f"« {one} »" for one in COMPARISONS)
        found += [f"comparaisons : « {asked} » n'est pas lu, rien n'est donc comparé : choisissez parmi {known}."]
    return [one for one in found if one]


def unserved(settings: Settings) -> list[str]:
    """The codes of the régions académiques, and of France, whose reports no account may deposit as its own."""
    granted = {one.grant for one in listing(settings) if one.active}
    expected = (
        Grant("national" if one.level == "national" else "region", one.code)
        for one in territories()
        if one.level in ("national", "region")
    )
    return [one.territory_code for one in expected if one not in granted]


def _current(settings: Settings) -> _Known:
    """The table as it stands, read again when one of its files changed."""
    identity = policy.identity(settings)
    with _lock:
        known = _known.get(settings.access)
        if known is None or known.identity != identity:
            known = _Known(identity, _granted(settings), policy.written_policy(settings))
            _known[settings.access] = known
            policy.notice(settings)
    return known


def _granted(settings: Settings) -> dict[str, frozenset[Grant]]:
    found: dict[str, frozenset[Grant]] = {}
    for one in listing(settings):
        if one.active and one.grant:
            found[one.account] = found.get(one.account, frozenset()) | {one.grant}
    return found


def _check_headings(rows: list[list[str]]) -> None:
    if headings_fault(rows):
        raise AccessError(f"La table des comptes n'est pas lue : {headings_fault(rows)}")


def _say(settings: Settings, event: audit_log.Event, by: str, line: Line) -> None:
    who, subject = (audit_log.pseudonym(settings, one) for one in (by, line.account))
    audit_log.record(settings, event, who, line.territory_code, subject=subject, role=line.role or "")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
