"""How many of the schools that an indicator concerns answered, in words: for pages, reminders and documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from indicators.typography import number, plural
from pipelines.settings import Settings
from pipelines.warehouse.builds import rows

Row = dict[str, Any]


def school_answers(settings: Settings, campaign: str | None, territory: str | None = None) -> list[Row]:
    """Rows of campaign × département × indicator that schools answered: `answered`, `expected` and the kinds that it
    `concerns`; of one campaign and one département, or of all. Raises NoWarehouse."""
    return rows(settings, "status", "schools", campaign=campaign, territory=territory)


def out_of_expected(answered: int, expected: int, concerns: Sequence[str] | None) -> str:
    """`16 collèges sur 19`: out of those that the indicator concerns, by their kind where it is one."""
    only = concerns[0] if concerns and len(concerns) == 1 else "établissement"
    return f"{plural(answered, only)} sur {number(expected)}"


def have_answered(row: Mapping[str, Any]) -> str:
    """`16 collèges sur 19 ont répondu`."""
    have = "a répondu" if row["answered"] < 2 else "ont répondu"
    return f"{out_of_expected(row['answered'], row['expected'], row['concerns'])} {have}"
