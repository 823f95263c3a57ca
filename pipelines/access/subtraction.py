"""What sums and differences of figures come to, where a figure is the set of the committees that it adds up."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction

from pipelines.access.committees import Committees, union

Counts = dict[int | Fraction, Committees]  # how many times it counts whom: the figure of a group is {1: group}


class Combinations:
    """All the sums and differences of some figures, by exact elimination.

    They are kept as so many combinations as it takes to make all others, each with a committee of its own, counted once
    by that one and by none of the others. What a group would have to be made of is then read from it: those whose
    committee it counts, once each; and nothing must be left of it when they are taken away."""

    def __init__(
        self, figures: frozenset[Committees], basis: dict[Committees, Counts], atoms: list[Committees]
    ) -> None:
        self.figures = figures
        self._basis = basis  # by the committee of its own
        self.atoms = atoms  # committees that stand in exactly the same figures: no combination tells them apart

    def with_figures(self, figures: Iterable[Committees]) -> Combinations:
        """The same with these figures too. The larger first: what lies within it then takes one combination away."""
        combinations = self
        for figure in sorted(figures, key=int.bit_count, reverse=True):
            combinations = combinations._with(figure)
        return combinations

    def _with(self, figure: Committees) -> Combinations:
        left = self._left_of(figure)
        if not left:  # nothing, or what they came to already
            return Combinations(self.figures | {figure}, self._basis, self.atoms)
        count, group = next(iter(left.items()))
        own = group & -group
        left = {_divided(times, count): whom for times, whom in left.items()}
        basis = {other: _less(counts, _times(counts, own), left) for other, counts in self._basis.items()}
        basis[own] = left
        return Combinations(self.figures | {figure}, basis, _refined(self.atoms, figure))

    def matches(self, groups: Collection[Committees]) -> set[Committees]:
        """Of these groups, those that some combination is equal to: none that counts a part of an atom alone is."""
        largest = max(map(int.bit_count, groups), default=0)
        whole = [atom for atom in self.atoms if atom.bit_count() <= largest]
        outside, several = ~union(*whole), [atom for atom in whole if atom.bit_count() > 1]
        return {
            group
            for group in groups
            if not group & outside and all(atom & group in (0, atom) for atom in several) and not self._left_of(group)
        }

    def _left_of(self, group: Committees) -> Counts:
        """What is left of a group when what it would have to be made of is taken away."""
        left: Counts = {1: group} if group else {}
        for own, counts in self._basis.items():
            if own & group:
                left = _less(left, 1, counts)
        return left


NOTHING = Combinations(frozenset(), {}, [])


def _less(counts: Counts, times: int | Fraction, others: Counts) -> Counts:
    """A combination, less another so many times."""
    if not times:
        return counts
    left: Counts = {}
    covered = 0
    for count, group in counts.items():
        covered |= group
        for often, part in others.items():
            common = group & part
            if common:
                group ^= common
                if count != times * often:
                    left[count - times * often] = left.get(count - times * often, 0) | common
        if group:
            left[count] = left.get(count, 0) | group
    for often, part in others.items():
        part &= ~covered
        if part:
            left[-times * often] = left.get(-times * often, 0) | part
    return left


def _divided(times: int | Fraction, count: int | Fraction) -> int | Fraction:
    if count in (1, -1):
        return times * count
    quotient = Fraction(times) / count
    return int(quotient) if quotient.denominator == 1 else quotient


def _times(counts: Counts, committee: Committees) -> int | Fraction:
    return next((count for count, group in counts.items() if group & committee), 0)


def _refined(atoms: list[Committees], figure: Committees) -> list[Committees]:
    parts: list[Committees] = []
    for atom in atoms:
        common = atom & figure
        figure ^= common
        parts += [part for part in (common, atom ^ common) if part]
    return [*parts, figure] if figure else parts
