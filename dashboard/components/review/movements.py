"""What changed, in tables: each figure with its four effects, who contributed most, past values that were revised."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.html.markup import Html, join, tag, verbatim
from dashboard.components.html.table import Column, Row, table
from dashboard.components.links.address import href
from indicators.typography import Unit, figure, number, percent, quantity, signed
from indicators.words import words
from pipelines.facts.comparison.decomposition import EFFECTS

LARGEST = 10
LONGEST = 60
CODES = {"strategy": "strategie", "axis": "axe-{}", "objective": "objectif-{}", "value": "{}"}


def code(row: Row) -> str:
    """A figure as the address names it."""
    return CODES[row["kind"]].format(row["id"])


def written(row: Row, indicators: dict[str, Row], value: float) -> str:
    """A figure of a row with its unit: a value in its own, a mean in percent."""
    return figure(value, Unit.of(indicators[row["id"]])) if row["kind"] == "value" else percent(value)


def moved(caption: str, rows: Sequence[Row], indicators: dict[str, Row], **codes: str) -> Html:
    """One row per figure: before, after, the movement and its four effects."""
    columns = [
        Column("Chiffre", lambda row: _link(row, codes), "wide"),
        Column("Avant", lambda row: written(row, indicators, row["before"]), "number"),
        Column("Après", lambda row: written(row, indicators, row["after"]), "number"),
        Column("Mouvement", lambda row: tag("strong", signed(row["shown"]["movement"])), "number"),
        *(_effect(effect) for effect in EFFECTS),
    ]
    return table(caption, columns, rows)


def _effect(name: str) -> Column:
    return Column(words()["effect"][name], lambda row: signed(row["shown"][name]), "number")


def _link(row: Row, codes: dict[str, str]) -> Html:
    return tag("a", row["title"], href=href("changements", **{**codes, "indicateur": code(row)}))


def contributors(rows: Sequence[Row]) -> Html:
    """The largest parts in a sentence, then in a table; the others folded."""
    if not rows:
        return tag("p", "Rien n'a bougé.", class_="note")
    text = " ; ".join(f"{row['name']} ({signed(row['shown'])})" for row in rows[:3])
    columns = [
        Column("Contribution", lambda row: row["name"], "wide"),
        Column("Effet", lambda row: words()["effect"][row["effect"]]),
        Column("Part du mouvement", lambda row: signed(row["shown"]), "number"),
    ]
    pieces = [tag("p", f"Ce qui a le plus compté : {text}."), table("Les plus grandes parts", columns, rows[:LARGEST])]
    if len(rows) > LARGEST:
        rest = table("Les autres parts", columns, rows[LARGEST:])
        pieces.append(
            tag("details", tag("summary", f"Les autres ({number(len(rows) - LARGEST)})"), rest, class_="definition")
        )
    return join(pieces)


def revisions(rows: Sequence[Row]) -> Html:
    """The past values that were revised: before, now, the file that says so and the reason."""
    if not rows:
        return tag("p", "Aucune valeur passée n'a été révisée.", class_="note")
    columns = [
        Column("Territoire", lambda row: row["territory"]),
        Column("Indicateur", lambda row: row["title"], "wide"),
        Column("Avant", lambda row: _counted(row, "before"), "number"),
        Column("Maintenant", lambda row: _counted(row, "now"), "number"),
        Column("Raison", lambda row: verbatim(row["reason"]) if row["comment"] else row["reason"], "wide"),
        Column("Fichier", _file, "wide"),
    ]
    revisions_table = table("Valeurs passées révisées", columns, rows[:LONGEST])
    if len(rows) <= LONGEST:
        return revisions_table
    return join(
        [
            revisions_table,
            tag("p", f"Et {number(len(rows) - LONGEST)} autres : choisissez un territoire.", class_="note"),
        ]
    )


def _counted(row: Row, when: str) -> str:
    denominator = row[f"denominator_{when}"]
    top = quantity(row[f"numerator_{when}"])
    return top if denominator is None else f"{top} / {quantity(denominator)}"


def _file(row: Row) -> Html:
    if not row["source_file"]:
        return Html("—")
    cell = f", cellule {row['cell']}" if row["cell"] else ""
    return join([verbatim(row["source_file"]), cell])
