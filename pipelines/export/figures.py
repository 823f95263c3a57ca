"""Numbers inside a sentence, in French: the typography of indicators/, and what only exports need."""

from __future__ import annotations

from babel.numbers import format_decimal

from indicators.typography import NARROW, day, number, percent

__all__ = ["day", "listing", "number", "percent", "plural", "short"]


def short(value: float) -> str:
    """As many decimals as there are: `0,75`, `1`."""
    return format_decimal(value, format="#,##0.###", locale="fr_FR").replace("\u00a0", NARROW)


def plural(count: int, singular: str) -> str:
    """`1 objectif`, `3 objectifs`: in French the plural starts at two."""
    return f"{number(count)} {singular if count < 2 else singular + 's'}"


def listing(parts: list[str]) -> str:
    """`a, b et c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} et {parts[-1]}" if parts else ""
