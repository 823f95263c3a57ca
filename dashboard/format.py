"""How the screen writes figures: the typography of indicators/, with what only a page needs."""

from __future__ import annotations

from datetime import timedelta

from babel.dates import format_timedelta

from indicators.typography import ABSENT, NARROW, day, figure, number, part, percent, quantity, typeset

NONE = ABSENT
__all__ = [
    "NARROW",
    "NONE",
    "day",
    "duration",
    "figure",
    "listing",
    "number",
    "out_of",
    "part",
    "percent",
    "plural",
    "quantity",
    "share",
    "typeset",
]


def share(value: float | None) -> str:
    """A part of one, as a whole percentage: `80 %`."""
    return NONE if value is None else percent(100 * value, 0)


def duration(seconds: int) -> str:
    """`30 minutes`, `12 heures`, in the largest unit."""
    return format_timedelta(timedelta(seconds=seconds), locale="fr_FR")


def out_of(part: float | None, whole: float | None) -> str:
    """`84 sur 101`."""
    return NONE if part is None or not whole else f"{number(part)} sur {number(whole)}"


def plural(count: int, singular: str, many: str | None = None) -> str:
    """`1 objectif`, `3 objectifs`: in French the plural starts at two."""
    return f"{number(count)} {singular if count < 2 else many or singular + 's'}"


def listing(parts: list[str]) -> str:
    """`a, b et c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} et {parts[-1]}"
