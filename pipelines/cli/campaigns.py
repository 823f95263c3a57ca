"""The commands of campaigns, declared beside the others: campaign close, campaign reopen, campaign list."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli.french_help import FrenchCommand, FrenchGroup

Campaign = Annotated[str, typer.Argument(help="Année scolaire, par exemple 2026-2027.", metavar="CAMPAGNE")]
Reason = Annotated[str, typer.Option("--reason", help="Pourquoi : gardé avec l'enregistrement.")]

campaign = typer.Typer(cls=FrenchGroup, help="Clôt ou rouvre la collecte d'une campagne.", no_args_is_help=True)


@campaign.command(cls=FrenchCommand)
def close(name: Campaign, reason: Reason = "") -> None:
    """Clôt la collecte avant son jour : les chiffres de la campagne sont désormais jugés."""
    from pipelines.commands import campaigns

    raise typer.Exit(campaigns.closed(name, reason))


@campaign.command(cls=FrenchCommand)
def reopen(name: Campaign, reason: Reason = "") -> None:
    """Rouvre une collecte close : les chiffres de la campagne sont montrés, et ne sont plus jugés."""
    from pipelines.commands import campaigns

    raise typer.Exit(campaigns.reopened(name, reason))


@campaign.command("list", cls=FrenchCommand)
def listing(json: Annotated[bool, typer.Option("--json", help="Réponse en JSON, pour un programme.")] = False) -> None:
    """Dit quelles campagnes sont ouvertes, lesquelles sont closes, depuis quand et pourquoi."""
    from pipelines.commands import campaigns

    raise typer.Exit(campaigns.listing(json))


def declare_campaigns(app: typer.Typer) -> None:
    """Adds these commands to `pilotage`."""
    app.add_typer(campaign, name="campaign")
