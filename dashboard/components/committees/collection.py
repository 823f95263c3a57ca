"""What was collected: who answered, who is missing, what was refused or set aside, which figures are partial."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from dashboard.components.html.markup import Html, join, tag, verbatim
from dashboard.components.html.table import Column, Row, table
from dashboard.components.indicator.figures import cell_address
from dashboard.components.indicator.status import word
from dashboard.components.layout.shell import section
from dashboard.components.links.address import link
from indicators.typography import ABSENT, day, number, out_of, share

COMMITTEES = {"department": "Comités départementaux", "region": "Comités régionaux", "national": "Comité national"}
STATES = ("received", "with_reserves", "draft", "refused", "missing")


def states(rows: Sequence[Row], campaign: str) -> Html:
    """How many committees are in each state of collection."""
    columns = [
        Column("Comités", lambda row: COMMITTEES[row["level"]]),
        Column("Attendus", lambda row: number(row["expected"]), "number"),
        *(Column(word("collection", state), lambda row, state=state: number(row[state]), "number") for state in STATES),
        Column("dont en retard", lambda row: number(row["late"]), "number"),
    ]
    return table(f"Rapports attendus et reçus, {campaign}", columns, rows)


def missing(rows: Sequence[Row], campaign: str) -> Html:
    """The committees without a report that counts, region by region."""
    if not rows:
        return tag("p", "Tous les comités attendus ont un rapport qui compte.", class_="note")
    regions = [
        {"code": code, "name": name, "committees": list(committees)}
        for (code, name), committees in groupby(rows, key=lambda row: (row["region_code"], row["region_name"]))
    ]
    columns = [
        Column("Région académique", lambda row: _region(row, campaign)),
        Column("Comités sans rapport qui compte", lambda row: _committees(row["committees"]), "wide"),
    ]
    return table(f"Comités sans rapport qui compte, {campaign}", columns, regions)


def _region(row: Row, campaign: str) -> object:
    if not row["code"].startswith("REG-"):
        return row["name"]
    return link(row["name"], "region-academique", territoire=row["code"], campagne=campaign)


def _committees(rows: Sequence[Row]) -> Html:
    return join((_committee(row) for row in rows), ", ")


def _committee(row: Row) -> Html:
    name = tag("strong", "comité régional") if row["level"] == "region" else row["name"]
    if row["level"] == "national":
        name = tag("strong", "comité national")
    state = "" if row["state"] == "missing" else f" ({word('collection', row['state']).lower()})"
    return join([name, state])


def partial(rows: Sequence[Row], campaign: str, threshold: float) -> Html:
    """The national figures that too few territories stand behind."""
    if not rows:
        return Html("")
    columns = [
        Column(
            "Indicateur",
            lambda row: join(
                [
                    tag("span", row["indicator_id"], class_="code"),
                    " ",
                    link(
                        row["title"],
                        "objectif",
                        objectif=row["objective_id"],
                        indicateur=row["indicator_id"],
                        campagne=campaign,
                    ),
                ]
            ),
            "wide",
        ),
        Column("Territoires qui répondent", lambda row: out_of(row["answered"], row["expected"]), "number"),
        Column("Couverture", lambda row: share(row["coverage"]), "number"),
    ]
    note = f"Moins de {share(threshold)} des territoires attendus répondent : ces chiffres nationaux sont partiels."
    return section(
        "Chiffres partiels", table(f"Indicateurs sous le seuil de couverture, {campaign}", columns, rows), note=note
    )


def refused(rows: Sequence[Row]) -> Html:
    """The files of which nothing was counted, and why."""
    if not rows:
        return section("Fichiers refusés", tag("p", "Aucun fichier n'a été refusé.", class_="note"))
    columns = [
        Column("Fichier", lambda row: verbatim(row["source_file"])),
        Column("Territoire", lambda row: row["territory_name"] or ABSENT),
        Column("Reçu le", lambda row: day(row["received_at"]), "brief"),
        Column("Motif", lambda row: row["reason"] or ABSENT, "wide"),
    ]
    note = "Rien de ces fichiers n'est compté. Ils sont conservés tels qu'ils ont été reçus."
    return section("Fichiers refusés", table("Fichiers refusés", columns, rows), note=note)


def issues(rows: Sequence[Row]) -> Html:
    """The rows set aside, and what to type instead."""
    if not rows:
        return tag("p", "Aucune ligne n'a été écartée dans les rapports qui comptent.", class_="note")
    columns = [
        Column("Comité", lambda row: row["territory_name"]),
        Column("Fichier", lambda row: verbatim(row["source_file"])),
        Column("Feuille et cellule", lambda row: cell_address(row["sheet"], row["cell"])),
        Column("Lu", lambda row: verbatim(row["value_read"]) if row["value_read"] else ABSENT),
        Column("Ce qui ne va pas", lambda row: row["problem"], "wide"),
        Column("Ce qu'il faut écrire", lambda row: row["advice"] or ABSENT, "wide"),
    ]
    return table("Lignes écartées", columns, rows)
