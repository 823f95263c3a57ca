"""What to correct, committee by committee, and where two sources disagree."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import data, outputs
from dashboard.components.html.markup import Html, join, tag, verbatim
from dashboard.components.html.table import Column, Row, table
from dashboard.components.indicator.figures import cell_address, coded
from dashboard.components.indicator.status import word
from dashboard.components.layout import shell
from dashboard.components.links import downloads
from dashboard.components.links.address import choose, why
from indicators.typography import ABSENT, number, percent, quantity
from pipelines.warehouse.doubts import told


def messages(rows: Sequence[Row], campaign: str) -> Html:
    """Every message: where it is, what was read, what to type instead."""
    if not rows:
        return tag("p", "Aucun message : rien n'est à corriger dans les fichiers qui comptent.", class_="note")
    columns = [
        Column("Comité", lambda row: row["name"]),
        Column("Message", lambda row: word("severity", row["severity"])),
        Column("Fichier, feuille et cellule", _place),
        Column("Lu", lambda row: verbatim(row["value_read"]) if row["value_read"] else ABSENT),
        Column("Ce qui ne va pas", lambda row: row["problem"], "wide"),
        Column("Ce qu'il faut écrire", lambda row: row["advice"] or ABSENT, "wide"),
    ]
    return table(f"Messages par comité, {campaign}", columns, told(rows))


def _place(row: Row) -> Html:
    address = cell_address(row["sheet"], row["cell"])
    return join([verbatim(row["source_file"]), tag("span", f" {address}", class_="muted")])


def discrepancies(rows: Sequence[Row], campaign: str) -> Html:
    """The two figures of each disagreement, side by side."""
    if not rows:
        return tag("p", "Aucun désaccord : les chiffres déclarés et les sommes se recoupent.", class_="note")
    columns = [
        Column("Territoire", lambda row: why(row["name"], row["indicator_id"], row["territory_code"], campaign)),
        Column("Indicateur", lambda row: coded(row["indicator_id"], row["title"]), "wide"),
        Column("Chiffre retenu", lambda row: _figure(row, "retained"), "number"),
        Column("Autre chiffre", lambda row: _figure(row, "other"), "number"),
        Column("Écart", _gap, "number"),
    ]
    return table(f"Désaccords entre deux sources, {campaign}", columns, rows)


def _figure(row: Row, side: str) -> Html:
    numerator, denominator = row[f"{side}_numerator"], row[f"{side}_denominator"]
    pair = quantity(numerator) if denominator is None else f"{quantity(numerator)} ÷ {quantity(denominator)}"
    return join([pair, tag("span", word("basis", row[f"{side}_basis"]), class_="beneath")])


def _gap(row: Row) -> str:
    sign = "+" if row["difference"] > 0 else ""
    share = row["difference_percent"]
    return f"{sign}{number(row['difference'])}" + ("" if share is None else f" ({sign}{percent(share)})")


def reminders(campaign: str, codes: set[str]) -> None:
    """The reminder of one committee, chosen in a list, ready to copy."""
    written = {
        reminder.territory_code: reminder for reminder in data.reminders(campaign) if reminder.territory_code in codes
    }
    if not written:
        shell.show(tag("p", "Aucune relance à écrire.", class_="note"))
        return
    states = {
        code: f"{reminder.name} ({word('collection', reminder.state).lower()})" for code, reminder in written.items()
    }
    code = choose("Comité à relancer", "comite", states, next(iter(states)))
    reminder = written[code]
    shell.show(tag("p", tag("strong", "Objet : "), reminder.subject))
    st.code(reminder.text, language=None, wrap_lines=True)
    shell.show(downloads.files(outputs.reminders(campaign, list(written.values()))))
