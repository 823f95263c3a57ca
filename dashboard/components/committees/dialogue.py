"""The instance nationale de dialogue on screen: what is put to it, who finances, its sessions, what it decided."""

from __future__ import annotations

from datetime import date

from dashboard.components.demands.themes import themes
from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, table
from dashboard.components.review.decisions import listed
from indicators.typography import ABSENT, day, number
from pipelines.facts.money import amounts
from pipelines.facts.national_dialogue import Dialogue, Financer, Session, last_session

LONGEST = 40
PARTIES = (
    "Le financeur d'un appel, la collectivité d'une étape budgétaire, chaque partie d'une convention (séparées par un"
    " point-virgule) : une convention compte pour chacune de ses parties."
)


def addressed(dialogue: Dialogue) -> Html:
    """What is put to the instance, with its state."""
    if not dialogue.addressed:
        return tag("p", "Aucune proposition, aucun avis ne lui est adressé.", class_="note")
    caption = "Propositions, avis, recommandations et décisions adressés à l'instance nationale"
    return listed(caption, dialogue.addressed, dialogue.objective_titles, dialogue.axis_titles)


def to_answer(dialogue: Dialogue, today: date) -> Html:
    """The demands that France has still to settle."""
    if not dialogue.to_answer:
        return tag("p", "Aucune demande n'attend la France.", class_="note")
    return themes(f"Demandes à trancher, {dialogue.campaign}", dialogue.to_answer, today)


def financers(dialogue: Dialogue) -> Html:
    """Who finances and who signs, those that state most first."""
    if not dialogue.financers:
        return tag("p", "Aucun appel à projets, aucune étape budgétaire, aucune convention.", class_="note")
    columns = [
        Column("Financeur ou signataire", lambda row: row.name or "Non précisé", "wide"),
        Column("Appels à projets", lambda row: number(row.calls or None), "number"),
        Column("dont ouverts", lambda row: number(row.open or None), "number"),
        Column("Montants des appels", _calls),
        Column("Étapes budgétaires", lambda row: number(row.steps or None), "number"),
        Column("Montants des étapes", _steps),
        Column("Conventions", lambda row: number(row.agreements or None), "number"),
        Column("dont signées", lambda row: number(row.signed or None), "number"),
    ]
    caption = f"Qui finance, qui signe, {dialogue.campaign}"
    financers_table = table(caption, columns, dialogue.financers[:LONGEST])
    more = len(dialogue.financers) - LONGEST
    beyond = f"Les {LONGEST} premiers ; les {number(more)} autres sont dans le classeur."
    return join([financers_table, tag("p", beyond, class_="note")]) if more > 0 else financers_table


def _calls(row: Financer) -> str:
    return amounts(row.call_amount, row.calls_with_amount, row.calls, "appel")


def _steps(row: Financer) -> str:
    return amounts(row.step_amount, row.steps_with_amount, row.steps, "étape")


def sessions(dialogue: Dialogue) -> Html:
    """What the last session decided as its report tells it, then those before it, folded."""
    sentence = tag("p", last_session(dialogue), class_="facts")
    last = dialogue.last_sessions
    if not last:
        return sentence
    before = dialogue.sessions[len(last) :]
    title = tag("summary", f"Séances précédentes ({number(len(before))})")
    older = tag("details", title, _told("Séances précédentes", before), class_="definition") if before else Html("")
    return join([sentence, _told("Dernière séance, d'après le rapport national", last), older])


def _told(caption: str, rows: tuple[Session, ...]) -> Html:
    columns = [
        Column("Séance", lambda row: day(row.held_on), "brief"),
        Column("Campagne", lambda row: row.campaign, "brief"),
        Column("Présidence", lambda row: row.chair or ABSENT),
        Column("Ordre du jour", lambda row: row.agenda or ABSENT, "wide"),
        Column("Ce qui est décidé", lambda row: row.decisions or ABSENT, "wide"),
    ]
    return table(caption, columns, rows)


def taken(dialogue: Dialogue) -> Html:
    """The decisions of the instance that are followed one by one, with what became of each."""
    if not dialogue.taken:
        return tag("p", "Aucune décision de l'instance n'est suivie une à une.", class_="note")
    caption = "Décisions de l'instance nationale et ce qu'elles deviennent"
    return listed(caption, dialogue.taken, dialogue.objective_titles, dialogue.axis_titles)
