"""How much a measure of `make bench` takes: everything, or little, once, where QUICK=1 only asks if it can be taken;
and the peers that are not there."""

from __future__ import annotations

import os
from typing import TypeVar

QUICK = bool(os.environ.get("QUICK"))
Size = TypeVar("Size")


def size(whole: Size, quick: Size) -> Size:
    """How many rows, rounds, people or seconds."""
    return quick if QUICK else whole


class Absent(Exception):
    """A peer that this machine does not have: it is said, and the others are measured."""
