"""The commands of the annual review, declared beside the others: decide, changes, review."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.french_help import FrenchCommand

Json = Annotated[bool, typer.Option("--json", help="Réponse en JSON, pour un programme.")]


def decide(
    text: Annotated[
        str | None, typer.Argument(help="Ce qui est décidé ; sans texte, la liste.", metavar="TEXTE")
    ] = None,
    meeting: Annotated[str, typer.Option(help="La réunion, par exemple « Comité de novembre 2026 ».")] = "",
    owner: Annotated[str, typer.Option(help="La fonction responsable, jamais le nom d'une personne.")] = "",
    territory: Annotated[str, typer.Option(help="Code du territoire : NAT-FR, REG-32, DEPT-59.")] = "NAT-FR",
    objective: Annotated[int | None, typer.Option(help="Numéro de l'objectif.")] = None,
    due: Annotated[str | None, typer.Option(help="Échéance : 31/12/2026.")] = None,
    change: Annotated[str | None, typer.Option(help="Numéro d'une décision dont l'état change : D0001.")] = None,
    state: Annotated[str, typer.Option(help="Nouvel état : ouverte, en cours, tenue, abandonnée.")] = "",
    json: Json = False,
) -> None:
    """Enregistre une décision, en change l'état, ou les montre toutes."""
    from pipelines.commands import decide as command

    if change:
        raise typer.Exit(command.change(change, state))
    if text:
        raise typer.Exit(command.take(meeting, text, owner, territory, objective, due))
    raise typer.Exit(command.listing(json))


def changes(
    territory: Annotated[
        str | None, typer.Argument(help="Code : NAT-FR, REG-32, DEPT-59.", metavar="TERRITOIRE")
    ] = None,
    before: Annotated[str | None, typer.Option("--from", help="Édition ou campagne de départ.")] = None,
    after: Annotated[str | None, typer.Option("--to", help="Édition ou campagne d'arrivée.")] = None,
    json: Json = False,
) -> None:
    """Dit ce qui a changé et pourquoi : progrès réel, corrections, périmètre, définitions."""
    from pipelines.commands import changed

    raise typer.Exit(changed.run(before, after, territory, json))


def review(
    territory: Annotated[
        str | None, typer.Argument(help="Code : NAT-FR, REG-32, DEPT-59.", metavar="TERRITOIRE")
    ] = None,
    campaign: Annotated[
        str | None, typer.Option("--campaign", "-c", help="Année scolaire ; la dernière lisible.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Fichier .docx à écrire.")] = None,
    edition: Annotated[str | None, typer.Option(help="Une édition figée, par son nom de dossier.")] = None,
) -> None:
    """Écrit la revue annuelle à imprimer : décisions à suivre, sujets à discuter, appréciations."""
    from pipelines.commands import reviews

    raise typer.Exit(reviews.run(territory, campaign, output, edition))


def declare(app: typer.Typer) -> None:
    """Adds these commands to `pilotage`."""
    for command in (decide, changes, review):
        app.command(cls=FrenchCommand)(command)
