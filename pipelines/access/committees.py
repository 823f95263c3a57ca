"""A set of committees as one number, a bit a territory: what two figures have in common is then one operation.

Which bit is whose is of this process alone: what is kept on the disk says the codes."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import reduce
from operator import or_

from indicators.territories import territories

Committees = int
_codes = sorted(territory.code for territory in territories())
_bits = {code: 1 << place for place, code in enumerate(_codes)}
_lock = threading.Lock()


def committees(codes: Iterable[str]) -> Committees:
    """The set of these territories; one that is in no table of today, as an old edition may name, gets a bit too."""
    group = 0
    for code in codes:
        group |= _bits.get(code) or _new(code)
    return group


def numbered() -> list[str]:
    """The territories that have a bit, in the order of their bits."""
    return list(_codes)


def union(*groups: Committees) -> Committees:
    """The committees of any of these."""
    return reduce(or_, groups, 0)


def codes_of(group: Committees) -> list[str]:
    """The territories of a set, in the order of their codes."""
    return sorted(code for code, digit in zip(_codes, reversed(f"{group:b}"), strict=False) if digit == "1")


def _new(code: str) -> int:
    with _lock:
        if code not in _bits:
            _codes.append(code)
            _bits[code] = 1 << len(_bits)
        return _bits[code]
