"""Open pages that show an older build are started again: newest first, a few at once, and who reads is left alone."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from gated import ran

from dashboard.observe import renewal
from dashboard.observe.renewal import AT_ONCE, BEHIND, READING, REST, due, renew, shows


class Session:
    """An open page as Streamlit knows it: at work or not, and what it was asked."""

    def __init__(self) -> None:
        self._scriptrunner: object | None = None
        self._client_state = object()
        self.asked: list[object] = []

    def request_rerun(self, state: object) -> None:
        self.asked.append(state)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> dict[str, Session]:
    sessions: dict[str, Session] = {}
    monkeypatch.setattr(renewal, "_tabs", {})
    monkeypatch.setattr(renewal, "_session", sessions.get)
    return sessions


def run(monkeypatch: pytest.MonkeyPatch, tab: str, build: object, at: float, behind: bool = False) -> None:
    """A run of the page of a tab, at a moment."""
    monkeypatch.setattr(renewal, "_this_tab", lambda: tab)
    monkeypatch.setattr(renewal, "time", SimpleNamespace(monotonic=lambda: at))
    shows(build, behind)


@pytest.fixture
def tabs(opened: dict[str, Session], monkeypatch: pytest.MonkeyPatch) -> Any:
    def open_(tab: str, build: object, at: float = 0.0, behind: bool = False) -> Session:
        run(monkeypatch, tab, build, at, behind)
        return opened.setdefault(tab, Session())

    return open_


def test_a_page_is_shown_again_once_with_what_it_last_said_of_itself(tabs: Any) -> None:
    page = tabs("a", 1)
    assert renew(1, 10.0) == [], "it shows that build"
    assert renew(2, 10.0) == ["a"]
    assert page.asked == [page._client_state]
    tabs("a", 2)
    assert renewal.renewed(), "its run knows that nobody asked for it"
    assert renew(2, 11.0) == []
    tabs("a", 2)
    assert not renewal.renewed(), "the next one was asked for"


def test_a_page_at_work_is_asked_later_and_one_that_is_closed_is_forgotten(
    tabs: Any, opened: dict[str, Session]
) -> None:
    page = tabs("a", 1)
    page._scriptrunner = object()
    assert renew(2, 1.0) == []
    page._scriptrunner = None
    assert renew(2, 1.0) == ["a"]
    opened.clear()
    assert renew(3, 2.0) == []
    assert due(3, 2.0) == []


def test_a_page_that_is_behind_is_shown_again_until_it_is_not(tabs: Any) -> None:
    tabs("a", 2, 10.0, behind=True)
    assert renew(2, 10.0 + BEHIND / 2) == [] == renew(3, 10.0 + BEHIND / 2)
    assert renew(2, 10.0 + BEHIND) == ["a"]
    tabs("a", 2, 20.0)
    assert renewal.renewed(), "it shows a build that it did not show, and says so"
    assert renew(2, 100.0) == []


def test_a_page_that_took_long_to_be_shown_again_rests_before_the_next_build(tabs: Any) -> None:
    """Where builds follow one another, pages that nobody asked for would take the processors of who deposits."""
    tabs("a", 1)
    assert renew(2, 10.0) == ["a"]
    tabs("a", 2, at=12.0)
    assert renew(3, 12.0 + REST * 2.0 - 0.1) == []
    assert renew(3, 12.0 + REST * 2.0) == ["a"]
    tabs("a", 3, at=22.1)
    assert renew(4, 22.7) == ["a"], "and one that was quick hardly waits"
    tabs("a", 4, at=30.0)
    tabs("a", 4, at=31.0)
    assert renew(5, 31.0) == ["a"], "who asks for a page is shown the next build at once"


def test_an_edition_is_never_shown_again(tabs: Any) -> None:
    tabs("a", 1)
    tabs("a", None)
    assert renew(2, 1.0) == []


def test_those_who_acted_last_come_first_and_a_few_at_once(tabs: Any) -> None:
    for place in range(AT_ONCE + 2):
        tabs(f"tab {place}", 1, float(place))
    first = renew(2, 100.0)
    assert first == [f"tab {place}" for place in range(AT_ONCE + 1, 1, -1)]
    for name in first:
        tabs(name, 2, 100.0)
    assert renew(2, 101.0) == ["tab 1", "tab 0"]


def test_pages_that_are_opened_and_closed_for_ever_take_so_many_places(
    tabs: Any, opened: dict[str, Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewal, "MOST", 5)
    tab = tabs("kept", 1, 0.0)
    for number in range(50):
        opened[f"closed {number}"] = Session()
        tabs(f"closed {number}", 1, 1.0 + number)
        del opened[f"closed {number}"]
        assert len(renewal._tabs) <= 6
    assert renew(2, 100.0) == ["kept"]
    assert tab.asked
    for number in range(9):
        opened[f"open {number}"] = Session()
        tabs(f"open {number}", 1, 200.0 + number)
    assert list(renewal._tabs) == [f"open {number}" for number in range(4, 9)], "the oldest make place"


def test_what_a_click_did_is_left_to_who_reads_it(tabs: Any) -> None:
    tabs("a", 1, 50.0)
    renewal.answers()
    assert renew(2, 50.0 + READING / 2) == []
    assert renew(2, 50.0 + READING) == ["a"]


def test_a_look_that_fails_is_told_and_the_next_one_is_made(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks: list[int] = []

    def current() -> None:
        looks.append(1)
        if len(looks) == 2:
            raise asyncio.CancelledError
        raise MemoryError

    monkeypatch.setattr(renewal, "LOOK", 0)
    with pytest.raises(asyncio.CancelledError):
        ran(renewal._watch(current))
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [MemoryError]
