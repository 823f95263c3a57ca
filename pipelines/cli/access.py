"""The commands of rights and of the journal: access grant, access list… and journal verify, journal list…."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli.operator import note, operator
from pipelines.cli.options import Json
from pipelines.cli.terminal import FrenchCommand, FrenchGroup, print_json, say, table

if TYPE_CHECKING:
    from pipelines.access.lines import Line
    from pipelines.settings import Settings

Account = Annotated[str, typer.Argument(help="Adresse électronique professionnelle.", metavar="COMPTE")]
_ROLE, _TERRITORY = "national, région, département ou lecture.", "Code : NAT-FR, REG-32, DEPT-59."
ACCOUNT_HEADERS = ["Compte", "Rôle", "Territoire", "Nom", "Accordé le", "Retiré le"]
ENTRY_HEADERS = ["N°", "Quand (UTC)", "Quoi", "Qui", "Où", "Issue", "Détails"]
_IN_COLUMNS = {"seq", "at", "event", "who", "scope", "outcome", "fingerprint", "previous", "hash"}
SHORT = 8  # enough to tell two accounts apart on a screen; --json gives all of it


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
    from pipelines.access.table import grant as write_grant
    from pipelines.access.table import rights_of
    from pipelines.settings import settings as environment_settings

    settings = environment_settings()
    first = not rights_of(settings, account).grants
    line = write_grant(settings, account, role, territory, operator())
    if first:  # who signed in before was bound to nobody
        _end_sessions(settings, account, announced=False)
    say(f"{line.account} : {line.role_typed}, {_name(line.territory_code)} ({line.territory_code}).")


@access.command(cls=FrenchCommand)
def revoke(
    account: Account,
    role: Annotated[str | None, typer.Argument(help=_ROLE, metavar="RÔLE")] = None,
    territory: Annotated[str | None, typer.Argument(help=_TERRITORY, metavar="TERRITOIRE")] = None,
) -> None:
    """Retire à un compte ses rôles, ou l'un d'eux ; un compte qui n'en a plus est déconnecté."""
    from indicators.typography import number
    from pipelines.access.rights import NOTHING
    from pipelines.access.table import revoke as write_revocation
    from pipelines.access.table import rights_of
    from pipelines.settings import settings as environment_settings

    settings = environment_settings()
    count = write_revocation(settings, account, role, territory, by=operator())
    if not count:
        say("Rien à retirer : ce compte n'a pas ce rôle. Voyez « pilotage access list ».")
        raise typer.Exit(1)
    say(f"{number(count)} rôle(s) retiré(s) à {account.strip()}.")
    if rights_of(settings, account) == NOTHING:
        _end_sessions(settings, account)


@access.command("list", cls=FrenchCommand)
def list_accounts(json: Json = False) -> None:
    """Montre chaque compte, ses rôles et ses territoires, et ceux qui ont été retirés."""
    from dataclasses import asdict

    from indicators.typography import number
    from pipelines.access.table import listing
    from pipelines.settings import settings

    lines = listing(settings())
    if json:
        print_json([asdict(line) | {"understood": not line.fault} for line in lines])
    elif lines:
        table(f"Comptes ({number(len(lines))})", ACCOUNT_HEADERS, [_account_cells(line) for line in lines])
    else:
        say("Aucun compte : donnez un rôle avec « pilotage access grant COMPTE RÔLE TERRITOIRE ».")


@access.command(cls=FrenchCommand)
def check() -> None:
    """Dit quelles lignes de la table ne donnent aucun droit, et quoi écrire à la place."""
    from pipelines.access.table import check as faults_of
    from pipelines.access.table import unserved
    from pipelines.settings import settings as environment_settings

    settings = environment_settings()
    faults = faults_of(settings)
    for fault in faults:
        say(f"À corriger, {fault}")
    silent = unserved(settings)
    if silent:
        say(f"Sans compte qui dépose : {', '.join(_name(code) for code in silent)}.")
    if faults:
        raise typer.Exit(1)
    say("La table des comptes est lue en entier.")


@access.command("sign-out", cls=FrenchCommand)
def sign_out(account: Account) -> None:
    """Met fin à toutes les sessions d'un compte."""
    from pipelines.settings import settings

    _end_sessions(settings(), account)


@access.command(cls=FrenchCommand)
def unbind(
    account: Annotated[
        str | None, typer.Argument(help="Adresse électronique professionnelle.", metavar="COMPTE")
    ] = None,
    everyone: Annotated[bool, typer.Option("--all", help="Tous les comptes : le fournisseur a changé.")] = False,
) -> None:
    """Délie un compte de qui s'est connecté le premier : la prochaine personne le prend."""
    from indicators.typography import number
    from pipelines.access.identities import bindings
    from pipelines.access.identities import unbind as write_unbinding
    from pipelines.settings import settings as environment_settings

    if everyone == (account is not None):
        say("Donnez un compte, ou --all pour tous.")
        raise typer.Exit(2)
    settings = environment_settings()
    bound = {binding.account for binding in bindings(settings) if not binding.unbound_at}
    count = write_unbinding(settings, account, operator())
    if not count:
        say("Rien à délier : personne ne s'est encore connecté sous ce compte.")
        raise typer.Exit(1)
    say(f"{number(count)} compte(s) délié(s).")
    for address in sorted(bound) if everyone else [str(account)]:
        _end_sessions(settings, address)


