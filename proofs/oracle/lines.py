"""What one line of a report or a table says: a figure, « sans objet », « non disponible », or nothing that counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from oracle.places import RANK
from oracle.strategy import Indicator, Strategy

NOT_APPLICABLE, NOT_AVAILABLE = "sans objet", "non disponible"
ABBREVIATED = {"s.o.": NOT_APPLICABLE, "n.d.": NOT_AVAILABLE, "nd": NOT_AVAILABLE, "nc": NOT_AVAILABLE}
ABBREVIATED |= {"-": NOT_AVAILABLE, "": NOT_AVAILABLE}
YES_NO = {"oui": 1, "non": 0, "1": 1, "0": 0, "true": 1, "false": 0}


class SetAside(Exception):
    """The line breaks a rule of « What an error does »."""


@dataclass(frozen=True)
class Statement:
    """`silence` is None where there is a figure; a share counts one territory, a milestone its last place."""

    silence: str | None
    numerator: Fraction = Fraction(0)
    denominator: Fraction = Fraction(0)


def indicator_of_line(strategy: Strategy, code: str, level: str, campaign: str) -> Indicator | None:
    """The indicator of a line, None where the tool computes it by itself."""
    indicator = strategy.indicators.get(code)
    if indicator is None:
        raise SetAside("unknown code")
    if indicator not in strategy.collected(campaign):
        raise SetAside("not collected")
    if indicator.origin != "reported":
        return None
    if RANK[level] < RANK[indicator.level]:
        raise SetAside("another level")
    return indicator


def statement_of(indicator: Indicator, numerator: Any, denominator: Any, situation: str | None) -> Statement | None:
    """None for a line left empty, as the template gives it."""
    if numerator is None and denominator is None and situation is None:
        return None
    word = _word(numerator)
    if word is not None:
        return Statement(NOT_APPLICABLE if NOT_APPLICABLE in (word, situation) else NOT_AVAILABLE)
    if indicator.kind == "share":
        return Statement(None, Fraction(_answer(numerator)), Fraction(1))
    if indicator.kind == "milestone":
        if numerator not in indicator.stages:
            raise SetAside("unknown stage")
        return Statement(None, Fraction(indicator.stages.index(numerator)), Fraction(len(indicator.stages) - 1))
    return _counted(indicator, numerator, denominator)


def _counted(indicator: Indicator, numerator: Any, denominator: Any) -> Statement:
    above = number(numerator)
    if indicator.kind == "count":
        _check_bound(indicator, indicator.scale * above)
        return Statement(None, above)
    if _word(denominator) is not None:
        raise SetAside("no denominator")
    below = number(denominator)
    if below == 0 and above > 0:
        raise SetAside("zero denominator with a numerator")
    if indicator.unit == "%" and above > below:
        raise SetAside("numerator above denominator")
    if below:
        _check_bound(indicator, indicator.scale * above / below)
    return Statement(None, above, below)


def _check_bound(indicator: Indicator, value: Fraction) -> None:
    if indicator.upper_bound is not None and value > indicator.upper_bound:
        raise SetAside("above the upper bound")


def _word(typed: Any) -> str | None:
    return NOT_AVAILABLE if typed is None else ABBREVIATED.get(typed) if isinstance(typed, str) else None


def _answer(typed: Any) -> int:
    try:
        return YES_NO[str(typed).lower()]
    except KeyError:
        raise SetAside("neither yes nor no") from None


def number(typed: Any) -> Fraction:
    """A number cell, or text in French notation; never a boolean, a percentage or an amount; never below zero."""
    if isinstance(typed, bool):
        raise SetAside("a boolean")
    plain = str(typed).replace(" ", "").replace("\u202f", "").replace("\u00a0", "").replace(",", ".")
    if isinstance(typed, str) and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", plain) and len(typed.strip()) == len(plain):
        raise SetAside("thousands, or decimals")
    if not plain.replace(".", "", 1).isdigit():
        raise SetAside("not a number, or below zero")
    return Fraction(Decimal(plain))
