"""The command `demand`: what committees ask of the level above, listed by theme, answered, passed on or gathered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.operator import note
from pipelines.cli.options import Json, OneCampaign
from pipelines.cli.terminal import print_json, say, table

if TYPE_CHECKING:
    from datetime import date

    from pipelines.facts.demands import Demand

HEADERS = ["N°", "Demande", "Demandeur", "Axe", "Adressée à", "Sans réponse", "État", "Réponse"]


def demand(
    numbers: Annotated[
        list[str] | None, typer.Argument(help="Numéros des demandes ; sans numéro, la liste.", metavar="NUMÉROS")
    ] = None,
    territory: Annotated[str, typer.Option(help="Qui répond, et dont on lit les demandes.")] = "NAT-FR",
    state: Annotated[str, typer.Option(help="reçue, à l'étude, acceptée, refusée, faite.")] = "",
    answer: Annotated[str, typer.Option(help="Ce qui est répondu.")] = "",
    owner: Annotated[str, typer.Option(help="La fonction responsable, jamais le nom d'une personne.")] = "",
    due: Annotated[str | None, typer.Option(help="Échéance : 31/12/2026.")] = None,
    pass_on: Annotated[bool, typer.Option("--pass-on", help="Transmet les demandes à la France.")] = False,
    theme: Annotated[str, typer.Option(help="Réunit les demandes sous ce nom.")] = "",
    campaign: OneCampaign = None,
    json: Json = False,
) -> None:
    """Montre les demandes au niveau supérieur, y répond, les transmet ou les réunit sous un thème."""
    code = territory.strip().upper()
    if not numbers:
        _list_demands(code, campaign, json)
    elif theme:
        _gather(numbers, code, theme)
    elif pass_on:
        _pass_on(numbers, code, answer)
    else:
        _answer(numbers, code, (state, owner, answer, due))


def _gather(numbers: list[str], territory: str, theme: str) -> None:
    from pipelines.facts.demands import demands, of_numbers, of_territory
    from pipelines.settings import settings
    from pipelines.store.demand_log import gather

    wanted = of_numbers(of_territory(demands(settings()), territory), numbers)
    _done(wanted, territory, gather(settings(), {each.id for each in wanted}, territory, theme), "réunies")


def _pass_on(numbers: list[str], territory: str, text: str) -> None:
    from pipelines.facts.demands import addressed_to, demands
    from pipelines.settings import settings
    from pipelines.store.demand_log import pass_on

    wanted = addressed_to(territory, demands(settings()), numbers)
    _done(wanted, territory, pass_on(settings(), {each.id for each in wanted}, territory, text), "transmises")


def _answer(numbers: list[str], territory: str, typed: tuple[str, str, str, str | None]) -> None:
    from pipelines.facts.demands import addressed_to, demands
    from pipelines.settings import settings
    from pipelines.store.demand_log import Answer, answer
    from pipelines.store.statements import read_date

    state, owner, text, due = typed
    wanted = addressed_to(territory, demands(settings()), numbers)
    words = Answer(state.strip().lower(), owner, text, read_date(due))
    _done(wanted, territory, answer(settings(), {each.id for each in wanted}, territory, words), words.state)


def _done(wanted: list[Demand], territory: str, new: bool, what: str) -> None:
    """What was there already leaves no line: nothing was done."""
    from indicators.typography import plural
    from pipelines.settings import settings

    if new:
        note(settings(), "answer", territory, demands=len(wanted))
    outcome = what if new else "déjà enregistré, rien n'a été ajouté"
    say(f"{plural(len(wanted), 'demande')} : {outcome}.")


def _list_demands(territory: str, campaign: str | None, as_json: bool) -> None:
    """Shows the demands of a territory and of those beneath it: by theme, those that wait first."""
    from indicators.typography import number
    from pipelines.facts.demands import demands, gathered, of_territory
    from pipelines.settings import shown_settings, this_day

    themes = gathered(of_territory(demands(shown_settings(), campaign), territory), territory)
    rows = [(theme.name, each) for theme in themes for each in theme.demands]
    today = this_day()
    if as_json:
        print_json([_facts(theme, each, today) for theme, each in rows])
    elif rows:
        table(f"Demandes ({number(len(rows))})", HEADERS, [_cells(each, today) for _, each in rows])
    else:
        say("Aucune demande au niveau supérieur.")


def _facts(theme: str, each: Demand, today: date) -> dict[str, object]:
    from dataclasses import asdict

    return {name: value for name, value in asdict(each).items() if name != "standing"} | {
        "theme": theme,
        "addressee": each.addressee,
        "state": each.state,
        "waiting_days": each.waiting(today),
        "history": [asdict(record) for record in each.standing.history],
    }


def _cells(each: Demand, today: date) -> list[str]:
    from indicators.typography import ABSENT, plural
    from pipelines.facts.demands import answer

    days = each.waiting(today)
    waiting = ABSENT if days is None else plural(days, "jour")
    axis = str(each.axis_id or "")
    last_answer = answer(each.standing.last)
    return [each.id, each.text, each.territory_name, axis, each.addressee, waiting, each.state, last_answer]
