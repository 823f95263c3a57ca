"""The command `visa`: the reports of départements, approved or returned by their région, where the strategy asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.operator import operator
from pipelines.cli.options import Json, OneCampaign
from pipelines.cli.terminal import print_json, say, table

if TYPE_CHECKING:
    from pipelines.facts.visas import Report

HEADERS = ["Territoire", "Comité", "Région", "Campagne", "Version", "Visa"]


def visa(
    territories: Annotated[
        list[str] | None, typer.Argument(help="Départements ; sans décision, la liste.", metavar="TERRITOIRES")
    ] = None,
    approve: Annotated[bool, typer.Option("--approve", help="Vise leurs rapports.")] = False,
    reason: Annotated[
        str | None, typer.Option("--return", help="Renvoie leurs rapports, avec ce motif.", metavar="MOTIF")
    ] = None,
    region: Annotated[str, typer.Option(help="Les rapports d'une région académique : REG-32.")] = "",
    campaign: OneCampaign = None,
    json: Json = False,
) -> None:
    """Montre le visa des rapports départementaux, vise ou renvoie (si la stratégie le demande : regional_visa)."""
    from pipelines.errors import DecisionError
    from pipelines.facts.visas import UNASKED, of_territory, reports, visa_required
    from pipelines.settings import settings as environment_settings
    from pipelines.settings import shown_settings

    gives = approve or reason is not None
    settings = environment_settings() if gives else shown_settings()
    if not visa_required(settings):
        raise DecisionError(UNASKED)
    wanted = [code.strip().upper() for code in territories or []]
    every = [each for each in reports(settings, campaign) if not wanted or each.territory_code in wanted]
    every = of_territory(every, region.strip().upper()) if region else every
    if gives:
        _give(wanted, every, approve, reason)
    elif json:
        print_json([_facts(each) for each in every])
    elif every:
        table("Visas", HEADERS, [_cells(each) for each in every])
    else:
        say("Aucun rapport départemental qui compte.")


def _give(wanted: list[str], every: list[Report], approve: bool, reason: str | None) -> None:
    """The visa of each report that was named, in the data folder itself: never in invented data."""
    from pipelines.errors import DecisionError
    from pipelines.facts.visas import visa_of
    from pipelines.settings import settings
    from pipelines.store.audit_log import pseudonym
    from pipelines.store.visa_log import APPROVED, RETURNED, keep

    if approve and reason is not None:
        raise DecisionError("Un rapport est visé (--approve) ou renvoyé (--return), pas les deux.")
    if not wanted:
        raise DecisionError("Nommez les départements dont le rapport est visé ou renvoyé : « DEPT-59 ».")
    _check(wanted, every)
    decision, who = APPROVED if approve else RETURNED, pseudonym(settings(), operator())
    for each in every:
        new = keep(settings(), visa_of(settings(), each, decision, reason or "", who))
        already = "" if new else " (déjà enregistré, rien n'a été ajouté)"
        say(f"{each.territory_name}, {each.campaign}, version {each.version} : {decision}{already}.")


def _check(wanted: list[str], every: list[Report]) -> None:
    """Each département that was named has one report, and no more. Raises DecisionError."""
    from pipelines.errors import DecisionError

    for code in wanted:
        campaigns = [each.campaign for each in every if each.territory_code == code]
        if not campaigns:
            raise DecisionError(f"Aucun rapport départemental qui compte pour « {code} ».")
        if len(campaigns) > 1:
            raise DecisionError(
                f"{code} a des rapports de {', '.join(campaigns)} : choisissez l'un avec « --campaign »."
            )


def _facts(each: Report) -> dict[str, object]:
    from dataclasses import asdict

    return {**asdict(each), "state": each.state}


def _cells(each: Report) -> list[str]:
    from pipelines.facts.visas import visa_text

    return [
        each.territory_code,
        each.territory_name,
        each.region_name,
        each.campaign,
        str(each.version),
        visa_text(each.visa),
    ]
