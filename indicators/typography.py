"""How a figure and a sentence are written in French, once: spaces, decimals, units, dates; what is absent is a dash."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal

from indicators.short_texts import once_where_short

NARROW = "\u202f"
ABSENT = "—"
# As a spreadsheet and a school do it: 62.5 is 63. Python and babel round a half to the even number, which is 62.
_HALF_UP = Context(prec=400, rounding=ROUND_HALF_UP)  # more figures than any float has


@once_where_short(16384)
def typeset(text: str) -> str:
    """The text with a narrow no-break space before `; : ! ? %` and inside « »; what has none keeps none."""
    # from where a run of spaces begins and nowhere else: a long run is then looked at once, not once a space
    text = re.sub(r"(?<![ \u00a0])[ \u00a0]+([;:!?%»])", NARROW + r"\1", text)
    return re.sub(r"«[ \u00a0]+", "«" + NARROW, text)


def half_up(value: float, digits: int = 0) -> Decimal:
    """A figure with the decimals it is written with: a half goes away from zero, so that a page, a document and a
    workbook say the same. The dust of binary arithmetic decides nothing, and nothing has no minus before it."""
    exact = Decimal(str(round(value, 9)))
    return _HALF_UP.add(exact.quantize(Decimal(1).scaleb(-digits), context=_HALF_UP), 0)


@lru_cache(maxsize=16384)
def number(value: float | None, digits: int = 0) -> str:
    """`1 234,5` with narrow spaces and a true minus sign; a dash where there is no value."""
    if value is None:
        return ABSENT
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    written = format_decimal(half_up(value, digits), format=pattern, locale="fr_FR")
    return written.replace("\u00a0", NARROW).replace("-", "−")


def part(value: float | None, digits: int = 0) -> str:
    """A part of a hundred: what is short of it is never rounded up to it (99.7 is written 99)."""
    if value is not None and round(value, 9) < 100 <= half_up(value, digits):
        value = 100 - 10.0**-digits
    return number(value, digits)


def percent(value: float | None, digits: int = 1) -> str:
    """`43,2 %` from 43.2."""
    return ABSENT if value is None else f"{part(value, digits)}{NARROW}%"


def quantity(value: float | None) -> str:
    """A numerator or denominator: whole when it is whole, else with two decimals."""
    if value is None:
        return ABSENT
    return number(value, 0 if float(value).is_integer() else 2)


class Written(Protocol):
    """What says how the values of an indicator are written; `stages` are those of a milestone, and only its own."""

    @property
    def kind(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def scale(self) -> float: ...
    @property
    def stages(self) -> Sequence[str] | None: ...


@dataclass(frozen=True, slots=True)
class Unit:
    """The same alone, where what tells it is no class: a row by its columns."""

    kind: str
    unit: str
    scale: float = 1.0
    stages: Sequence[str] | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Unit:
        """That of a row with the columns of an indicator; one without stages need have no scale."""
        return cls(row["kind"], row["unit"], row.get("scale", 1.0), row.get("stages"))


def figure(value: float | None, indicator: Written) -> str:
    """The value of an indicator in its unit; the name of the stage for a milestone.

    A table that says the units in a column of their own gives none: an empty one."""
    if value is None:
        return ABSENT
    if stages := indicator.stages:
        return stages[round(value / indicator.scale * (len(stages) - 1))]
    if indicator.unit == "%":
        return percent(value)
    digits = 0 if indicator.kind == "count" else 2 if abs(value) < 10 else 1
    return f"{number(value, digits)}\u00a0{indicator.unit}".rstrip("\u00a0")


def in_paris(moment: datetime) -> datetime:
    """A moment at the hour of those who read; kept moments that name no zone are in UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(ZoneInfo("Europe/Paris"))


def day(value: date | datetime | None) -> str:
    """`12 juin 2026`, `1er juillet 2026`; of a moment, its day in Paris."""
    if value is None:
        return ABSENT
    if isinstance(value, datetime):
        value = in_paris(value).date()
    return _day(value)


@lru_cache(maxsize=4096)
def _day(value: date) -> str:
    """The same days stand all over a page, and from one to the next."""
    return ("1er" if value.day == 1 else str(value.day)) + format_date(value, " MMMM y", locale="fr_FR")


def hour(moment: datetime) -> str:
    """`14 h 32`, in Paris."""
    at = in_paris(moment)
    return f"{at.hour}\u00a0h\u00a0{at:%M}"


def duration(seconds: int) -> str:
    """`30 minutes`, `12 heures`, in the largest unit."""
    return format_timedelta(timedelta(seconds=seconds), locale="fr_FR")


def share(value: float | None) -> str:
    """A part of one, as a whole percentage: `80 %`."""
    return ABSENT if value is None else percent(100 * value, 0)


def euros(value: float | None) -> str:
    """An amount in whole euros: `1 250 000 €`."""
    return ABSENT if value is None else f"{number(value)}{NARROW}€"


def out_of(part: float | None, whole: float | None) -> str:
    """`84 sur 101`."""
    return ABSENT if part is None or not whole else f"{number(part)} sur {number(whole)}"


def short(value: float) -> str:
    """As many decimals as there are: `0,75`, `1`."""
    return format_decimal(value, format="#,##0.###", locale="fr_FR").replace("\u00a0", NARROW)


def signed(value: float) -> str:
    """A movement with its sign: `+1,2`, `−0,3`, `0,0`."""
    nothing, size = number(0, 1), number(abs(value), 1)
    return nothing if size == nothing else f"{'+' if value > 0 else '−'}{size}"


def points(change: float, signed: bool = False) -> str:
    """A change in points, agreed with what is written: `1,9 point`, `2,0 points`; `+1,2 point` with its sign."""
    size = half_up(change, 1)
    return f"{'+' if signed and size > 0 else ''}{number(change, 1)} {'point' if abs(size) < 2 else 'points'}"


def ordinal(rank: int) -> str:
    """`1re`, `2e`: of a place, which is feminine."""
    return f"{number(rank)}{'re' if rank == 1 else 'e'}"


def plural(count: int, singular: str, many: str | None = None) -> str:
    """`1 objectif`, `3 objectifs`: in French the plural starts at two."""
    return f"{number(count)} {singular if count < 2 else many or singular + 's'}"


def shortened(text: str, longest: int) -> str:
    """A text of so many characters at most, cut between two words, which three dots then say."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return (cut.rpartition(" ")[0] if " " in cut[longest // 2 :] else cut).rstrip(" ,;.") + "…"


def listing(parts: list[str]) -> str:
    """`a, b et c`."""
    return f"{', '.join(parts[:-1])} et {parts[-1]}" if len(parts) > 1 else "".join(parts)
