"""Numbers inside a sentence, in French."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal

NARROW = "\u202f"


def number(value: float, digits: int = 0) -> str:
    """`1 234,5`, with narrow spaces and a true minus sign."""
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    return format_decimal(value, format=pattern, locale="fr_FR").replace("\u00a0", NARROW).replace("-", "−")


def percent(value: float) -> str:
    """`43,2 %`."""
    return f"{number(value, 1)}{NARROW}%"


def short(value: float) -> str:
    """As many decimals as there are: `0,75`, `1`."""
    return format_decimal(value, format="#,##0.###", locale="fr_FR").replace("\u00a0", NARROW)


def plural(count: int, singular: str) -> str:
    """`1 objectif`, `3 objectifs`: in French the plural starts at two."""
    return f"{number(count)} {singular if count < 2 else singular + 's'}"


def day(value: date) -> str:
    """`12 juin 2026`."""
    return format_date(value, "d MMMM y", locale="fr_FR")


def listing(parts: list[str]) -> str:
    """`a, b et c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} et {parts[-1]}" if parts else ""
