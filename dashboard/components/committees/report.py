"""What committees declare beside their figures: meetings, actions, conventions, calls for projects, budget calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, Row, table
from dashboard.components.indicator.status import badge
from dashboard.components.links.address import link
from indicators.typography import ABSENT, day, euros, number, percent
from pipelines.facts.money import lapsed
from pipelines.facts.sentences.openings import caveats

_COMMITTEE = {"region": "du comité régional", "department": "du comité départemental"}


def report(row: Row | None, level: str) -> Html:
    """The state of the report of one committee, in a sentence; an académie has no committee of its own."""
    if level not in _COMMITTEE:
        return tag(
            "p", "Une académie n'a pas de comité : ses chiffres viennent de ses départements.", class_="facts muted"
        )
    whose = _COMMITTEE[level]
    if row is None or row["state"] == "missing":
        sentence = f" Aucun rapport {whose} pour cette campagne."
        return tag("p", badge("missing", "collection"), sentence, class_="facts")
    sent = f"transmis le {day(row['submitted_on'])}" if row["submitted_on"] else "sans date de transmission"
    sentence = f" Rapport {whose}, version {number(row['version'])}, {sent}."
    limits = caveats(["error"] * row["errors"], 0)
    reserves = f" {limits}." if limits else ""
    late = " Reçu après la clôture de la campagne." if row["received_late"] else ""
    return tag("p", badge(row["state"], "collection"), sentence, late, reserves, class_="facts")


def sheets(rows_by_kind: Mapping[str, Sequence[Row]], campaign: str, several: bool) -> Html:
    """One folded table for each sheet; `several` says that rows come from several committees."""
    return join(_sheet(title, kind, rows_by_kind[kind], campaign, several) for kind, (title, _) in _SHEETS.items())


def _sheet(title: str, kind: str, rows: Sequence[Row], campaign: str, several: bool) -> Html:
    if not rows:
        return tag("p", f"{title} : rien n'est déclaré pour {campaign}.", class_="note folded")
    columns = _SHEETS[kind][1](campaign)
    if several:
        columns.insert(1, Column("Comité", lambda row: row["territory_name"]))
    summary = tag("summary", f"{title} ({number(len(rows))})")
    return tag("details", summary, table(f"{title}, {campaign}", columns, rows), class_="definition")


def _meetings(_campaign: str) -> list[Column]:
    return [
        Column("Date", _meeting_day, "brief"),
        Column("Réunion", lambda row: join(_given(row["meeting_type"], row["working_group"]), ", ")),
        Column("Présidence", lambda row: row["chair"] or ABSENT),
        Column("État", lambda row: number(row["state_participants"]), "number"),
        Column("Collectivités", lambda row: number(row["authority_participants"]), "number"),
        Column("Autres", lambda row: number(row["other_participants"]), "number"),
        Column("Ordre du jour", lambda row: row["agenda"] or ABSENT, "wide"),
        Column("Décisions", lambda row: row["decisions"] or ABSENT, "wide"),
    ]


def _meeting_day(row: Row) -> Html:
    outside = tag("span", "hors année scolaire", class_="flag")
    return join(_given(day(row["meeting_date"]), None if row["in_school_year"] else outside), " ")


def _actions(campaign: str) -> list[Column]:
    return [
        Column("Action", lambda row: row["title"] or ABSENT, "wide"),
        Column("Objectif", lambda row: objective(row, campaign), "number"),
        Column("Pilote", lambda row: row["lead"] or ABSENT),
        Column("Partenaires", lambda row: row["partners"] or ABSENT),
        Column("Échéance", lambda row: day(row["due_on"]), "brief"),
        Column("État", lambda row: row["state"] or ABSENT, "brief"),
        Column("Fait", lambda row: percent(row["completion"], 0), "number"),
        Column("Budget", lambda row: euros(row["budget"]), "number"),
    ]


def _agreements(campaign: str) -> list[Column]:
    return [
        Column("Objet", lambda row: row["subject"] or ABSENT, "wide"),
        Column("Parties", lambda row: row["parties"] or ABSENT, "wide"),
        Column("Objectif", lambda row: objective(row, campaign), "number"),
        Column("Signée le", lambda row: day(row["signed_on"])),
        Column("Échéance", lambda row: day(row["due_on"]), "brief"),
        Column("État", state),
    ]


def _calls(campaign: str) -> list[Column]:
    return [
        Column("Appel à projets", lambda row: row["title"] or ABSENT, "wide"),
        Column("Financeur", lambda row: row["funder"] or ABSENT),
        Column("Objectif", lambda row: objective(row, campaign), "number"),
        Column("Montant", lambda row: euros(row["amount"]), "number"),
        Column("Date limite", lambda row: day(row["deadline"])),
        Column("État", state),
        Column("Bénéficiaires", lambda row: row["beneficiaries"] or ABSENT),
    ]


def _budget(_campaign: str) -> list[Column]:
    return [
        Column("Date", lambda row: day(row["step_date"]), "brief"),
        Column("Collectivité", lambda row: row["authority"] or ABSENT),
        Column("Étape", lambda row: row["step"] or ABSENT),
        Column("Exercice", lambda row: row["fiscal_year"] or ABSENT),
        Column("Commentaire", lambda row: row["comment"] or ABSENT, "wide"),
    ]


_SHEETS: dict[str, tuple[str, Callable[[str], list[Column]]]] = {
    "meetings": ("Réunions", _meetings),
    "actions": ("Actions", _actions),
    "agreements": ("Conventions", _agreements),
    "calls": ("Appels à projets", _calls),
    "budget": ("Calendrier budgétaire des collectivités", _budget),
}
SHEETS = tuple(_SHEETS)


def state(row: Row) -> Html:
    """The state on the day one reads, and the declared one where its date is past."""
    remark = lapsed(row)
    return join([row["state_today"] or ABSENT, tag("span", f" ({remark})", class_="muted") if remark else ""])


def objective(row: Row, campaign: str) -> object:
    """The number of the objective a row is about, as a link."""
    code = row["objective_id"]
    return ABSENT if code is None else link(code, "objectif", objectif=code, campagne=campaign)


def _given(*parts: str | None) -> list[str]:
    return [part for part in parts if part]
