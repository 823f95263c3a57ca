"""Answers of the warehouse, remembered as long as the build they come from is the one that is shown."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, TypeVar

from pipelines.facts.rows.mapper import texts

Result = TypeVar("Result")
Key = tuple[Hashable, ...]  # place, build, and what was asked
_LETTERS = 200  # of a text, as heavy as a row


def of_build(most: int) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Remembers the last answers of a function of (place, build, …), all of them hashable: `most` rows in all, a text,
    alone or in a row, taking the place of a row for each two hundred letters, any other answer that of one. What is
    given by its name is no part of the question: how to answer it.

    Rows are counted and not answers, because most answers are a few rows: a hundred people who look each at their own
    territory ask thousands of small questions, and a count of answers would forget each before it is asked again.
    With the first question on another build of a place, what was said of the former one is forgotten: on a server
    where a build comes every minute, a cache that only counts what it holds fills with what nobody asks again."""

    def remember(ask: Callable[..., Result]) -> Callable[..., Result]:
        answers, lock = _Answers(most), threading.Lock()

        @wraps(ask)
        def remembered(place: Hashable, build: Hashable, *others: Any, **how: Any) -> Result:
            key = (place, build, *others)
            with lock:
                if key in answers.by_key:
                    return answers.again(key)
            answer = ask(*key, **how)
            with lock:
                answers.keep(key, answer)
            return answer

        return remembered

    return remember


class _Answers:
    """The answers remembered, the least recently asked first."""

    def __init__(self, most: int) -> None:
        self.by_key: OrderedDict[Key, Any] = OrderedDict()
        self._weights: dict[Key, int] = {}
        self._most, self._held = most, 0
        self._shown: dict[Hashable, Hashable] = {}

    def again(self, key: Key) -> Any:
        self.by_key.move_to_end(key)
        return self.by_key[key]

    def keep(self, key: Key, answer: Any) -> None:
        place, build = key[:2]
        if self._shown.get(place, build) != build:
            for other_key in [other_key for other_key in self.by_key if other_key[0] == place]:
                self._forget(other_key)
        self._shown[place] = build
        if key in self.by_key:  # another asked the same meanwhile
            self._forget(key)
        self.by_key[key], self._weights[key] = answer, _weight(answer)
        self._held += self._weights[key]
        while self._held > self._most and len(self.by_key) > 1:
            self._forget(next(iter(self.by_key)))

    def _forget(self, key: Key) -> None:
        del self.by_key[key]
        self._held -= self._weights.pop(key)


def _weight(answer: object) -> int:
    """How many rows an answer takes; none at all takes a place too."""
    if isinstance(answer, str):
        return len(answer) // _LETTERS + 1
    return sum(map(_row, answer), 1) if isinstance(answer, tuple) else 1


def _row(row: object) -> int:
    """A row, and more where people wrote long texts in it."""
    return 1 + sum([len(text) // _LETTERS for text in texts(row)])
