"""What a search finds among what it knows: each thing by its exact names, its title and all that is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indicators.territories import fold

Row = Mapping[str, Any]
LONGEST = 80  # characters of a search that count
SHOWN = 10  # things of each kind
# The kinds that sql/search has a query of. Schools are too many to be known one by one: schools/screen/found.sql.
KINDS = ("territories", "objectives", "indicators", "actions", "messages")


@dataclass(frozen=True)
class Entry:
    """A thing that can be found, and the folded texts it is known by; `searched` stands between two spaces."""

    row: Row
    exact: frozenset[str]
    title: str
    searched: str

    def place(self, text: str) -> int:
        """How near it is to what is searched, 0 being the nearest."""
        if text in self.exact:
            return 0
        if self.title.startswith(text):
            return 1
        if f" {text}" in self.title:
            return 2
        return 3 if text in self.searched else 4


@dataclass(frozen=True)
class Found:
    """The nearest things of a kind, and how many there are in all."""

    rows: tuple[Row, ...] = ()
    count: int = 0


def words(typed: str) -> str:
    """What is searched for in what was typed: no case, no accent, nothing but letters and figures."""
    return fold(typed[:LONGEST])


def entries(rows: Iterable[Row]) -> tuple[Entry, ...]:
    """The rows of a query of sql/search, with their texts folded once for every search."""
    return tuple(
        Entry(row, frozenset(map(fold, row["exact"])), fold(row["title"] or ""), f" {fold(row['searched'])} ")
        for row in rows
    )


def best(known: Sequence[Entry], text: str) -> Found:
    """Of the things known, those that hold every word or bear this very name, the nearest first."""
    # a number counts when it is whole: « 1 » is not in « 31 »
    each = [f" {word} " if word.isdecimal() else word for word in text.split()]
    found = [one for one in known if text in one.exact or all(word in one.searched for word in each)]
    found.sort(key=lambda one: one.place(text))
    return Found(tuple(one.row for one in found[:SHOWN]), len(found))
