"""What the DNE declares of an objective between two campaigns, quarter by quarter, beside the computed progress.

Apart: what is declared is never mixed with what is computed."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, Row, table
from indicators.typography import ABSENT, NARROW, percent, signed

NOTE = "Ce qui est déclaré chaque trimestre n'entre dans aucun calcul. Un écart de plus de 20 points est à discuter."


def follow_up(rows: Sequence[Row], campaign: str) -> Html:
    """Each follow-up objective and quarter."""
    columns = [
        Column("Objectif de suivi", lambda row: " ".join(filter(None, (row["number"], row["title"]))), "wide"),
        Column("Trimestre", lambda row: row["quarter"], "brief"),
        Column("Déclaré", lambda row: percent(row["declared"]), "number"),
        Column("Calculé pour l'objectif", lambda row: percent(row["progress"]), "number"),
        Column("Écart", _gap, "number"),
        Column("Prochaine étape", lambda row: row["next_step"] or ABSENT, "wide"),
        Column("Responsable", lambda row: row["lead"] or ABSENT),
    ]
    return table(f"Suivi déclaré par trimestre, {campaign}", columns, rows)


def _gap(row: Row) -> Html | str:
    if row["gap"] is None:
        return ABSENT
    gap = f"{signed(row['gap'])}{NARROW}points"
    return join([gap, " ", tag("span", "à discuter", class_="flag")]) if row["to_discuss"] else gap
