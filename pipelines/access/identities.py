"""Which person of the provider an account is: its address is bound to their identifier the first time they sign in.

An address may be given again, to somebody else; the identifier of a person at the provider (`sub`) never is. Who comes
later under the same address and is another person is refused, until an operator unbinds the account. The identifier is
kept as a fingerprint: enough to know it again, and a text of ours where a spreadsheet opens the file."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pipelines.access import policy
from pipelines.access.lines import plain_account, read_rows, written
from pipelines.access.session_store import hashed
from pipelines.errors import AccessError
from pipelines.settings import Settings
from pipelines.store import audit_log

COLUMNS = ("compte", "emetteur", "empreinte", "lie_le", "delie_le")


@dataclass(frozen=True)
class Binding:
    """A line of the file: an account, the provider, the fingerprint of the person there, when it was bound, unbound."""

    account: str
    issuer: str
    person: str
    bound_at: str
    unbound_at: str = ""

    def cells(self) -> list[str]:
        """The line as it is kept in the file."""
        return [self.account, self.issuer, self.person, self.bound_at, self.unbound_at]


def bindings(settings: Settings) -> list[Binding]:
    """Every binding, those that were undone too; none in a folder of before they were kept. Raises AccessError where
    the file is not read, for nobody is known by it then; a line that is cut short binds its account to nobody."""
    rows = read_rows(policy.content(settings, policy.IDENTITIES))
    if fault := headings_fault(rows):
        raise AccessError(fault)
    cells = ([*row, *[""] * len(COLUMNS)][: len(COLUMNS)] for row in rows[1:] if any(row))
    return [Binding(*map(str.strip, row)) for row in cells]


def headings_fault(rows: list[list[str]]) -> str:
    """What is wrong with the headings; nothing for a file that does not exist yet."""
    if not rows or tuple(rows[0][: len(COLUMNS)]) == COLUMNS:
        return ""
    return (
        f"{policy.IDENTITIES} : les en-têtes ne sont pas lus, personne ne peut donc se connecter : "
        f"écrivez « {';'.join(COLUMNS)} »."
    )


def is_the_same(settings: Settings, account: str, issuer: str, subject: str, binds: bool = True) -> bool:
    """Whether the account is that of this person; one that was nobody's yet becomes theirs, where this `binds`."""
    person = hashed(json.dumps([issuer, subject]))
    standing = _standing(bindings(settings), account)
    if not standing and not binds:
        return True
    if not standing:
        with policy.changing(settings):  # another process may have bound it meanwhile
            every = bindings(settings)
            standing = _standing(every, account)
            if not standing:
                standing = [Binding(account, issuer, person, _now())]
                _keep(settings, every + standing)
                _say(settings, "identity_bound", account, account)
    return any(binding.person == person for binding in standing)


def unbind(settings: Settings, account: str | None, by: str) -> int:
    """Undoes the binding of an account, or of every one; the lines stay, dated. Returns how many."""
    wanted = None if account is None else plain_account(account) or account
    with policy.changing(settings):
        every = bindings(settings)
        leaving = [binding for binding in every if not binding.unbound_at and wanted in (None, binding.account)]
        if leaving:
            _keep(
                settings, [replace(binding, unbound_at=_now()) if binding in leaving else binding for binding in every]
            )
        for binding in leaving:
            _say(settings, "identity_unbound", by, binding.account)
    return len(leaving)


def _standing(every: list[Binding], account: str) -> list[Binding]:
    return [binding for binding in every if binding.account == account and not binding.unbound_at]


def _keep(settings: Settings, every: list[Binding]) -> None:
    policy.keep(settings, policy.IDENTITIES, written([list(COLUMNS), *(binding.cells() for binding in every)]))


def _say(settings: Settings, event: audit_log.Event, by: str, account: str) -> None:
    who, subject = (audit_log.pseudonym(settings, name) for name in (by, account))
    audit_log.record(settings, event, who, subject=subject)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
