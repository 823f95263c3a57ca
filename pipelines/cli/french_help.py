"""Makes the command line's built-in words French: help option, panel titles, messages of wrong use."""

from __future__ import annotations

from typing import Any

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
rich_utils.ERRORS_PANEL_TITLE = "Erreur"
rich_utils.DEFAULT_STRING = "[par défaut : {}]"
rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"
rich_utils.ENVVAR_STRING = "[variable : {}]"


class _FrenchHelp:
    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Affiche cette aide."
        return option


class FrenchCommand(_FrenchHelp, TyperCommand):
    """A command whose help is French throughout."""


class FrenchGroup(_FrenchHelp, TyperGroup):
    """A group of commands whose help is French throughout."""


def run(app: typer.Typer) -> int:
    """Runs the command line; a wrong use is one French sentence and exit code 2."""
    try:
        return app(standalone_mode=False) or 0
    except typer.Exit as stop:
        return stop.exit_code
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("Interrompu.", err=True)
        return 130
    except Exception as error:
        if not hasattr(error, "format_message"):  # the family of click's own errors, which typer keeps private
            raise
        typer.echo(f"{_french(error)} Tapez « pilotage --help » pour l'aide.", err=True)
        return 2


def _french(error: Any) -> str:
    name = type(error).__name__
    if name == "NoSuchOption":
        return f"L'option « {error.option_name} » n'existe pas."
    parameter = getattr(error, "param", None)
    label = (getattr(parameter, "metavar", None) or getattr(parameter, "name", "") or "").upper()
    if name == "MissingParameter":
        return f"Il manque « {label} »."
    if name == "BadParameter":
        return f"Valeur refusée pour « {label} » : ce fichier, dossier ou nombre n'existe pas ou n'est pas lisible."
    if name == "NoArgsIsHelpError":
        return error.format_message()
    return "Cette commande n'existe pas ou ses arguments ne conviennent pas."
