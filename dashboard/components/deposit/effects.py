"""What a file would change, before it is deposited: its messages, its figures, the progress of its territory."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

from dashboard import deposits
from dashboard.components.html.markup import Html, join, tag, verbatim
from dashboard.components.html.table import Column, Row, table
from dashboard.components.indicator.status import badge, word
from indicators.typography import ABSENT, figure, number, percent, plural, quantity, typeset
from pipelines.dry_run.figure_changes import Change
from pipelines.settings import settings
from pipelines.warehouse.doubts import told

WHOLE_FILE = "Le fichier"


def messages(rows: Sequence[Row]) -> Html:
    """What to type instead, sheet by sheet, each with its cell."""
    if not rows:
        return tag("p", deposits.words()["said"]["clean"], class_="note")
    columns = [
        Column("Cellule", lambda row: row["cell"] or "toute la feuille"),
        Column("Message", lambda row: word("severity", row["severity"])),
        Column("Lu", lambda row: verbatim(row["value_read"]) if row["value_read"] else ABSENT),
        Column("Ce qui ne va pas", lambda row: row["problem"], "wide"),
        Column("Ce qu'il faut écrire", lambda row: row["advice"] or ABSENT, "wide"),
    ]
    return join(
        table(f"Feuille « {sheet} »" if sheet else WHOLE_FILE, columns, list(group))
        for sheet, group in groupby(told(rows), key=lambda row: (row["sheet"] or "").strip())
    )


def first_rows(rows: Sequence[Row]) -> Html:
    """The first lines of a table, as they were understood; nothing for another file."""
    if not rows:
        return Html("")
    columns = [
        Column("Ligne", lambda row: number(row["row_number"]), "number"),
        Column("Ce qui est compris", lambda row: verbatim(typeset(row["words"])), "wide"),
    ]
    return table(deposits.words()["said"]["first_rows"], columns, list(rows))


def changed(changes: Sequence[Change], territory: str) -> Html:
    """Every figure that moves, before and after, then what it does to the progress of the territory."""
    if not changes:
        return tag("p", deposits.words()["said"]["nothing_moves"], class_="note")
    return join(
        _campaign(campaign, list(group), territory)
        for campaign, group in groupby(changes, key=lambda change: change.campaign)
    )


def _campaign(campaign: str, changes: Sequence[Change], territory: str) -> Html:
    means = [{"change": change} for change in changes if change.kind != "indicator"]
    figures = [{"change": change} for change in changes if change.kind == "indicator"]
    parts = [tag("p", tag("strong", _in_words(means, campaign, territory)))] if means else []
    if means:
        columns = [Column("Avancement", lambda row: row["change"].title, "wide"), *_sides(_progress)]
        parts.append(table(f"Avancement de {territory}, {campaign}", columns, means))
    if figures:
        value = partial(_value, settings().catalogue)  # asked for once: each time it looks at the disk
        columns = [Column("Indicateur", lambda row: row["change"].title, "wide"), *_sides(value)]
        title = tag("summary", f"{plural(len(figures), 'chiffre')} avant et après, {campaign}")
        folded = table(f"Chiffres de {territory}, {campaign}", columns, figures)
        parts.append(tag("details", title, folded, class_="definition", open=len(figures) <= 12))
    return join(parts)


def _sides(content: object) -> list[Column]:
    return [
        Column("Avant", lambda row: content(row["change"], row["change"].before), "number"),  # type: ignore[operator]
        Column("Après", lambda row: content(row["change"], row["change"].after), "number"),  # type: ignore[operator]
        Column("Situation avant", lambda row: badge(_status(row["change"].before))),
        Column("Situation après", lambda row: badge(_status(row["change"].after))),
    ]


def _status(side: Row | None) -> str:
    return side["status"] if side else "not_reported"


def _progress(_: Change, side: Row | None) -> str:
    return percent(side["progress"]) if side else ABSENT


def _value(folder: Path | None, change: Change, side: Row | None) -> Html:
    """The value, and beneath it what was divided."""
    if side is None or side["value"] is None:
        return join([ABSENT])
    value = figure(side["value"], deposits.indicator(change.id, folder))
    pair = "" if side["denominator"] is None else f"{quantity(side['numerator'])} ÷ {quantity(side['denominator'])}"
    return join([value, tag("span", pair, class_="beneath") if pair else ""])


def _in_words(means: Sequence[Row], campaign: str, territory: str) -> str:
    whole = next((row["change"] for row in means if row["change"].kind == "strategy"), None)
    if whole is None:
        return f"En {campaign}, l'avancement d'ensemble de {territory} ne change pas."
    before, after = (side["progress"] if side else None for side in (whole.before, whole.after))
    if before is None or after is None:
        return f"En {campaign}, l'avancement de {territory} passe de {percent(before)} à {percent(after)}."
    sign = "+" if after > before else ""
    moved = f"{sign}{number(after - before, 1)} point{'s' if abs(after - before) >= 2 else ''}"
    return f"En {campaign}, l'avancement de {territory} passe de {percent(before)} à {percent(after)} ({moved})."
