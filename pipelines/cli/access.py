"""The commands of rights and of the journal, declared beside the others: access grant|revoke|list…, journal verify…."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli.french_help import FrenchCommand, FrenchGroup

Account = Annotated[str, typer.Argument(help="Adresse électronique professionnelle.", metavar="COMPTE")]
Json = Annotated[bool, typer.Option("--json", help="Réponse en JSON, pour un programme.")]
_ROLE, _TERRITORY = "national, région, département ou lecture.", "Code : NAT-FR, REG-32, DEPT-59."


def _group(words: str) -> typer.Typer:
    options = {"help_option_names": ["-h", "--help"]}
    return typer.Typer(cls=FrenchGroup, help=words, no_args_is_help=True, context_settings=options)


access = _group("Qui voit et fait quoi : les comptes, leurs rôles et leurs territoires.")
journal = _group("Qui a vu et changé quoi : le journal, vérifiable ligne à ligne.")


@access.command(cls=FrenchCommand)
def grant(
    account: Account,
    role: Annotated[str, typer.Argument(help=_ROLE, metavar="RÔLE")],
    territory: Annotated[str, typer.Argument(help=_TERRITORY, metavar="TERRITOIRE")],
) -> None:
    """Donne à un compte un rôle sur un territoire."""
    from pipelines.commands import access as command

    raise typer.Exit(command.give(account, role, territory))


@access.command(cls=FrenchCommand)
def revoke(
    account: Account,
    role: Annotated[str | None, typer.Argument(help=_ROLE, metavar="RÔLE")] = None,
    territory: Annotated[str | None, typer.Argument(help=_TERRITORY, metavar="TERRITOIRE")] = None,
) -> None:
    """Retire à un compte ses rôles, ou l'un d'eux ; un compte qui n'en a plus est déconnecté."""
    from pipelines.commands import access as command

    raise typer.Exit(command.withdraw(account, role, territory))


@access.command("list", cls=FrenchCommand)
def list_accounts(json: Json = False) -> None:
    """Montre chaque compte, ses rôles et ses territoires, et ceux qui ont été retirés."""
    from pipelines.commands import access as command

    raise typer.Exit(command.show(as_json=json))


@access.command(cls=FrenchCommand)
def check() -> None:
    """Dit quelles lignes de la table ne donnent aucun droit, et quoi écrire à la place."""
    from pipelines.commands import access as command

    raise typer.Exit(command.check_table())


@access.command("sign-out", cls=FrenchCommand)
def sign_out(account: Account) -> None:
    """Met fin à toutes les sessions d'un compte."""
    from pipelines.commands import access as command

    raise typer.Exit(command.sign_out(account))


@access.command(cls=FrenchCommand)
def compare(
    setting: Annotated[str, typer.Argument(help="toutes, médianes ou aucune.", metavar="RÉGLAGE")],
) -> None:
    """Dit ce qu'un compte voit des territoires qui ne sont pas les siens : leurs chiffres, des médianes ou rien."""
    from pipelines.commands import access as command

    raise typer.Exit(command.set_comparisons(setting))


@journal.command("verify", cls=FrenchCommand)
def verify_journal() -> None:
    """Vérifie que le journal est entier et que rien n'y a été changé."""
    from pipelines.commands import journal as command

    raise typer.Exit(command.check_chain())


@journal.command("list", cls=FrenchCommand)
def list_journal(
    since: Annotated[str | None, typer.Option(help="Depuis ce jour : 31/12/2026.")] = None,
    account: Annotated[str | None, typer.Option(help="Un seul compte, par son adresse électronique.")] = None,
    json: Json = False,
) -> None:
    """Montre les lignes du journal, la plus ancienne d'abord."""
    from pipelines.commands import journal as command

    raise typer.Exit(command.show(since, account, as_json=json))


@journal.command("purge", cls=FrenchCommand)
def purge_journal() -> None:
    """Efface les mois trop anciens (12 mois gardés, ou PILOTAGE_JOURNAL_MONTHS) ; le journal le note."""
    from pipelines.commands import journal as command

    raise typer.Exit(command.let_go())


def declare_access(app: typer.Typer) -> None:
    """Adds these groups of commands to `pilotage`."""
    app.add_typer(access, name="access")
    app.add_typer(journal, name="journal")
