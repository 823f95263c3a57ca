"""Answers of the warehouse, remembered as long as the build they come from is the one that is shown."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, TypeVar

Result = TypeVar("Result")


def of_build(most: int) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Remembers the last answers of a function of (place, build, …), all of them hashable: so many rows in all.

    Rows are counted and not answers, because most answers are a few rows: a hundred people who look each at their own
    territory ask thousands of small questions, and a count of answers would forget each before it is asked again.
    With the first question on another build of a place, what was said of the former one is forgotten: on a server
    where a build comes every minute, a cache that only counts what it holds fills with what nobody asks again."""

    def remember(ask: Callable[..., Result]) -> Callable[..., Result]:
        known: OrderedDict[tuple[Hashable, ...], Result] = OrderedDict()
        shown: dict[Hashable, Hashable] = {}
        lock, held = threading.Lock(), 0

        def forget(key: tuple[Hashable, ...]) -> None:
            nonlocal held
            held -= _weight(known.pop(key))

        def keep(key: tuple[Hashable, ...], answer: Result) -> None:
            nonlocal held
            place, build = key[:2]
            if shown.get(place, build) != build:
                for one in [one for one in known if one[0] == place]:
                    forget(one)
            shown[place] = build
            if key in known:  # another asked the same meanwhile
                forget(key)
            known[key] = answer
            held += _weight(answer)
            while held > most and len(known) > 1:
                forget(next(iter(known)))

        @wraps(ask)
        def remembered(place: Hashable, build: Hashable, *others: Any) -> Result:
            key = (place, build, *others)
            with lock:
                if key in known:
                    known.move_to_end(key)
                    return known[key]
            answer = ask(*key)
            with lock:
                keep(key, answer)
            return answer

        return remembered

    return remember


def _weight(answer: object) -> int:
    """How many rows an answer takes; none at all takes a place too."""
    return len(answer) + 1 if isinstance(answer, tuple) else 1
