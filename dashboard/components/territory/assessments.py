"""What committees think of each axis beside what the figures say, where the two disagree, and what they ask for."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, table
from dashboard.components.indicator.status import badge
from dashboard.components.links.places import territory_link
from dashboard.components.territory.progress import why_progress
from indicators.typography import ABSENT, number, plural
from pipelines.facts.demands import Demand, answer
from pipelines.facts.rows.committees import Assessment

RULE = (
    "Il y a désaccord quand le comité juge l'axe favorable alors que le chiffre est en retard ou en recul, ou"
    " préoccupant alors que le chiffre est dans les temps ou atteint."
)


def beside_status(rows: Sequence[Assessment], campaign: str, several: bool) -> Html:
    """One row per axis and committee, the disagreements marked."""
    if not rows:
        return tag("p", "Aucune appréciation n'a été transmise pour cette campagne.", class_="note")
    columns = [
        Column("Axe", lambda row: join([tag("strong", row.axis_id), f" {row.title}"]), "wide"),
        Column("Appréciation", lambda row: row.appraisal or ABSENT),
        Column("Chiffre", lambda row: join([badge(row.status), " ", why_progress(row)])),
        Column("Comparaison", _agreement),
        Column("Faits marquants", lambda row: row.highlights or ABSENT, "wide"),
        Column("Difficultés", lambda row: row.difficulties or ABSENT, "wide"),
    ]
    if several:
        columns.insert(1, Column("Comité", lambda row: row.territory_name))
        return _folded(rows, columns, campaign)
    return join([_disagreements(rows), table(f"Appréciations par axe, {campaign}", columns, rows)])


def _folded(rows: Sequence[Assessment], columns: list[Column], campaign: str) -> Html:
    """Many committees: the disagreements in sight, the rest folded."""
    apart = [row for row in rows if row.disagrees]
    folded = table(f"Appréciations en désaccord avec le chiffre, {campaign}", columns, apart) if apart else ""
    title = tag("summary", f"Toutes les appréciations ({number(len(rows))})")
    every = tag("details", title, table(f"Appréciations par axe, {campaign}", columns, rows), class_="definition")
    return join([_disagreements(rows), folded, every])


def _disagreements(rows: Sequence[Assessment]) -> Html:
    count = sum(row.disagrees for row in rows)
    subject = plural(count, "appréciation est en désaccord", "appréciations sont en désaccord") if count else "Aucune"
    tail = " avec le chiffre." if count else " appréciation n'est en désaccord avec le chiffre."
    return tag("p", subject + tail)


def _agreement(row: Assessment) -> Html:
    return tag("span", "désaccord", class_="flag") if row.disagrees else tag("span", ABSENT, class_="muted")


def requests(title: str, demands: Sequence[Demand], campaign: str, several: bool) -> Html:
    """What is asked of the level above, axis by axis, and what it answered."""
    if not demands:
        return tag("p", f"{title} : aucune pour {campaign}.", class_="note")
    columns = [
        Column("Demande", lambda demand: demand.text, "wide"),
        Column("Axe", lambda demand: demand.axis_id or ABSENT, "number"),
        Column("État", lambda demand: demand.state, "brief"),
        Column("Réponse", lambda demand: answer(demand.standing.last), "wide"),
    ]
    if several:
        columns.append(Column("Comité", lambda demand: _committee(demand, campaign)))
    folded = table(f"{title}, {campaign}", columns, demands)
    if not several:
        return folded
    return tag("details", tag("summary", f"{title} ({number(len(demands))})"), folded, class_="definition")


def _committee(demand: Demand, campaign: str) -> Html:
    return territory_link(demand.territory_name, demand.level, demand.territory_code, campaign)
