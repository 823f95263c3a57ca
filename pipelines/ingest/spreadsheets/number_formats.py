"""Number formats of a spreadsheet: what a number looks like on screen when that is not a plain number.

A percentage, an amount, a date, a duration or a word (VRAI) is what the person saw and meant: it is given as a text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

NARROW = "\u202f"
LONGEST = 1_000  # characters of a format: Excel takes 255
# The formats that a workbook names by a number alone, where they make something other than a plain number of it.
BUILT_IN = (
    {9: "0%", 10: "0.00%", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 67: "0%", 68: "0.00%"}
    | dict.fromkeys((5, 6, 7, 8, 42, 44), '#,##0.00 "€"')
    | dict.fromkeys((14, 15, 16, 17, *range(27, 32), 34, 35, 36, *range(50, 55), 57, 58, *range(71, 75)), "yyyy-mm-dd")
    | dict.fromkeys((18, 19, 20, 21, 32, 33, 55, 56, 75, 76, 78, 80), "h:mm:ss")
    | {22: "yyyy-mm-dd h:mm", 77: "yyyy-mm-dd h:mm", 79: "[h]:mm:ss", 81: "yyyy-mm-dd"}
)
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]?|(?P<general>General|Standard)|E[+-]'
    r"|(?P<half>AM/PM|A/P)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*([-+]?\d{1,300}(?:[.,]\d{1,300})?(?:E[+-]?\d{1,3})?)", re.IGNORECASE)
_MONEY_WORDS = re.compile(r"\b(?:EUR|USD|GBP|CHF|XPF|euros?|francs?|dollars?)\b", re.IGNORECASE)
_PER_CENT, _PER_MILLE = "%％٪﹪", "‰"
_TRUE_FALSE = {"true": "VRAI", "false": "FAUX"}
_LAST_DATE = 2_958_466  # the day after 31 December 9999
_SECONDS = 86_400
_TOO_WIDE = "#####"  # what a spreadsheet program shows of a number that its format has no place for
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class _Section:
    """One part of a format: what its codes make of a number. `words` is its literal text, `per` the sign of a rate
    that is a mere text there."""

    condition: tuple[str, float] | None
    percents: int
    words: str
    per: str
    money: str
    placeholders: bool
    days: bool
    hours: bool
    elapsed: bool
    seconds: bool

    def holds(self, value: float) -> bool:
        if self.condition is None:
            return True
        sign, bound = self.condition
        return {
            "<": value < bound,
            ">": value > bound,
            "=": value == bound,
            "<=": value <= bound,
            ">=": value >= bound,
            "<>": value != bound,
        }[sign]


def shown(value: float, code: str, date_1904: bool = False) -> str | None:
    """What the format makes of the number, as text; None where it remains a number.

    `45,5 %`, `900,00 €`, `2026-01-15`, `60:00`, `VRAI`; `date_1904` is the calendar of old Macintosh workbooks."""
    section = _section_for(value, code)
    if section is None:
        return _TOO_WIDE if len(_sections(code)) > 1 else None
    if section.days or section.hours or section.elapsed:
        return _moment(value, section, date_1904)
    if section.percents:
        return _plain(value, 2 * section.percents) + NARROW + "%"
    if section.per:
        return _plain(value) + NARROW + section.per
    if section.money:
        return _money(value) + NARROW + section.money
    if not section.placeholders and _LETTER.search(section.words):
        word = section.words.strip()
        return _TRUE_FALSE.get(word.lower(), word)
    return None


def _plain(value: float, shift: int = 0) -> str:
    """A number with a decimal comma, `shift` places further to the left."""
    try:
        exact = Decimal(repr(value)).scaleb(shift)
        return format(Decimal(f"{exact:.12g}").normalize(), "f").replace(".", ",")
    except InvalidOperation:
        return repr(value)


def _money(value: float) -> str:
    try:
        return format(Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP), "f").replace(".", ",")
    except InvalidOperation:
        return repr(value)


@lru_cache(maxsize=1_000)
def is_plain(code: str) -> bool:
    """Whether a format shows every number as a plain number: most do, and are then looked at no more."""
    return all(
        not (
            section.condition
            or section.percents
            or section.days
            or section.hours
            or section.elapsed
            or section.money
            or section.per
        )
        and (section.placeholders or not _LETTER.search(section.words))
        for section in _sections(code)
    )


def _section_for(value: float, code: str) -> _Section | None:
    sections = _sections(code)[:3]
    if any(section.condition for section in sections):
        return next((section for section in sections if section.holds(value)), None)
    if len(sections) == 1 or value > 0:
        return sections[0]
    if value < 0:
        return sections[1]
    return sections[2] if len(sections) == 3 else sections[0]


@lru_cache(maxsize=1_000)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code[:LONGEST]):
        if token["other"] == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return tuple(map(_read_section, parts))


def _read_section(tokens: list[re.Match[str]]) -> _Section:
    """What the codes of one part of a format say."""
    condition, money, words, codes, literal, elapsed, placeholders = None, "", "", "", "", "", False
    for token in tokens:
        bracket, other = token["bracket"], token["other"]
        if bracket is not None:
            condition = _condition(bracket) or condition
            money = money or _currency(bracket)
            elapsed += bracket.lower() if re.fullmatch(r"h+|m+|s+", bracket, re.IGNORECASE) else ""
        elif token["quoted"] is not None or token["escaped"] is not None:
            text = token["quoted"] if token["quoted"] is not None else token["escaped"]
            words, literal = words + text, literal + text
        elif token["general"] or (other and other in "0#?@"):
            placeholders = True
        elif other:
            codes, literal = codes + other, literal + other
    percents = min(sum(map(codes.count, _PER_CENT)), 3)
    per = next(("%" if sign in _PER_CENT else sign for sign in literal if sign in _PER_CENT + _PER_MILLE), "")
    money = money or next((sign for sign in words + codes if unicodedata.category(sign) == "Sc"), "")
    money = money or (word[0] if (word := _MONEY_WORDS.search(words)) else "")
    letters = codes.lower()
    hours = "h" in letters or "s" in letters or any(token["half"] for token in tokens)
    # Also the letters of a French format that was written as it is typed: jj/mm/aaaa
    days = any(letter in letters for letter in ("y", "d", "jj", "aa")) or ("m" in letters and not hours and not elapsed)
    seconds = "s" in letters + elapsed
    return _Section(condition, percents, literal, per, money, placeholders, days, hours, bool(elapsed), seconds)


def _condition(bracket: str) -> tuple[str, float] | None:
    condition = _CONDITION.fullmatch(bracket.strip())
    return (condition[1], float(condition[2].replace(",", "."))) if condition else None


def _currency(bracket: str) -> str:
    """`€` for `$€-40C`; nothing for `$-40C`, which names a language alone."""
    return bracket[1:].partition("-")[0].strip() if bracket.startswith("$") else ""


def _moment(value: float, section: _Section, date_1904: bool) -> str | None:
    if section.elapsed:
        return _duration(value, section.seconds) if abs(value) < _LAST_DATE else _TOO_WIDE
    if not 0 <= value < _LAST_DATE:
        return _TOO_WIDE
    if not section.days:
        return _duration(value % 1, section.seconds)
    days, seconds = divmod(round(value * _SECONDS), _SECONDS)
    day = _day(min(days, _LAST_DATE - 1), date_1904)
    if seconds == 0 or day is None:
        return day.isoformat() if day else "1900-02-29"
    return (datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)).isoformat(sep=" ")  # noqa: DTZ001


def _day(serial: int, date_1904: bool) -> date | None:
    """The day of a serial number; None for the 29 February 1900 that spreadsheets believe in."""
    if date_1904:
        return date(1904, 1, 1) + timedelta(days=min(serial, _LAST_DATE - 1_463))
    if serial == 60:
        return None
    return date(1899, 12, 31 if serial < 60 else 30) + timedelta(days=serial)


def duration(seconds: float, with_seconds: bool = True) -> str:
    """`60:00` for 216,000 seconds: hours, then minutes, then seconds where there are some."""
    whole = round(abs(seconds))
    sign = "-" if seconds < 0 and whole else ""
    text = f"{sign}{whole // 3600}:{whole // 60 % 60:02d}"
    return f"{text}:{whole % 60:02d}" if with_seconds and whole % 60 else text


def _duration(value: float, with_seconds: bool) -> str:
    return duration(value * _SECONDS, with_seconds)
