"""The commands that write what leaves the tool, declared beside the others: export, sheet, publish."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.french_help import FrenchCommand

Campaign = Annotated[
    str | None, typer.Option("--campaign", "-c", help="Année scolaire ; la dernière lisible par défaut.")
]
Edition = Annotated[str | None, typer.Option("--edition", help="Une édition figée, par son nom de dossier.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Fichier ou dossier à écrire.")]


def export(
    subject: Annotated[
        str, typer.Argument(help="« national », ou le code d'un territoire.", metavar="QUOI")
    ] = "national",
    campaign: Campaign = None,
    output: Output = None,
    edition: Edition = None,
    every: Annotated[bool, typer.Option("--all", help="Le dossier de chaque comité.")] = False,
    ods: Annotated[bool, typer.Option("--ods", help="Écrit aussi la version .ods (par LibreOffice).")] = False,
) -> None:
    """Écrit la synthèse Excel (nationale, ou le dossier d'un territoire)."""
    from pipelines.commands import summaries

    if every:
        raise typer.Exit(summaries.every(campaign, output))
    raise typer.Exit(summaries.run(subject, campaign, output, edition, ods))


def sheet(
    subject: Annotated[str, typer.Argument(help="Code d'un territoire, ou « objectif-4 ».", metavar="QUOI")] = "NAT-FR",
    campaign: Campaign = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Fichier .pdf, .docx ou .pptx ; .pdf par défaut.")
    ] = None,
) -> None:
    """Écrit la fiche de deux pages d'un territoire ou d'un objectif (PDF, Word ou PowerPoint)."""
    from pipelines.commands import summaries

    raise typer.Exit(summaries.sheet(subject, campaign, output))


def publish(
    folder: Annotated[Path, typer.Argument(help="Dossier à remplir.", metavar="DOSSIER", file_okay=False)],
) -> None:
    """Écrit les données ouvertes : CSV, Parquet, schémas, empreintes ; sans nom ni petit effectif."""
    from pipelines.commands import summaries

    raise typer.Exit(summaries.publish_to(folder))


def declare_outputs(app: typer.Typer) -> None:
    """Adds these commands to `pilotage`."""
    for command in (export, sheet, publish):
        app.command(cls=FrenchCommand)(command)
