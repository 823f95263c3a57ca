"""A school year, month by month: meetings, steps of the budget, deadlines of calls for projects.

Apart: a year month by month is a subject of its own beside who met how often."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.html.markup import Html, tag
from dashboard.components.html.table import Column, Row, table
from indicators.typography import day, number

MONTHS = ("sept.", "oct.", "nov.", "déc.", "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août")
_KINDS = {
    0: "Instance nationale",
    1: "Comité national",
    2: "Comités régionaux",
    3: "Comités départementaux",
    4: "Groupes de travail",
    5: "Budget : orientation",
    6: "Budget : demande",
    7: "Budget : vote",
    8: "Budget : exécution",
    9: "Dates limites des appels à projets",
}
_DEPARTMENTS = 3
_NOTHING = {"events": 0}


def year(rows: Sequence[Row], campaign: str) -> Html:
    """How many events of each kind in each month; the tone of a cell repeats its number."""
    if not rows:
        return tag("p", "Aucune date déclarée pour cette année scolaire.", class_="note")
    columns = [Column("Événement", lambda row: _KINDS[row["position"]])]
    columns += [Column(name, lambda row, month=month: _cell(row, month), "month") for month, name in enumerate(MONTHS)]
    columns.append(Column("Total", lambda row: number(row["total"]), "number"))
    return tag(
        "div",
        table(f"Calendrier de l'année scolaire {campaign}, de septembre à août", columns, rows),
        class_="calendar",
    )


def counted_once(rows: Sequence[Row], committees: Sequence[Row]) -> str:
    """Why the calendar has fewer meetings of départements than the table of bodies, where it has: that of a « comité
    unique » of a region has one date, and counts for the committee of the département too."""
    dated = sum(row["total"] for row in rows if row["position"] == _DEPARTMENTS)
    counted = next((row["level_meetings"] for row in committees if row["level"] == "department"), dated)
    if counted <= dated:
        return ""
    return (
        f"Comités départementaux : {number(dated)} réunions à leur date ici, {number(counted)} dans le premier tableau,"
        " où la réunion d'un comité unique compte aussi pour le comité départemental dont il tient lieu."
    )


def _cell(row: Row, month: int) -> Html:
    events = next((entry for entry in row["months"] if entry["month"] == month), _NOTHING)["events"]
    if not events:
        return tag("span", "0", class_="count none")
    return tag("span", number(events), class_="count", style=f"--share:{100 * events / row['most']:.0f}%")


def events(rows: Sequence[Row], campaign: str, name: str) -> Html:
    """Every dated event, in the order of the year."""
    columns = [
        Column("Date", lambda row: day(row["day"]), "brief"),
        Column("Territoire", lambda row: row["name"]),
        Column("Événement", lambda row: row["title"], "wide"),
        Column("Précision", lambda row: row["detail"] or "", "wide"),
    ]
    title = tag("summary", f"Les {number(len(rows))} dates, une à une")
    return tag("details", title, table(f"Dates déclarées, {name}, {campaign}", columns, rows), class_="definition")
