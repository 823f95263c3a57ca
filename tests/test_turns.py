"""Whose turn it is to be made: in the order of asking, one at a time; what is long or fails holds up nobody."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.web.runs import Turns, once

LONG, SHORT = 60.0, 0.01  # seconds that a turn may hold up others: never reached, and at once
PATIENCE = 30


def _ask(turns: Turns, pool: ThreadPoolExecutor, name: str, pages: list[str]) -> None:
    """Asks for a turn, and returns once it is waited for."""

    def page() -> None:
        with turns.turn():
            pages.append(name)

    before = len(turns._queue)  # pyright: ignore[reportPrivateUsage]
    pool.submit(page)
    while len(turns._queue) == before:  # pyright: ignore[reportPrivateUsage]
        threading.Event().wait(0.001)


def test_pages_are_made_in_the_order_of_asking() -> None:
    turns, pages = Turns(LONG), []
    with ThreadPoolExecutor(5) as pool, turns.turn():
        for name in "abcde":
            _ask(turns, pool, name, pages)
        assert pages == []  # one at a time
    assert pages == list("abcde")


def test_a_long_page_holds_up_nobody() -> None:
    turns, passed = Turns(SHORT), threading.Event()

    def other() -> None:
        with turns.turn():
            passed.set()

    with ThreadPoolExecutor(1) as pool, turns.turn():
        pool.submit(other)
        assert passed.wait(PATIENCE)


def test_what_fails_gives_its_turn_back() -> None:
    turns = Turns(LONG)
    with pytest.raises(ValueError, match="page"), turns.turn():
        raise ValueError("page")
    with turns.turn():
        assert True


def test_what_is_kept_is_made_once() -> None:
    numbers = iter(range(2))
    assert [once("test of turns", lambda: next(numbers)) for _ in range(2)] == [0, 0]
