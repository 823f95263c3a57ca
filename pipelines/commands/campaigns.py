"""`pilotage campaign`: closes or reopens a campaign, with its reason, or tells where each one stands."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from indicators.catalogue import catalogue
from indicators.typography import ABSENT, day
from indicators.words import words
from pipelines.cli.terminal import print_json, progress_bar, say, table
from pipelines.commands.operator import note
from pipelines.settings import Settings, settings, shown_settings, this_day
from pipelines.store.closing_log import Campaign, Closing, campaigns, close, reopen
from pipelines.warehouse.accepted_definitions import build_in_force

HEADERS = ["Campagne", "Collecte", "Jour de clôture", "Close le", "Dernier enregistrement"]


def listing(as_json: bool) -> int:
    """Tells where each campaign stands, and why. Returns the exit code."""
    where = shown_settings()
    found = campaigns(where, catalogue(where.catalogue).strategy)
    if as_json:
        print_json([asdict(one) for one in found])
    else:
        table("Campagnes", HEADERS, [_line(one) for one in found])
    return 0


def closed(campaign: str, reason: str) -> int:
    """Closes a campaign today, and counts again. Returns the exit code."""
    where = settings()
    kept = close(where, catalogue(where.catalogue).strategy, campaign, reason, this_day())
    return _told(where, kept, f"La campagne {campaign} est déjà close : rien n'a changé.", "close")


def reopened(campaign: str, reason: str) -> int:
    """Opens a closed campaign again, and counts again. Returns the exit code."""
    where = settings()
    kept = reopen(where, catalogue(where.catalogue).strategy, campaign, reason, this_day())
    return _told(where, kept, f"La campagne {campaign} est déjà ouverte : rien n'a changé.", "rouverte")


def _told(where: Settings, kept: Closing | None, nothing: str, done: str) -> int:
    if kept is None:
        say(nothing)
        return 0
    note(where, "closing", campaign=kept.campaign, state=kept.state)
    with progress_bar("Lecture des fichiers") as progress:
        build_in_force(where, progress)
    say(f"Campagne {kept.campaign} {done} le {day(date.fromisoformat(kept.on))}. Les chiffres sont recalculés.")
    return 0


def _line(one: Campaign) -> list[str]:
    last = one.history[-1] if one.history else None
    said = f"{day(date.fromisoformat(last.on))} : {last.reason}" if last else ABSENT
    return [one.campaign, words()["campaign"][one.state], day(one.closes_on), day(one.closed_on), said]
