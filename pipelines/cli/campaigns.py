"""The commands of campaigns: campaign close, campaign reopen, campaign list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.operator import note
from pipelines.cli.options import Json
from pipelines.cli.terminal import FrenchCommand, FrenchGroup, print_json, progress_bar, say, table

if TYPE_CHECKING:
    from pipelines.settings import Settings
    from pipelines.store.closing_log import Campaign, Closing

Name = Annotated[str, typer.Argument(help="Année scolaire, par exemple 2026-2027.", metavar="CAMPAGNE")]
Reason = Annotated[str, typer.Option("--reason", help="Pourquoi : gardé avec l'enregistrement.")]
HEADERS = ["Campagne", "Collecte", "Jour de clôture", "Close le", "Dernier enregistrement"]

campaign = typer.Typer(cls=FrenchGroup, help="Clôt ou rouvre la collecte d'une campagne.", no_args_is_help=True)


@campaign.command(cls=FrenchCommand)
def close(name: Name, reason: Reason = "") -> None:
    """Clôt la collecte avant son jour : les chiffres de la campagne sont désormais jugés."""
    from indicators.catalogue import catalogue
    from pipelines.settings import settings as environment_settings
    from pipelines.settings import this_day
    from pipelines.store.closing_log import close as record_closing

    settings = environment_settings()
    closing = record_closing(settings, catalogue(settings.catalogue).strategy, name, reason, this_day())
    if closing is None:
        say(f"La campagne {name} est déjà close : rien n'a changé.")
    else:
        _count_again(settings, closing, "close")


@campaign.command(cls=FrenchCommand)
def reopen(name: Name, reason: Reason = "") -> None:
    """Rouvre une collecte close : les chiffres de la campagne sont montrés, et ne sont plus jugés."""
    from indicators.catalogue import catalogue
    from pipelines.settings import settings as environment_settings
    from pipelines.settings import this_day
    from pipelines.store.closing_log import reopen as record_reopening

    settings = environment_settings()
    closing = record_reopening(settings, catalogue(settings.catalogue).strategy, name, reason, this_day())
    if closing is None:
        say(f"La campagne {name} est déjà ouverte : rien n'a changé.")
    else:
        _count_again(settings, closing, "rouverte")


@campaign.command("list", cls=FrenchCommand)
def list_campaigns(json: Json = False) -> None:
    """Dit quelles campagnes sont ouvertes, lesquelles sont closes, depuis quand et pourquoi."""
    from dataclasses import asdict

    from indicators.catalogue import catalogue
    from pipelines.settings import shown_settings
    from pipelines.store.closing_log import campaigns

    settings = shown_settings()
    rows = campaigns(settings, catalogue(settings.catalogue).strategy)
    if json:
        print_json([asdict(row) for row in rows])
    else:
        table("Campagnes", HEADERS, [_cells(row) for row in rows])


def _count_again(settings: Settings, closing: Closing, state: str) -> None:
    """Journals a closing or a reopening, and builds: what is judged has changed."""
    from datetime import date

    from indicators.typography import day
    from pipelines.warehouse.accepted_definitions import build_in_force

    note(settings, "closing", campaign=closing.campaign, state=closing.state)
    with progress_bar("Lecture des fichiers") as progress:
        build_in_force(settings, progress)
    say(f"Campagne {closing.campaign} {state} le {day(date.fromisoformat(closing.on))}. Les chiffres sont recalculés.")


def _cells(row: Campaign) -> list[str]:
    from datetime import date

    from indicators.typography import ABSENT, day
    from indicators.words import words

    last = row.history[-1] if row.history else None
    reason = f"{day(date.fromisoformat(last.on))} : {last.reason}" if last else ABSENT
    return [row.campaign, words()["campaign"][row.state], day(row.closes_on), day(row.closed_on), reason]
