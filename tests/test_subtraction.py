"""What sums and differences of figures come to: exact elimination, beside its definition in linear algebra."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np

from pipelines.access.committees import Committees, codes_of, committees
from pipelines.access.subtraction import NOTHING

PLACES = "ABCDEFGHIJ"


def matches(figures: Iterable[str], *groups: str) -> list[str]:
    """Of these groups, those that the figures give back."""
    matching = NOTHING.with_figures(map(committees, figures)).matches({committees(group) for group in groups})
    return sorted("".join(codes_of(group)) for group in matching)


def by_definition(figures: Sequence[str], groups: Sequence[str]) -> list[str]:
    """The same in floating numbers: a group is given back where it adds no dimension to the figures."""

    def dimensions(rows: Sequence[str]) -> int:
        return int(np.linalg.matrix_rank(np.array([[place in row for place in PLACES] for row in rows], dtype=float)))

    return [group for group in groups if dimensions([*figures, group]) == dimensions(figures)]


def atoms(figures: Sequence[str]) -> set[Committees]:
    """The committees that stand in exactly the same figures, from the definition."""
    marks: dict[tuple[bool, ...], list[str]] = {}
    for place in PLACES:
        marks.setdefault(tuple(place in figure for figure in figures), []).append(place)
    return {committees(group) for mark, group in marks.items() if any(mark)}


def test_what_two_figures_give_back() -> None:
    assert matches(["ABCD", "AB"], "AB", "CD", "ABCD", "A", "C", "ABC", "E") == ["AB", "ABCD", "CD"]
    assert matches([], "A") == []
    assert matches(["ABC", "CDE"], "C", "AB", "DE", "ABDE") == [], "what overlaps in part tells neither"
    assert matches(["ABCD", "EF", "CDEF"], "AB", "CD") == ["AB", "CD"]


def test_what_takes_half_of_a_sum_is_given_back_too() -> None:
    assert matches(["AB", "BC", "AC"], "A", "B", "C", "ABC") == ["A", "ABC", "B", "C"]
    thirds = ["ABC", "ABD", "ACD", "BCD"]
    assert matches(thirds, "A", "ABCD", "AB") == ["A", "AB", "ABCD"]
    assert matches(["AB", "BC", "CD", "AD"], "A", "AC", "ABCD") == ["ABCD"], "of an even round, no part is told"


def test_elimination_says_what_linear_algebra_says() -> None:
    chance = random.Random(11)
    groups = ["".join(group) for size in (1, 2, 3, 6) for group in combinations(PLACES, size)]
    numbers = set[int]()
    for _ in range(60):
        figures = ["".join(sorted(chance.sample(PLACES, chance.randint(1, 9)))) for _ in range(chance.randint(1, 16))]
        some = chance.sample(groups, 40)
        expected = sorted(by_definition(figures, some))
        assert matches(figures, *some) == expected, figures
        assert set(NOTHING.with_figures(map(committees, figures)).atoms) == atoms(figures)
        numbers.add(len(expected))
    assert {0, 40} < numbers, "some worlds tell nothing, others all"


def test_it_makes_no_difference_which_figure_comes_first() -> None:
    figures = [committees(group) for group in ("ABCDEF", "ABC", "CDE", "BD", "FG")]
    groups = {committees(group) for size in (1, 2, 3) for group in combinations("ABCDEFG", size)}
    at_once = NOTHING.with_figures(figures)
    for first in range(len(figures)):
        one_by_one = NOTHING
        for figure in (*figures[first:], *figures[:first]):
            one_by_one = one_by_one.with_figures([figure])
        assert one_by_one.figures == at_once.figures
        assert one_by_one.matches(groups) == at_once.matches(groups)
