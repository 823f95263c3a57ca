"""The order of a long table: the one that the address asks for, and the headers that ask for another.

Apart: a table is written by html, which knows no address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from dashboard.components.html.table import Sorting
from dashboard.components.links.address import href, parameter
from dashboard.components.links.parameters import FALLING
from indicators.territories import fold
from pipelines.facts.rows.progress import Level

R = TypeVar("R")


def arranged(
    rows: Sequence[R],
    keys: Mapping[str, Callable[[R], Any]],
    usual: tuple[str, bool],
    page: str,
    anchor: str,
    ranked: bool = True,
    **codes: str | int | None,
) -> tuple[list[R], Sorting | None]:
    """The rows in the order asked, by one of the `keys`; as they come, which is the `usual` order and whether it falls,
    unless the address names another. What says nothing comes last, whatever the direction.

    Until a campaign is closed nobody is `ranked`: the rows stay as they come, and no header sorts."""
    if not ranked:
        return list(rows), None

    def address(order: str, falling: bool) -> str:
        return f"{href(page, **codes, tri=order, sens=FALLING if falling else None)}#{anchor}"

    order = parameter("tri")
    if order is None or order not in keys:
        return list(rows), Sorting(*usual, address)
    key, falling = keys[order], parameter("sens") == FALLING
    ordered = sorted((row for row in rows if key(row) is not None), key=lambda row: _rank(key(row)), reverse=falling)
    return [*ordered, *(row for row in rows if key(row) is None)], Sorting(order, falling, address)


def _rank(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value


def judged(row: Level) -> float | None:
    """The progress of a row, as one ranks by it: nothing of what rests on too little."""
    return None if row.status == "insufficient" else row.progress
