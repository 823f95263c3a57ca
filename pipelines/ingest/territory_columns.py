"""Whose figure a line of observations is: the column that says its territory, or a code and a label that agree.

Apart: a rule of our own tables that the rows of every grid ask for, and that is reviewed on its own."""

from __future__ import annotations

from collections.abc import Sequence

from indicators.territories import RANKS, fold
from indicators.territory_names import named_territory
from indicators.typography import number, typeset
from pipelines.ingest.parsed import Finding, column_letter
from pipelines.ingest.report_format import Section, header_key

_LEVELS = {"departement": "department", "academie": "academy", "region": "region"}
OUTSIDE = "territories_out_of_scope"
Fault = tuple[str, str, str, str | None]  # code of the message, cell, what was read, what is told beside it


class TerritoryColumns:
    """The columns of a table of observations that name a territory: the one without a level where there is one, else
    those of the finest level."""

    def __init__(self, kind: Section, headers: Sequence[str]) -> None:
        places: dict[str | None, list[int]] = {}
        for index, text in enumerate(headers):
            field = kind.headers.get(header_key(text))
            if field and field.id == "territory":
                places.setdefault(_LEVELS.get(fold(kind.words_of(text) or "")), []).append(index)
        self._level = None if None in places else min(places, key=lambda level: RANKS[level or ""])
        self._places = places[self._level]
        self._outside: list[tuple[str, str]] = []

    def read(self, row: Sequence[str], line: int) -> tuple[str | None, Fault | None]:
        """The territory of a line, as its code where the line names one and no other, else as it stands; or what is
        wrong with it: the line then counts nowhere."""
        texts = [(place, row[place].strip()) for place in self._places if place < len(row) and row[place].strip()]
        codes: dict[str, tuple[int, str]] = {}
        for place, text in texts:
            named = named_territory(text, self._level)
            cell = f"{column_letter(place)}{line}"
            if named.kind == "ambiguous":
                return None, ("table_territory_ambiguous", cell, text, " ou ".join(named.codes))
            if named.kind == "out_of_scope":
                self._outside.append((cell, text))
                return None, (OUTSIDE, cell, text, None)
            codes[named.code or text] = (place, text)
        if len(codes) > 1:
            (first_place, first_text), (_, other) = list(codes.values())[:2]
            return None, (
                "table_territories_disagree",
                f"{column_letter(first_place)}{line}",
                first_text,
                typeset(f"« {other} »"),
            )
        return next(iter(codes), None), None

    def outside(self, sha256: str, sheet: str) -> Finding | None:
        """What is said, once for the file, of the lines of territories that the strategy does not follow."""
        if not self._outside:
            return None
        named = sorted({text for _, text in self._outside})
        lines = f"{number(len(self._outside))} ligne{'s' if len(self._outside) > 1 else ''}"
        more = "…" if len(named) > 10 else ""
        return Finding(sha256, OUTSIDE, sheet or None, None, None, ", ".join(named[:10]) + more, lines)
