"""`pilotage access`: gives and withdraws roles, shows them, checks the table, ends sessions."""

from __future__ import annotations

from dataclasses import asdict

from indicators.territories import territories
from indicators.typography import number
from pipelines.access.lines import Line, role_word
from pipelines.access.rights import NOTHING, ROLES
from pipelines.access.table import check, compare, grant, listing, revoke, rights_of, unserved
from pipelines.cli.terminal import print_json, say, table
from pipelines.commands.operator import note, operator
from pipelines.settings import settings
from pipelines.store.audit_log import pseudonym

HEADERS = ["Compte", "Rôle", "Territoire", "Nom", "Accordé le", "Retiré le"]


def give(account: str, role: str, territory: str) -> int:
    """Gives a role. Returns the exit code."""
    kept = grant(settings(), account, role, territory, operator())
    say(f"{kept.account} : {kept.role_typed}, {_name(kept.territory_code)} ({kept.territory_code}).")
    return 0


def withdraw(account: str, role: str | None, territory: str | None) -> int:
    """Withdraws roles, and signs out an account that has none left. Returns the exit code."""
    where = settings()
    count = revoke(where, account, role, territory, by=operator())
    if not count:
        say("Rien à retirer : ce compte n'a pas ce rôle. Voyez « pilotage access list ».")
        return 1
    say(f"{number(count)} rôle(s) retiré(s) à {account.strip().lower()}.")
    return 0 if rights_of(where, account) != NOTHING else sign_out(account)


def show(as_json: bool) -> int:
    """Shows every line of the table. Returns the exit code."""
    found = listing(settings())
    if as_json:
        print_json([asdict(one) | {"understood": not one.fault} for one in found])
    elif found:
        table(f"Comptes ({number(len(found))})", HEADERS, [_line(one) for one in found])
    else:
        say("Aucun compte : donnez un rôle avec « pilotage access grant COMPTE RÔLE TERRITOIRE ».")
    return 0


def check_table() -> int:
    """Says what gives no right, and which régions nobody follows. Returns the exit code."""
    where = settings()
    faults = check(where)
    for one in faults:
        say(f"À corriger, {one}")
    silent = unserved(where)
    if silent:
        say(f"Sans compte qui dépose : {', '.join(_name(code) for code in silent)}.")
    if not faults:
        say("La table des comptes est lue en entier.")
    return 1 if faults else 0


def sign_out(account: str) -> int:
    """Ends the sessions of an account. Returns the exit code."""
    from pipelines.access.sessions import end_all

    where = settings()
    count = end_all(where, account)
    note(where, "sign_out", subject=pseudonym(where, account), sessions=count)
    say(f"{number(count)} session(s) terminée(s) pour {account.strip().lower()}.")
    return 0


def set_comparisons(setting: str) -> int:
    """Says what accounts see of other territories. Returns the exit code."""
    compare(settings(), setting.strip().lower(), operator())
    say(f"Comparaisons : {setting.strip().lower()}.")
    return 0


def _line(one: Line) -> list[str]:
    role = role_word(one.role) if one.role in ROLES else f"{one.role_typed} (non lu)"
    name = _name(one.territory_code) if one.grant else "ne donne aucun droit"
    return [one.account, role, one.territory_code, name, one.granted_at[:10], one.revoked_at[:10]]


def _name(code: str) -> str:
    return next((one.name for one in territories() if one.code == code), code)
