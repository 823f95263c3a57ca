"""What the screens remember of a build goes with it, and never passes from one place to another."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from reading_pages import open_page
from streamlit.delta_generator import DeltaGenerator

from dashboard.app import FILES
from dashboard.build_cache import of_build
from dashboard.components.html import remembered
from dashboard.components.links import parameters
from indicators.short_texts import once_where_short
from pipelines.settings import Settings
from pipelines.store import demand_log
from pipelines.store.records import RecordLog

Calls = list[tuple[object, ...]]


@pytest.fixture
def calls() -> Calls:
    return []


@pytest.fixture
def answer(calls: Calls) -> Callable[..., str]:
    @of_build(3)
    def answer(place: str, build: int, what: str) -> str:
        calls.append((place, build, what))
        return f"{place} {build} {what}"

    return answer


def test_a_question_is_asked_once_as_long_as_a_build_stands(answer: Callable[..., str], calls: Calls) -> None:
    assert [answer("a", 1, "x"), answer("a", 1, "x"), answer("a", 1, "y")] == ["a 1 x", "a 1 x", "a 1 y"]
    assert calls == [("a", 1, "x"), ("a", 1, "y")]


def test_another_build_makes_the_former_one_forgotten_in_that_place_alone(
    answer: Callable[..., str], calls: Calls
) -> None:
    for question in (("a", 1, "x"), ("b", 1, "x"), ("a", 2, "x"), ("b", 1, "x"), ("a", 1, "x")):
        assert answer(*question) == " ".join(map(str, question))
    assert calls == [("a", 1, "x"), ("b", 1, "x"), ("a", 2, "x"), ("a", 1, "x")]


def test_no_more_is_kept_than_was_said_and_the_oldest_goes_first(answer: Callable[..., str], calls: Calls) -> None:
    for what in ("x", "y", "z", "x", "t", "x", "y"):
        answer("a", 1, what)
    assert [what for _, _, what in calls] == ["x", "y", "z", "t", "y"]


def test_rows_are_counted_and_not_answers(calls: Calls) -> None:
    @of_build(10)
    def rows(place: str, build: int, count: int) -> tuple[int, ...]:
        calls.append((place, build, count))
        return tuple(range(count))

    def asked_for(*counts: int) -> list[object]:
        calls.clear()
        for count in counts:
            assert len(rows("a", 1, count)) == count
        return [count for _, _, count in calls]

    assert asked_for(0, 1, 2, 3, 0, 1, 2, 3) == [0, 1, 2, 3], "ten rows with what each answer takes by itself"
    assert asked_for(4, 3, 2, 1) == [4, 2, 1], "as many go as the new one needs, the oldest first"
    assert asked_for(50, 50, 1) == [50, 1], "what is larger than all is kept while nothing else is asked"


def test_a_long_text_takes_the_place_of_many_rows_and_how_it_is_written_is_not_asked(calls: Calls) -> None:
    @of_build(10)
    def text(place: str, build: int, letters: int, *, write: Callable[[int], str]) -> str:
        calls.append((place, build, letters))
        return write(letters)

    def asked_for(*letters: int) -> list[object]:
        calls.clear()
        for count in letters:
            assert text("a", 1, count, write=lambda many: "x" * many) == "x" * count
        return [count for _, _, count in calls]

    assert asked_for(0, 199, 200, 200, 0) == [0, 199, 200]
    assert asked_for(1400, 0, 200) == [1400, 200], "eight rows: what was asked longest ago goes"


def test_rows_in_which_people_wrote_long_texts_take_the_place_of_more(calls: Calls) -> None:
    @of_build(10)
    def rows(place: str, build: int, letters: int) -> tuple[dict[str, object], ...]:
        calls.append((place, build, letters))
        return ({"comment": "x" * letters, "share": 0.5}, {"comment": None})

    for letters in (10, 399, 10, 399, 1000, 10):
        rows("a", 1, letters)
    assert [letters for _, _, letters in calls] == [10, 399, 1000, 10], "three places, four, then eight"


def test_what_is_made_of_a_long_text_is_not_kept_where_our_own_words_are() -> None:
    calls: list[tuple[str, int]] = []

    @once_where_short(2)
    def make(text: str, times: int = 1) -> str:
        calls.append((text, times))
        return text * times

    long = "a" * 401
    for text, times in (("a", 1), ("a", 1), ("a", 2), (long, 1), (long, 1), ("a", 1)):
        assert make(text, times=times) == text * times
    assert calls == [("a", 1), ("a", 2), (long, 1), (long, 1)]


def test_what_an_address_asks_for_is_no_longer_than_people_choose_and_what_is_left_out_is_said() -> None:
    asked_for = {"campagne": "2024-2025", "q": "x" * 2000, "territoire": "y" * 1990, "z" * 3000: ""}
    reading = parameters.read("recherche", asked_for)
    assert reading.codes == {"campagne": "2024-2025", "territoire": "y" * 1990}
    assert reading.messages == (f"L'adresse est trop longue : il n'est pas tenu compte de « q » et « {'z' * 40}… ».",)


def test_a_piece_of_a_page_reads_no_record_and_shows_nothing_by_itself(
    monkeypatch: pytest.MonkeyPatch, demo_data: Settings
) -> None:
    """A decision, a visa or an answer comes between two builds: a piece that said it would go on saying what it was."""
    written: set[str] = set()
    paths, enqueue = RecordLog._paths, DeltaGenerator._enqueue

    def piece(_where: Settings, _build: Any, of: tuple[Any, ...], *, write: Callable[[], Any]) -> Any:
        written.add(of[-1])
        before = remembered.writing.set(True)
        try:
            return write()
        finally:
            remembered.writing.reset(before)

    def apart(really: Callable[..., Any]) -> Callable[..., Any]:
        def done(*arguments: Any, **named: Any) -> Any:
            assert not remembered.writing.get(), "inside a piece that is remembered"
            return really(*arguments, **named)

        return done

    monkeypatch.setattr(remembered, "_piece", piece)
    monkeypatch.setattr(RecordLog, "_paths", apart(paths))
    monkeypatch.setattr(DeltaGenerator, "_enqueue", apart(enqueue))
    app = open_page(monkeypatch, demo_data)
    for page in FILES.values():
        app.switch_page(f"app_pages/{page}.py").run()
        assert not app.exception, page
    assert {"header", "footer", "agenda", "whole", "parts", "declared", "figures", "sheet", "counted"} <= written
    inside = remembered.writing.set(True)
    try:
        with pytest.raises(AssertionError, match="inside a piece"):
            demand_log.last(demo_data)
    finally:
        remembered.writing.reset(inside)


def test_many_at_once_each_get_their_own(answer: Callable[..., str]) -> None:
    questions = [(place, build, what) for build in (1, 2, 3) for place in "abcd" for what in "xyz"] * 20
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda question: answer(*question), questions)) == [
            " ".join(map(str, question)) for question in questions
        ]
