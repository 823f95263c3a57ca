"""Tells, in a text with delimiters, a line whose values a separator too many has shifted: it must not count."""

from __future__ import annotations

import re
from functools import lru_cache

from indicators.territories import fold, spellings, territories
from pipelines.ingest.report_format import report_format

# A number, and one without decimals: what stands on both sides of a decimal comma.
_NUMBER = re.compile(r"[-+−]?\d[\d\s]*(?:[.,]\d+)?")
_WHOLE = re.compile(r"\d[\d\s]*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DEPARTMENT = re.compile(r"d?0?\d{1,3}|0?2[ab]", re.IGNORECASE)
_KINDS = ("ecole", "college", "lycee", "erea", "maternelle", "elementaire")
_TEXTS = ("situation", "source", "comment")
_DECIMALS = 3  # figures after a comma, of decimals or of thousands; a count of more is no half of a number


class Shifts:
    """The lines of one table: `places` gives field → index of its column, `width` how many columns it has."""

    def __init__(self, places: dict[str, int], width: int, delimiter: str, rows: list[list[str]]) -> None:
        self.width = width
        self._places, self._comma = places, delimiter == ","
        self._watched = self._looked_at()
        self._spare = self._comma and self._is_spare(rows)

    def _looked_at(self) -> tuple[int, ...]:
        """The columns of which one at least has a value in a line that is shifted and no longer than the header."""
        if "name" in self._places:
            return (self._places["name"],)
        if not self._comma or "numerator" not in self._places:
            return ()
        beyond = self._beyond()
        places = {self._places.get("situation", -1), *((beyond, beyond + 1) if self._text_at(beyond) else ())}
        return tuple(sorted(places - {-1}))

    def _beyond(self) -> int:
        """The column after the figures."""
        return 1 + max(self._places["numerator"], self._places.get("denominator", -1))

    def may_be(self, row: list[str]) -> bool:
        """Whether a line is worth a look: most are told here to be right."""
        return len(row) > self.width or any(row[place] for place in self._watched if place < len(row))

    def too_long(self, row: list[str]) -> bool:
        """Whether a line goes beyond the header: with a value, or with the empty end that a decimal comma leaves.

        A file whose every line ends with a separator more is as its program writes it."""
        if len(row) <= self.width:
            return False
        return any(map(str.strip, row[self.width :])) or (self._comma and not self._spare and self._may_be_one(row))

    def shifted(self, row: list[str]) -> int | None:
        """The index of a value that stands in the place of another, in a line no longer than the header."""
        if "name" in self._places:
            return self._name_is_cut(row)
        return self._number_is_cut(row) if self._comma and "numerator" in self._places else None

    def _is_spare(self, rows: list[list[str]]) -> bool:
        filled = [row for row in rows if any(row)]
        return all(len(row) > self.width for row in filled) and not all(map(self._may_be_one, filled))

    def _may_be_one(self, row: list[str]) -> bool:
        """Whether a numerator and a denominator may be the two halves of one number."""
        halves = self._text(row, "numerator"), self._text(row, "denominator")
        return all(map(_WHOLE.fullmatch, halves)) and len(halves[1]) <= _DECIMALS

    def _text(self, row: list[str], field: str) -> str:
        place = self._places.get(field, -1)
        return row[place].strip() if 0 <= place < len(row) else ""

    def _number_is_cut(self, row: list[str]) -> int | None:
        numerator, denominator = self._text(row, "numerator"), self._text(row, "denominator")
        if not (_WHOLE.fullmatch(numerator) or _WHOLE.fullmatch(denominator)):
            return None
        beyond = self._beyond()
        field = self._text_at(beyond)
        if situation := self._text(row, "situation"):
            return self._places["situation"] if _NUMBER.fullmatch(situation) else None
        if field == "situation":  # left empty: its word may stand in the next column, where the shift put it
            return beyond + 1 if fold(self._text(row, self._text_at(beyond + 1))) in _situations() else None
        text = self._text(row, field)
        if _YEAR.fullmatch(text) and _WHOLE.fullmatch(denominator):  # the year of a source, beside a sound figure
            return beyond if int("".join(numerator.split()) or 0) > int("".join(denominator.split())) else None
        return beyond if _NUMBER.fullmatch(text) else None

    def _text_at(self, place: int) -> str:
        """The field of texts whose column stands there; none gives an empty name."""
        return next((field for field in _TEXTS if self._places.get(field) == place), "")

    def _name_is_cut(self, row: list[str]) -> int | None:
        """A separator in a name: the type, or the département, stands one column further than it should."""
        cut_at = None
        for field, right in (("school_kind", _is_kind), ("department", _is_department)):
            place = self._places.get(field, -1)
            if place > self._places["name"] and place + 1 < len(row):
                if right(row[place]):
                    return None
                cut_at = place if cut_at is None and right(row[place + 1]) else cut_at
        return cut_at


@lru_cache(maxsize=4096)
def _is_kind(text: str) -> bool:
    return fold(text).startswith(_KINDS)


@lru_cache(maxsize=4096)
def _is_department(text: str) -> bool:
    return bool(_DEPARTMENT.fullmatch(text.strip())) or fold(text) in _departments()


@lru_cache(maxsize=1)
def _departments() -> frozenset[str]:
    return frozenset(
        name for territory in territories() if territory.level == "department" for name in spellings(territory)
    )


@lru_cache(maxsize=1)
def _situations() -> frozenset[str]:
    return frozenset(map(fold, report_format().words["situation"]))
