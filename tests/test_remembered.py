"""What the screens remember of a build goes with it, and never passes from one place to another."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.build_cache import of_build

Asked = list[tuple[object, ...]]


@pytest.fixture
def asked() -> Asked:
    return []


@pytest.fixture
def answer(asked: Asked) -> Callable[..., str]:
    @of_build(3)
    def answer(place: str, build: int, what: str) -> str:
        asked.append((place, build, what))
        return f"{place} {build} {what}"

    return answer


def test_a_question_is_asked_once_as_long_as_a_build_stands(answer: Callable[..., str], asked: Asked) -> None:
    assert [answer("a", 1, "x"), answer("a", 1, "x"), answer("a", 1, "y")] == ["a 1 x", "a 1 x", "a 1 y"]
    assert asked == [("a", 1, "x"), ("a", 1, "y")]


def test_another_build_makes_the_former_one_forgotten_in_that_place_alone(
    answer: Callable[..., str], asked: Asked
) -> None:
    for question in (("a", 1, "x"), ("b", 1, "x"), ("a", 2, "x"), ("b", 1, "x"), ("a", 1, "x")):
        assert answer(*question) == " ".join(map(str, question))
    assert asked == [("a", 1, "x"), ("b", 1, "x"), ("a", 2, "x"), ("a", 1, "x")]


def test_no_more_is_kept_than_was_said_and_the_oldest_goes_first(answer: Callable[..., str], asked: Asked) -> None:
    for what in ("x", "y", "z", "x", "t", "x", "y"):
        answer("a", 1, what)
    assert [what for _, _, what in asked] == ["x", "y", "z", "t", "y"]


def test_rows_are_counted_and_not_answers(asked: Asked) -> None:
    @of_build(10)
    def rows(place: str, build: int, count: int) -> tuple[int, ...]:
        asked.append((place, build, count))
        return tuple(range(count))

    def asked_for(*counts: int) -> list[object]:
        asked.clear()
        for count in counts:
            assert len(rows("a", 1, count)) == count
        return [count for _, _, count in asked]

    assert asked_for(0, 1, 2, 3, 0, 1, 2, 3) == [0, 1, 2, 3], "ten rows with what each answer takes by itself"
    assert asked_for(4, 3, 2, 1) == [4, 2, 1], "as many go as the new one needs, the oldest first"
    assert asked_for(50, 50, 1) == [50, 1], "what is larger than all is kept while nothing else is asked"


def test_many_at_once_each_get_their_own(answer: Callable[..., str]) -> None:
    questions = [(place, build, what) for build in (1, 2, 3) for place in "abcd" for what in "xyz"] * 20
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda one: answer(*one), questions)) == [" ".join(map(str, one)) for one in questions]
