"""Ventilations: what the schools of each group said of an indicator, and of all those of a territory."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.html.table import Column, Row, table
from dashboard.components.links.address import href
from indicators.typography import ABSENT, Unit, figure, number, quantity
from indicators.words import words
from pipelines.facts.rows.indicators import Definition
from pipelines.facts.school_answers import have_answered

NOTE = (
    "Sur les seuls établissements qui ont répondu. Un groupe de peu d'élèves est masqué, et avec lui celui qui le "
    "redonnerait par une soustraction."
)
HIDDEN = "masqué"


def of_indicator(rows: Sequence[Row], indicator: Definition, name: str, campaign: str) -> Html:
    """A table a dimension; nothing where no school answered."""
    if not rows:
        return Html("")
    columns = [
        Column("Groupe", lambda row: row["member"]),
        Column("Établissements", lambda row: number(row["schools"]), "number"),
        Column("Numérateur", lambda row: _shown(row, quantity(row["numerator"])), "number"),
        Column("Dénominateur", lambda row: _shown(row, quantity(row["denominator"])), "number"),
        Column("Valeur", lambda row: _shown(row, figure(row["value"], indicator)), "number"),
    ]
    tables = [
        table(
            f"{_word(dimension)}, {name}, {campaign}", columns, [row for row in rows if row["dimension"] == dimension]
        )
        for dimension in _dimensions(rows)
    ]
    return join([_answered(rows[0], indicator), *tables])


def of_territory(rows: Sequence[Row], name: str, campaign: str) -> Html:
    """A table a dimension: an indicator a line, a group a column; nothing where no school answered."""
    tables = []
    for dimension in _dimensions(rows):
        own = [row for row in rows if row["dimension"] == dimension]
        members = sorted({row["member"] for row in own})
        lines: dict[str, Row] = {}
        for row in own:
            lines.setdefault(row["indicator_id"], {"indicator": row})[row["member"]] = row
        columns = [Column("Indicateur", lambda line: _link(line["indicator"], campaign))]
        columns += [Column(member, lambda line, member=member: _value(line, member), "number") for member in members]
        tables.append(table(f"{_word(dimension)}, {name}, {campaign}", columns, list(lines.values())))
    return join(tables)


def _dimensions(rows: Sequence[Row]) -> list[str]:
    """The dimensions of the rows, in the order of the word list; others come last."""
    order = list(words()["dimension"])
    dimensions = {row["dimension"] for row in rows}
    return sorted(
        dimensions, key=lambda dimension: (order.index(dimension) if dimension in order else len(order), dimension)
    )


def _word(dimension: str) -> str:
    return words()["dimension"].get(dimension, dimension.replace("_", " "))


def _shown(row: Row, text: str) -> str:
    return HIDDEN if row["hidden"] else text


def _value(line: Row, member: str) -> str:
    row = line.get(member)
    return ABSENT if row is None else _shown(row, figure(row["value"], Unit.of(row)))


def _link(indicator: Row, campaign: str) -> Html:
    code = indicator["indicator_id"]
    address = href("objectif", objectif=str(indicator["objective_id"]), indicateur=code, campagne=campaign)
    return tag("a", f"{code} {indicator['title']}", href=address)


def _answered(row: Row, indicator: Definition) -> Html:
    """`19 collèges sur 19 ont répondu`, where a directory tells how many are concerned."""
    if not row["expected"]:
        return Html("")
    return tag("p", tag("strong", have_answered({**row, "concerns": indicator.concerns}), "."))
