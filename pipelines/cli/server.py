"""The commands of whoever runs the server, declared beside the others: backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.french_help import FrenchCommand


def backup(
    target: Annotated[Path, typer.Argument(help="Fichier .tar à écrire, ou dossier.", metavar="FICHIER")],
    with_secrets: Annotated[
        bool, typer.Option("--with-secrets", help="Y met aussi les clés : à garder chiffrée.")
    ] = False,
    keep: Annotated[
        int | None, typer.Option(help="Dans un dossier : ne garde que ce nombre de sauvegardes.", min=1)
    ] = None,
) -> None:
    """Sauvegarde tout ce qui ne se recalcule pas, pendant que le service tourne, et relit ce qui est écrit."""
    from pipelines.commands import backup as command

    raise typer.Exit(command.write(target, with_secrets, keep))


def restore(
    source: Annotated[Path, typer.Argument(help="Sauvegarde .tar.", metavar="FICHIER", exists=True, dir_okay=False)],
) -> None:
    """Restaure une sauvegarde dans un dossier vide, recalcule, et dit si les chiffres sont les mêmes."""
    from pipelines.commands import backup as command

    raise typer.Exit(command.put_back(source))


def declare_server(app: typer.Typer) -> None:
    """Adds these commands to `pilotage`."""
    for command in (backup, restore):
        app.command(cls=FrenchCommand)(command)
