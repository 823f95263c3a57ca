"""Who met, how often, against what the strategy asks; the working groups and the bodies of schools."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, Row, table
from dashboard.components.indicator.status import word
from dashboard.components.links.address import link
from indicators.governance import Body
from indicators.typography import ABSENT, day, number, out_of

INSTANCE = "instance"  # the level that `committees/meetings_held` gives to the instance nationale de dialogue
_NOT_REPORTED = "ces définitions ne disent pas quelles séances compter : elles ne peuvent pas l'être"
_BODIES = {"region": "comité régional", "national": "comité national", INSTANCE: "instance nationale"}


def bodies(listed: Sequence[Body], rows: Sequence[Row], campaign: str) -> Html:
    """Each body, what is asked of it, what was declared."""
    by_level = {row["level"]: row for row in rows}
    lines = [
        {"body": body, **(by_level.get(INSTANCE if body.meeting_type else body.level, {}) if body.reported else {})}
        for body in listed
        if body.level in by_level or not by_level.get("department")
    ]
    columns = [
        Column("Instance", lambda row: row["body"].name),
        Column("Ce que demande la stratégie", lambda row: row["body"].asked),
        Column("Ce qui est déclaré", _held, "wide"),
        Column("Réunions déclarées", lambda row: number(row.get("level_meetings")), "number"),
        Column("Dernière réunion", lambda row: day(row.get("level_last_meeting")), "number"),
    ]
    return table(f"Les instances et leur fréquence, {campaign}", columns, lines)


def _held(row: Row) -> Html | str:
    body: Body = row["body"]
    if not body.reported:
        return tag("span", _NOT_REPORTED, class_="muted")
    if body.level == "national":
        meetings = out_of(row["level_meetings"], body.per_year)
        noun = "séances" if body.meeting_type else "réunions"
        return _rated(f"{meetings} {noun} demandées", row["level_meetings"] >= body.per_year)
    met = out_of(row["level_met"], row["level_expected"])
    return _rated(f"{met} réunis {body.asked}", row["level_met"] == row["level_expected"])


def _rated(text: str, reached: bool) -> Html:
    shape = tag("span", class_="shape", aria_hidden="true")
    kind = "status status-achieved" if reached else "status status-watch"
    return join([tag("span", shape, "atteint" if reached else "incomplet", class_=kind), " ", text])


def silent(rows: Sequence[Row], campaign: str) -> Html:
    """The committees that declared fewer meetings than asked, region by region, and whether they reported at all."""
    late = [row for row in rows if not row["met"]]
    if not late:
        return tag("p", "Toutes les instances ont déclaré au moins ce qui est demandé.", class_="note")
    lines = [
        {"code": code, "name": name, "committees": list(committees)}
        for (code, name), committees in groupby(late, key=lambda row: (row["region_code"], row["region_name"]))
    ]
    columns = [
        Column("Région académique", lambda row: _region(row, campaign)),
        Column("Comités qui ont encore à se réunir, ou à le déclarer", _committees, "wide"),
    ]
    return table(f"Moins de réunions que demandé, {campaign}", columns, lines)


def _region(row: Row, campaign: str) -> object:
    if not row["code"]:
        return row["name"]
    return link(row["name"], "gouvernance", territoire=row["code"], campagne=campaign)


def _committees(row: Row) -> Html:
    return join((_committee(committee) for committee in row["committees"]), ", ")


def _committee(row: Row) -> Html:
    if row["level"] == "department":
        name: object = row["name"]
    else:
        name = tag("strong", _BODIES[row["level"]])
    if row["meetings"]:
        note = f" ({out_of(row['meetings'], row['asked'])})"
    else:
        counted = row["state"] in ("received", "with_reserves")
        note = " (rapport reçu, aucune réunion)" if counted else f" ({word('collection', row['state']).lower()})"
    return join([name, tag("span", note, class_="muted")])


def groups(rows: Sequence[Row], campaign: str) -> Html:
    """The working groups."""
    if not rows:
        return tag("p", "Aucun groupe de travail déclaré.", class_="note")
    columns = [
        Column("Groupe de travail", lambda row: row["group_name"]),
        Column("Réunions", lambda row: number(row["meetings"]), "number"),
        Column("départementales", lambda row: number(row["department"]), "number"),
        Column("régionales", lambda row: number(row["region"]), "number"),
        Column("nationales", lambda row: number(row["national"]), "number"),
        Column("Comités concernés", lambda row: number(row["committees"]), "number"),
        Column("Dernière réunion", lambda row: day(row["last_meeting"]), "number"),
    ]
    return table(f"Groupes de travail, {campaign}", columns, rows)


def schools(rows: Sequence[Row], campaign: str) -> Html:
    """The bodies of schools, and how many spoke of digital matters."""
    if not rows:
        return tag("p", "Aucune instance d'école ou d'établissement déclarée.", class_="note")
    columns = [
        Column("Instance", lambda row: f"{row['body'] or ABSENT} ({row['school_kind']})"),
        Column("Séances déclarées", lambda row: number(row["declared"]), "number"),
        Column("Écoles et établissements", lambda row: number(row["schools"]), "number"),
        Column("Avec un volet numérique", lambda row: out_of(row["digital"], row["declared"]), "number"),
        Column("Départements", lambda row: number(row["departments"]), "number"),
    ]
    return table(f"Instances des écoles et des établissements, {campaign}", columns, rows)
