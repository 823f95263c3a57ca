"""Answers of the warehouse, remembered as long as the build they come from is the one that is shown."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, TypeVar

Result = TypeVar("Result")


def of_build(most: int) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Remembers the last `most` answers of a function of (place, build, …), all of them hashable.

    With the first question on another build of a place, what was said of the former one is forgotten: on a server
    where a build comes every minute, a cache that only counts its answers fills with those that nobody asks again."""

    def remember(ask: Callable[..., Result]) -> Callable[..., Result]:
        known: OrderedDict[tuple[Hashable, ...], Result] = OrderedDict()
        shown: dict[Hashable, Hashable] = {}
        lock = threading.Lock()

        def forget_former(place: Hashable, build: Hashable) -> None:
            if shown.get(place, build) != build:
                for key in [one for one in known if one[0] == place]:
                    del known[key]
            shown[place] = build

        @wraps(ask)
        def remembered(place: Hashable, build: Hashable, *others: Any) -> Result:
            key = (place, build, *others)
            with lock:
                if key in known:
                    known.move_to_end(key)
                    return known[key]
            answer = ask(*key)
            with lock:
                forget_former(place, build)
                known[key] = answer
                while len(known) > most:
                    known.popitem(last=False)
            return answer

        return remembered

    return remember
