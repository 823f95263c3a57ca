"""Calls for projects, budgets and agreements in sums: how much, on how many lines, by whom, and what expires soon."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from dashboard.components.committees.report import objective
from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, Row, table
from dashboard.components.links.places import territory_link
from indicators.typography import ABSENT, day, number, plural
from pipelines.facts.money import amounts

TITLE = "Appels à projets, budgets et conventions"
OWN = "Des seuls comités dont vous lisez les lignes."
_NOTHING: Row = {"calls": 0, "open": 0, "amount": None, "with_amount": 0}


def declared(
    ask: Callable[..., Sequence[Row]], today: date, campaign: str, territory: str, objective: int | None = None
) -> tuple[Html, Html]:
    """What committees within a territory declare in euros, of one objective or of all: the sums, then the details."""
    at = {"campaign": campaign, "territory": territory, "objective": objective, "today": today}
    calls, expiring = ask("committees/call_amounts", **at), ask("committees/agreements_expiring", **at)
    [actions] = ask("committees/action_budgets", **at)
    steps = ask("committees/budget_amounts", **at) if objective is None else ()
    return sums(calls, actions, steps, expiring, today), details(calls, expiring, campaign)


def sums(calls: Sequence[Row], actions: Row, steps: Sequence[Row], expiring: Sequence[Row], today: date) -> Html:
    """Each kind of line: how many there are, and the amounts they state; steps of the budget have no objective."""
    whole = next((row for row in calls if row["part"] == "whole" and row["calls"]), _NOTHING)
    opened = f"dont {plural(whole['open'], 'ouvert')} au {day(today)}" if whole["calls"] else ""
    lines = [
        ("Appels à projets", whole["calls"], opened, _of_calls(whole)),
        *([("Actions", actions["actions"], "", _stated(actions))] if actions["actions"] else []),
        *([_steps(steps)] if steps else []),
        ("Conventions qui expirent dans les six mois", len(expiring), f"à partir du {day(today)}", ABSENT),
    ]
    columns = [
        Column("Ce qui est déclaré", lambda row: row["line"][0]),
        Column("Nombre", lambda row: number(row["line"][1]), "number"),
        Column("Précision", lambda row: row["line"][2] or ABSENT),
        Column("Montants", lambda row: row["line"][3], "wide"),
    ]
    return table("Montants déclarés, et sur combien de lignes", columns, [{"line": line} for line in lines])


def _of_calls(row: Row) -> str:
    return amounts(row["amount"], row["with_amount"], row["calls"], "appel")


def _stated(actions: Row) -> str:
    """The budgets of actions: those of départements that a regional action holds are not added twice, so that nothing
    can be said of the others."""
    if not actions["with_amount"]:
        return ABSENT
    return amounts(actions["amount"], actions["with_amount"], actions["with_amount"], "budget")


def _steps(steps: Sequence[Row]) -> tuple[str, int, str, str]:
    count, stated = sum(row["steps"] for row in steps), sum(row["with_amount"] for row in steps)
    details = ", ".join(
        f"{row['step'] or 'étape non précisée'} {row['fiscal_year'] or ''} : {number(row['steps'])}".replace("  ", " ")
        for row in steps
    )
    total = sum(row["amount"] or 0 for row in steps)
    return "Étapes budgétaires", count, details, amounts(total, stated, count, "étape")


def details(calls: Sequence[Row], expiring: Sequence[Row], campaign: str) -> Html:
    """The calls by financer, by objective and by territory, where there are several, and what expires; folded."""
    first = (
        ("funder", "financeur", Column("Financeur", lambda row: row["funder"] or "Financeur non précisé", "wide")),
        ("objective", "objectif", Column("Objectif", lambda row: objective(row, campaign))),
        ("territory", "territoire", Column("Territoire", lambda row: _territory(row, campaign), "wide")),
    )
    parts = ((noun, column, [row for row in calls if row["part"] == part]) for part, noun, column in first)
    folded = [_part(noun, column, rows, campaign) for noun, column, rows in parts if len(rows) > 1]
    return join([*folded, _expiring(expiring, campaign)])


def _territory(row: Row, campaign: str) -> Html:
    return territory_link(row["within_name"], row["within_level"], row["within_code"], campaign)


def _part(noun: str, first: Column, rows: Sequence[Row], campaign: str) -> Html:
    columns = [
        first,
        Column("Appels", lambda row: number(row["calls"]), "number"),
        Column("dont ouverts", lambda row: number(row["open"]), "number"),
        Column("Montants", _of_calls, "wide"),
    ]
    summary = tag("summary", f"Appels à projets par {noun} ({number(len(rows))})")
    return tag(
        "details", summary, table(f"Appels à projets par {noun}, {campaign}", columns, rows), class_="definition"
    )


def _expiring(rows: Sequence[Row], campaign: str) -> Html:
    if not rows:
        return Html("")
    columns = [
        Column("Objet", lambda row: row["subject"] or ABSENT, "wide"),
        Column("Comité", lambda row: row["territory_name"]),
        Column("Parties", lambda row: row["parties"] or ABSENT, "wide"),
        Column("Objectif", lambda row: objective(row, campaign), "number"),
        Column("Échéance", lambda row: day(row["due_on"]), "brief"),
    ]
    summary = tag("summary", f"Conventions qui expirent dans les six mois ({number(len(rows))})")
    return tag("details", summary, table(f"Conventions qui expirent, {campaign}", columns, rows), class_="definition")
