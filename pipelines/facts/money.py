"""Sums of amounts and what they rest on, and states whose date is past, in words: once for pages and files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indicators.typography import ABSENT, day, euros, number, plural

# what the report declares: the word in the gender of what it is said of
_DECLARED = {"signée": "déclarée signée"}


def lapsed(row: Mapping[str, Any]) -> str | None:
    """`déclaré ouvert, échéance du 15 janvier 2026 passée` for a call or an agreement whose state on the day one reads
    is no longer the declared one; None elsewhere."""
    declared = row["state"]
    if declared == row["state_today"]:
        return None
    past = row["deadline"] if "deadline" in row else row["due_on"]
    return f"{_DECLARED.get(declared, f'déclaré {declared}')}, échéance du {day(past)} passée"


def amounts(amount: float | None, stated: int, lines: int, noun: str) -> str:
    """`1 250 000 € sur 3 appels, 2 sans montant`: a sum, how many lines state an amount, how many do not."""
    if not lines:
        return ABSENT
    if not stated:
        return f"{plural(lines, noun)} sans montant"
    silent = f", {number(lines - stated)} sans montant" if lines > stated else ""
    return f"{euros(amount)} sur {plural(stated, noun)}{silent}"
