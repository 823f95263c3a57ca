"""Doubts of one kind as people read them: one line for those of a sheet, with their number and the first cells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from indicators.typography import typeset

# of cells, and of whole sheets; core/issue.sql says the same of more doubts of one kind than are kept one by one
SEVERAL = {
    True: typeset("{number} cellules : {first} Pour la première : {problem}"),
    False: typeset("{number} feuilles : {first} Pour la première : {problem}"),
}
NAMED = 3  # before the sign that there are more
Row = dict[str, Any]


def told(messages: Iterable[Row]) -> list[Row]:
    """Rows of marts.issue in their order, the doubts of one kind in one sheet of one file as one row.

    That row stands where the first of them did, with its cell; its `problem` gives their number and the first cells.
    What sets a row aside, or refuses a file, is told cell by cell."""
    kinds: dict[tuple[Any, ...], list[Row]] = {}
    for place, row in enumerate(messages):
        key = _kind(row) if row["severity"] == "warning" else (place,)
        kinds.setdefault(key, []).append(row)
    return [rows[0] if len(rows) == 1 else rows[0] | {"problem": _together(rows)} for rows in kinds.values()]


def _kind(row: Row) -> tuple[Any, ...]:
    """What is said of whole sheets is of one kind whichever the sheet."""
    return row.get("source_sha256"), row.get("source_file"), row["code"], row["sheet"] if row["cell"] else None


def _together(rows: list[Row]) -> str:
    named = [row["cell"] or (row["sheet"] or "").strip() for row in rows[:NAMED]]
    first = ", ".join(named) + (", …" if len(rows) > NAMED else ".")
    return SEVERAL[bool(rows[0]["cell"])].format(number=len(rows), first=first, problem=rows[0]["problem"])
