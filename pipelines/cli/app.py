"""The commands of `pilotage`. Exit codes: 0 all accepted, 1 something refused or set aside, 2 wrong use."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.access import declare_access
from pipelines.cli.campaigns import declare_campaigns
from pipelines.cli.french_help import FrenchCommand, FrenchGroup
from pipelines.cli.french_help import run as run_in_french
from pipelines.cli.outputs import declare_outputs
from pipelines.cli.review import declare
from pipelines.cli.server import declare_server

app = typer.Typer(
    cls=FrenchGroup,
    help="Pilotage de la stratégie « Numérique pour l'éducation » : du classeur d'un comité au chiffre national.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Paths = Annotated[
    list[Path], typer.Argument(help="Fichiers, dossiers ou archives .zip.", metavar="CHEMIN…", exists=True)
]
Json = Annotated[bool, typer.Option("--json", help="Réponse en JSON, pour un programme.")]
OneCampaign = Annotated[str | None, typer.Option("--campaign", "-c", help="Année scolaire, par exemple 2025-2026.")]
Annotate = Annotated[
    Path | None, typer.Option(help="Dossier où écrire les classeurs avec leurs cellules à corriger.", file_okay=False)
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Fichier ou dossier à écrire.")]


@app.command(cls=FrenchCommand)
def demo(seed: Annotated[int, typer.Option(help="Même graine, mêmes données.")] = 2023) -> None:
    """Écrit des remontées de démonstration, les ingère et calcule tout (dossier « data-demo » sauf PILOTAGE_DATA)."""
    from pipelines.commands.demonstration import run

    raise typer.Exit(run(seed))


@app.command(cls=FrenchCommand)
def ingest(
    paths: Paths,
    json: Json = False,
    annotate: Annotate = None,
    allow_demonstration: Annotated[
        bool, typer.Option(help="Accepte d'ajouter ces fichiers à un dossier de démonstration.")
    ] = False,
) -> None:
    """Reçoit des classeurs et des tableaux, les garde, les contrôle et recalcule tous les chiffres."""
    from pipelines.commands import intake

    raise typer.Exit(intake.ingest(paths, json, allow_demonstration, annotate))


@app.command(cls=FrenchCommand)
def check(paths: Paths, json: Json = False, annotate: Annotate = None) -> None:
    """Contrôle des fichiers sans rien changer : verdict, messages, cellules à corriger."""
    from pipelines.commands import intake

    raise typer.Exit(intake.check(paths, json, annotate))


@app.command(cls=FrenchCommand)
def tables(json: Json = False) -> None:
    """Liste les tableaux officiels connus : ce que chacun donne, son année, sa page."""
    from pipelines.commands import tables as command

    raise typer.Exit(command.run(json))


@app.command(cls=FrenchCommand)
def build(
    watch: Annotated[bool, typer.Option("--watch", help="Veille, et recalcule dès qu'un fichier est reçu.")] = False,
    every: Annotated[float, typer.Option(help="Secondes entre deux regards.", min=0.1)] = 2.0,
    accept_changes: Annotated[
        bool, typer.Option("--accept-changes", help="Applique de nouvelles définitions, même aux campagnes closes.")
    ] = False,
    parent: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """Recalcule tout à partir des fichiers déjà reçus."""
    from pipelines.commands import rebuild

    raise typer.Exit(rebuild.watch(every, parent) if watch else rebuild.run(accept_changes))


@app.command(cls=FrenchCommand)
def status(campaign: OneCampaign = None, json: Json = False) -> None:
    """Dit ce qui est arrivé, de qui, et ce qui manque."""
    from pipelines.commands.follow_up import run

    raise typer.Exit(run(campaign, as_json=json))


@app.command(cls=FrenchCommand)
def template(
    territory: Annotated[
        str | None, typer.Argument(help="Code : DEPT-59, REG-32, NAT-FR.", metavar="TERRITOIRE")
    ] = None,
    campaign: OneCampaign = None,
    all_committees: Annotated[bool, typer.Option("--all", help="Un modèle pour chaque comité.")] = False,
    ods: Annotated[bool, typer.Option("--ods", help="Écrit aussi la version .ods (par LibreOffice).")] = False,
    schools: Annotated[
        str | None,
        typer.Option(help="Codes d'indicateurs : un classeur à remplir par les établissements.", metavar="O04-1,O10-1"),
    ] = None,
    output: Output = None,
) -> None:
    """Écrit le classeur prérempli qu'un comité, ou ses établissements, n'ont plus qu'à compléter."""
    from pipelines.commands import templates

    if schools is not None:
        raise typer.Exit(templates.run_schools(territory, campaign, schools, output))
    raise typer.Exit(templates.run(territory, campaign, all_committees, ods, output))


