"""The terminal, in French: tables and messages on standard output, progress bars on standard error, help, wrong use."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.table import Table
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from rich.tree import Tree

rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
rich_utils.ERRORS_PANEL_TITLE = "Erreur"
rich_utils.DEFAULT_STRING = "[par défaut : {}]"
rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"
rich_utils.ENVVAR_STRING = "[variable : {}]"

console = Console(highlight=False, soft_wrap=False)
unbounded = Console(highlight=False, width=100_000)
errors = Console(stderr=True, highlight=False)


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that the block moves by calling (done, total); silent where nobody watches."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def say(text: str) -> None:
    """A sentence, with French spaces; square brackets are taken as they are."""
    from indicators.typography import typeset

    console.print(typeset(text), markup=False, soft_wrap=True)


def draw(drawn: Table | Tree) -> None:
    """A table or a tree, folded to the width of a terminal; a file or a pipe has none, and gets whole lines."""
    (console if sys.stdout.isatty() else unbounded).print(drawn)


def table(title: str | None, headers: list[str], rows: list[list[str]], right: frozenset[int] = frozenset()) -> None:
    """A table; columns in `right` are aligned on the right. Cells are taken as they are, never as markup."""
    grid = Table(title=title, title_justify="left", header_style="bold", show_edge=False)
    for index, header in enumerate(headers):
        grid.add_column(header, justify="right" if index in right else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(cell.replace("[", "\\[") for cell in row))
    draw(grid)


def print_json(value: Any) -> None:
    """The answer for a program."""
    import json

    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


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
        typer.echo(f"{_wrong_use(error)} Tapez « pilotage --help » pour l'aide.", err=True)
        return 2


def _wrong_use(error: Any) -> str:
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
