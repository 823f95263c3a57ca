"""The command line `pilotage`, its commands in the order of its help, and what a failure says.

Exit codes: 0 all accepted, 1 something refused or set aside, 2 wrong use."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

import typer

from pipelines.cli.access import access, journal
from pipelines.cli.campaigns import campaign
from pipelines.cli.decisions import decide
from pipelines.cli.demands import demand
from pipelines.cli.figures import explain, status
from pipelines.cli.ingest import build, check, demo, ingest, tables
from pipelines.cli.outputs import export, publish, sheet, template
from pipelines.cli.releases import freeze, verify
from pipelines.cli.review import changes, remind, review
from pipelines.cli.server import backup, restore, start
from pipelines.cli.terminal import FrenchCommand, FrenchGroup, run
from pipelines.cli.visas import visa

app = typer.Typer(
    cls=FrenchGroup,
    help="Pilotage de la stratégie « Numérique pour l'éducation » : du classeur d'un comité au chiffre national.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

# In the order of a campaign: receive, follow, explain, write out, freeze, decide; then what the server needs.
COMMANDS = (
    *(demo, ingest, check, tables, build, status, template, remind, explain),
    *(export, sheet, publish, freeze, verify),
    *(decide, demand, visa, changes, review),
    *(backup, restore, start),
)
GROUPS = {"campaign": campaign, "access": access, "journal": journal}

for command in COMMANDS:
    app.command(cls=FrenchCommand)(command)
for name, group in GROUPS.items():
    app.add_typer(group, name=name)


def main() -> None:
    """Entry point: a failure is one French sentence and an exit code, never a traceback."""
    from pipelines.unneeded import do_without

    do_without()
    try:
        sys.exit(run(app))
    except Exception as failure:
        from pipelines.errors import PilotageError

        sentence = str(failure) if isinstance(failure, PilotageError) else _keep_trace(failure)
        typer.echo(sentence, err=True)
        sys.exit(2)


def _keep_trace(failure: Exception) -> str:
    """Writes the trace of an unforeseen failure to a file, and gives the sentence that says where."""
    import tempfile

    path = Path(tempfile.gettempdir()) / "pilotage-incident.txt"
    path.write_text("".join(traceback.format_exception(failure)), encoding="utf-8")
    return f"Une erreur inattendue a interrompu la commande. Rien n'a été publié ; transmettez le fichier {path}."


if __name__ == "__main__":
    main()
