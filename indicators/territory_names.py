"""Which territory a cell of a table names, in any spelling of official files; what is outside the strategy's scope."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from indicators.short_texts import once_where_short
from indicators.territories import RANKS, Territory, fold, spellings, territories

Named = Literal["known", "ambiguous", "out_of_scope", "unknown"]
_LEVELS = {
    "department": ("departement", "dept", "dep", "d"),
    "academy": ("academie", "aca", "ac"),
    "region": ("region academique", "region", "reg"),
}
_WORDS = {word: level for level, words in _LEVELS.items() for word in words}
_LEVEL = re.compile(rf"(?:({'|'.join(sorted(_WORDS, key=len, reverse=True))})(?: |(?=\d)))(.+)")
_ARTICLE = re.compile(r"(?:de la|de l|de|du|des|d|la|le|les|l) (.+)")
# Where French schools are that no département of the strategy holds: collectivités, Monaco, Andorre, abroad.
_OUTSIDE_NUMBERS = frozenset(
    {"138", "975", "977", "978", "984", "986", "987", "988", "989", "990", "991", "992", "999"}
)
_OUTSIDE_NAMES = frozenset(
    {
        "nouvelle caledonie", "polynesie francaise", "wallis et futuna", "saint pierre et miquelon",
        "st pierre et miquelon", "saint martin", "saint barthelemy", "monaco", "andorre", "etranger", "autres",
    }
)  # fmt: skip


def outside_numbers() -> frozenset[str]:
    """The numbers, of three figures, of what official files call a département and the strategy does not follow."""
    return _OUTSIDE_NUMBERS


@dataclass(frozen=True)
class NamedTerritory:
    """What a text names: its code where it is one territory and only one; `codes` are those it may mean."""

    kind: Named
    code: str | None = None
    codes: tuple[str, ...] = ()


@once_where_short(20_000)
def named_territory(text: str, level: str | None = None) -> NamedTerritory:
    """The territory that a cell names: `DEPT-59`, `059`, `02A`, `D059`, `ILLE-ET-VILAINE`, `Académie de Rennes`.

    `level` is the one that its column says (None: no level is said). A bare number or a name that several levels have
    is then ambiguous, unless the text says its level itself."""
    folded = fold(text)
    named_level, rest = level, folded
    if prefix := _LEVEL.fullmatch(folded):
        named_level, rest = _WORDS[prefix[1]], prefix[2]
    codes = _codes(rest, named_level)
    if not codes and named_level != level:  # « Drôme » begins with no level, « D'Artois » neither
        codes = _codes(folded, level)
    if len(codes) == 1:
        return NamedTerritory("known", codes[0], codes)
    if codes:
        return NamedTerritory("ambiguous", None, codes)
    outside = {rest, _without_article(rest)} & _OUTSIDE_NAMES or rest.zfill(3) in _OUTSIDE_NUMBERS
    return NamedTerritory("out_of_scope" if outside else "unknown")


def _codes(folded: str, level: str | None) -> tuple[str, ...]:
    candidates = _by_name().get(folded) or _by_name().get(_without_article(folded)) or ()
    codes = [territory.code for territory in candidates if level in (None, territory.level)]
    return tuple(sorted(codes, key=lambda code: (_rank(code), code)))


def _rank(code: str) -> int:
    return next(RANKS[territory.level] for territory in territories() if territory.code == code)


def _without_article(folded: str) -> str:
    match = _ARTICLE.fullmatch(folded)
    return match[1] if match else folded


@lru_cache(maxsize=1)
def _by_name() -> dict[str, list[Territory]]:
    """Folded spelling → the territories of any level that have it; three figures are a département's alone."""
    by_name: dict[str, list[Territory]] = {}
    for territory in territories():
        names = spellings(territory) | {_without_article(fold(territory.name))}
        if territory.level in ("academy", "region"):
            names -= {fold(territory.number.zfill(3))}
        for name in names:
            by_name.setdefault(name, []).append(territory)
        for name in (fold(territory.code),):
            by_name[name] = [territory]
    return by_name