@access.command(cls=FrenchCommand)
def compare(
    setting: Annotated[str, typer.Argument(help="toutes, médianes ou aucune.", metavar="RÉGLAGE")],
) -> None:
    """Dit ce qu'un compte voit des territoires qui ne sont pas les siens : leurs chiffres, des médianes ou rien."""
    from pipelines.access.table import compare as write_comparisons
    from pipelines.settings import settings

    write_comparisons(settings(), setting.strip().lower(), operator())
    say(f"Comparaisons : {setting.strip().lower()}.")


def _end_sessions(settings: Settings, account: str, announced: bool = True) -> None:
    """Ends what is open under an account; where it is not `announced`, only what there was to end is said and noted."""
    from indicators.typography import number
    from pipelines.access.sessions import end_all
    from pipelines.store.audit_log import pseudonym

    count = end_all(settings, account)
    if not (count or announced):
        return
    note(settings, "sign_out", subject=pseudonym(settings, account), sessions=count)
    say(f"{number(count)} session(s) terminée(s) pour {account.strip()}.")


def _account_cells(line: Line) -> list[str]:
    from pipelines.access.lines import role_word
    from pipelines.access.rights import ROLES

    role = role_word(line.role) if line.role in ROLES else f"{line.role_typed} (non lu)"
    name = _name(line.territory_code) if line.grant else "ne donne aucun droit"
    return [line.account, role, line.territory_code, name, line.granted_at[:10], line.revoked_at[:10]]


def _name(code: str) -> str:
    from indicators.territories import territories

    return next((territory.name for territory in territories() if territory.code == code), code)


@journal.command("verify", cls=FrenchCommand)
def verify_journal(
    points: Annotated[
        typer.FileText | None,
        typer.Option(help="Ce que « journal checkpoint » a écrit ailleurs, à comparer ; « - » pour l'entrée standard."),
    ] = None,
) -> None:
    """Vérifie que le journal est entier et que rien n'y a été changé."""
    from indicators.typography import number
    from pipelines.settings import settings as environment_settings
    from pipelines.store.audit_chain import entries, verify, verify_against

    settings = environment_settings()
    breaks = [*verify(settings), *(verify_against(settings, points.read()) if points else [])]
    for sentence in breaks:
        say(f"Journal rompu : {sentence}")
    if breaks:
        raise typer.Exit(1)
    say(f"Le journal est entier : {number(len(entries(settings)))} ligne(s).")


@journal.command("checkpoint", cls=FrenchCommand)
def checkpoint_journal() -> None:
    """Écrit où finit le journal : à garder hors du dossier des données, pour « journal verify --points »."""
    from pipelines.settings import settings as environment_settings
    from pipelines.store.audit_chain import checkpoint

    typer.echo(checkpoint(environment_settings()))


@journal.command("list", cls=FrenchCommand)
def list_journal(
    since: Annotated[str | None, typer.Option(help="Depuis ce jour : 31/12/2026.")] = None,
    account: Annotated[str | None, typer.Option(help="Un seul compte, par son adresse électronique.")] = None,
    json: Json = False,
) -> None:
    """Montre les lignes du journal, la plus ancienne d'abord."""
    from indicators.typography import number
    from pipelines.settings import settings as environment_settings
    from pipelines.store.audit_chain import entries
    from pipelines.store.audit_log import pseudonym
    from pipelines.store.statements import read_date

    settings, day = environment_settings(), read_date(since)
    rows = entries(settings, day.isoformat() if day else "", pseudonym(settings, account) if account else "")
    if json:
        print_json(rows)
    elif rows:
        table(f"Journal ({number(len(rows))})", ENTRY_HEADERS, [_entry_cells(row) for row in rows])
    else:
        say("Aucune ligne dans le journal pour ce choix.")


@journal.command("purge", cls=FrenchCommand)
def purge_journal() -> None:
    """Efface les mois trop anciens (12 mois gardés, ou PILOTAGE_JOURNAL_MONTHS) ; le journal le note."""
    from pipelines.settings import settings as environment_settings
    from pipelines.store.audit_chain import purge
    from pipelines.store.audit_log import pseudonym

    settings = environment_settings()
    months = purge(settings, pseudonym(settings, operator()))
    say(f"Mois effacés : {', '.join(months)}." if months else "Aucun mois n'est assez ancien pour être effacé.")


def _entry_cells(row: dict[str, Any]) -> list[str]:
    from pipelines.access.lines import access_words

    details = ", ".join(f"{name}={value}" for name, value in row.items() if name not in _IN_COLUMNS and value != "")
    event = access_words()["event"].get(str(row["event"]), str(row["event"]))
    scope, outcome = str(row.get("scope", "")), str(row.get("outcome", ""))
    when, who = str(row["at"])[:16].replace("T", " "), str(row["who"])[:SHORT]
    return [str(row["seq"]), when, event, who, scope, outcome, details]