@app.command(cls=FrenchCommand)
def remind(
    campaign: Annotated[str, typer.Argument(help="Année scolaire.", metavar="CAMPAGNE")],
    output: Output = None,
) -> None:
    """Écrit, pour chaque comité silencieux ou à corriger, le texte d'une relance prête à coller."""
    from pipelines.commands.remind import run

    raise typer.Exit(run(campaign, output))


@app.command(cls=FrenchCommand)
def explain(
    territory: Annotated[str, typer.Argument(help="Code ou nom : DEPT-59, REG-32, NAT-FR.", metavar="TERRITOIRE")],
    indicator: Annotated[str, typer.Argument(help="Code de l'indicateur : O04-1.", metavar="INDICATEUR")],
    campaign: Annotated[
        str | None, typer.Argument(help="Année scolaire ; la dernière par défaut.", metavar="CAMPAGNE")
    ] = None,
    json: Json = False,
) -> None:
    """Explique un chiffre : formule, ce qui est retenu, territoires additionnés, jusqu'aux cellules."""
    from pipelines.commands.figures import run

    raise typer.Exit(run(territory, indicator, campaign, as_json=json))


declare_outputs(app)


@app.command(cls=FrenchCommand)
def freeze(
    name: Annotated[
        str, typer.Argument(help="Nom de l'édition, par exemple « Comité de novembre 2026 ».", metavar="NOM")
    ],
    campaign: Annotated[str, typer.Option("--campaign", "-c", help="Année scolaire de l'édition.")],
    reserves: Annotated[
        Path, typer.Option(help="Tableau .csv des refus et écarts, une phrase par ligne.", dir_okay=False)
    ] = Path("reserves.csv"),
    dossiers: Annotated[
        bool, typer.Option("--dossiers", help="Garde aussi le dossier Excel de chaque territoire.")
    ] = False,
) -> None:
    """Garde pour toujours les chiffres d'une campagne, ses définitions et ses réserves."""
    from pipelines.commands import publishing

    raise typer.Exit(publishing.freeze_edition(name, campaign, reserves, dossiers))


@app.command(cls=FrenchCommand)
def verify() -> None:
    """Vérifie, octet par octet, ce qui est reçu, décidé, publié ou figé."""
    from pipelines.commands import publishing

    raise typer.Exit(publishing.verify())


declare(app)
declare_campaigns(app)
declare_access(app)
declare_server(app)


@app.command(cls=FrenchCommand)
def start(
    port: Annotated[int, typer.Option(help="Port d'écoute.")] = 8501,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Ouvre le navigateur.")] = True,
    host: Annotated[
        str, typer.Option(help="Adresse d'écoute ; ailleurs que sur cette machine, PILOTAGE_IDENTITY est nécessaire.")
    ] = "127.0.0.1",
) -> None:
    """Ouvre le tableau de bord dans le navigateur (pour cette machine seulement, sauf --host)."""
    from pipelines.commands.serving import run

    raise typer.Exit(run(port, browser, host))


def main() -> None:
    """Entry point: a failure is one French sentence and an exit code, never a traceback."""
    from pipelines.commands.failures import keep_trace
    from pipelines.errors import PilotageError

    try:
        sys.exit(run_in_french(app))
    except Exception as failure:
        sentence = str(failure) if isinstance(failure, PilotageError) else keep_trace(failure)
        typer.echo(sentence, err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
