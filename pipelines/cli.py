"""The commands of `pilotage`. Exit codes: 0 all accepted, 1 something refused or set aside, 2 wrong use."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.french_help import FrenchCommand, FrenchGroup
from pipelines.french_help import run as run_in_french

app = typer.Typer(
    cls=FrenchGroup,
    help="Pilotage de la stratégie « Numérique pour l'éducation » : du classeur d'un comité au chiffre national, et retour.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Json = Annotated[bool, typer.Option("--json", help="Réponse en JSON, pour un programme.")]
CampaignOption = Annotated[str | None, typer.Option("--campaign", "-c", help="Année scolaire, par exemple 2025-2026.")]


@app.command(cls=FrenchCommand)
def demo(
    seed: Annotated[int, typer.Option(help="Même graine, mêmes données.")] = 2023,
) -> None:
    """Écrit des remontées de démonstration, les ingère et calcule tout (dossier « data-demo » sauf PILOTAGE_DATA)."""
    from pipelines.commands.demonstration import run

    raise typer.Exit(run(seed))


@app.command(cls=FrenchCommand)
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Fichiers ou dossiers reçus.", metavar="CHEMIN…", exists=True)],
    json: Json = False,
    allow_demonstration: Annotated[
        bool, typer.Option(help="Accepte d'ajouter ces fichiers à un dossier de démonstration.")
    ] = False,
) -> None:
    """Reçoit des classeurs et des tableaux, les garde, les contrôle et recalcule tous les chiffres."""
    from pipelines.commands.intake import run

    raise typer.Exit(run(paths, as_json=json, allow_demonstration=allow_demonstration))


@app.command(cls=FrenchCommand)
def build() -> None:
    """Recalcule tout à partir des fichiers déjà reçus."""
    from pipelines.commands.rebuild import run

    raise typer.Exit(run())


@app.command(cls=FrenchCommand)
def status(campaign: CampaignOption = None, json: Json = False) -> None:
    """Dit ce qui est arrivé, de qui, et ce qui manque."""
    from pipelines.commands.follow_up import run

    raise typer.Exit(run(campaign, as_json=json))


@app.command(cls=FrenchCommand)
def explain(
    territory: Annotated[str, typer.Argument(help="Code ou nom : DEPT-59, REG-32, NAT-FR.", metavar="TERRITOIRE")],
    indicator: Annotated[str, typer.Argument(help="Code de l'indicateur : O04-1.", metavar="INDICATEUR")],
    campaign: Annotated[str | None, typer.Argument(help="Année scolaire ; la dernière par défaut.", metavar="CAMPAGNE")] = None,
    json: Json = False,
) -> None:
    """Explique un chiffre : formule, ce qui est retenu, territoires additionnés, jusqu'aux cellules."""
    from pipelines.commands.figures import run

    raise typer.Exit(run(territory, indicator, campaign, as_json=json))


@app.command(cls=FrenchCommand)
def export(
    territory: Annotated[str, typer.Argument(help="« national », ou le code d'un territoire.", metavar="QUOI")] = "national",
    campaign: CampaignOption = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Fichier à écrire.", dir_okay=False)] = None,
) -> None:
    """Écrit la synthèse Excel (nationale, ou le dossier d'un territoire)."""
    from pipelines.commands.summaries import run

    raise typer.Exit(run(territory, campaign, output))


@app.command(cls=FrenchCommand)
def start(
    port: Annotated[int, typer.Option(help="Port d'écoute, sur cette machine seulement.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Ouvre le navigateur.")] = True,
) -> None:
    """Ouvre le tableau de bord dans le navigateur (127.0.0.1 seulement)."""
    from pipelines.commands.serving import run

    raise typer.Exit(run(port, browser))


def main() -> None:
    """Entry point: expected failures are one French sentence and exit code 2, never a traceback."""
    from pipelines.commands import expected_failures

    try:
        sys.exit(run_in_french(app))
    except expected_failures() as failure:
        typer.echo(f"{failure}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
