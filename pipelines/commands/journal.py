"""`pilotage journal`: whether it is whole, what it says, and what is let go once it is old enough."""

from __future__ import annotations

from typing import Any

from indicators.typography import number
from pipelines.access.lines import access_words
from pipelines.cli.terminal import print_json, say, table
from pipelines.commands.operator import operator
from pipelines.settings import settings
from pipelines.store.audit_chain import entries, purge, verify
from pipelines.store.audit_log import pseudonym
from pipelines.store.decision_log import read_date

SHORT = 8  # enough to tell two accounts apart on a screen; --json gives all of it
HEADERS = ["N°", "Quand (UTC)", "Quoi", "Qui", "Où", "Issue", "Détails"]
_SHOWN = {"seq", "at", "event", "who", "scope", "outcome", "fingerprint", "previous", "hash"}


def check_chain() -> int:
    """Says where the journal breaks. Returns the exit code."""
    where = settings()
    found = verify(where)
    for one in found:
        say(f"Journal rompu : {one}")
    if not found:
        say(f"Le journal est entier : {number(len(entries(where)))} ligne(s).")
    return 1 if found else 0


def show(since: str | None, account: str | None, as_json: bool) -> int:
    """Shows lines of the journal. Returns the exit code."""
    where, day = settings(), read_date(since)
    found = entries(where, day.isoformat() if day else "", pseudonym(where, account) if account else "")
    if as_json:
        print_json(found)
    elif found:
        table(f"Journal ({number(len(found))})", HEADERS, [_line(one) for one in found])
    else:
        say("Aucune ligne dans le journal pour ce choix.")
    return 0


def let_go() -> int:
    """Removes the months that are too old. Returns the exit code."""
    where = settings()
    months = purge(where, pseudonym(where, operator()))
    say(f"Mois effacés : {', '.join(months)}." if months else "Aucun mois n'est assez ancien pour être effacé.")
    return 0


def _line(one: dict[str, Any]) -> list[str]:
    details = ", ".join(f"{name}={value}" for name, value in one.items() if name not in _SHOWN and value != "")
    event = access_words()["event"].get(str(one["event"]), str(one["event"]))
    scope, outcome = str(one.get("scope", "")), str(one.get("outcome", ""))
    when, who = str(one["at"])[:16].replace("T", " "), str(one["who"])[:SHORT]
    return [str(one["seq"]), when, event, who, scope, outcome, details]
