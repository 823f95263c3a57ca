"""What a new publication must mask besides, because those before it and itself would give it back by subtraction.

Two publications share an unknown where a figure did not change between them: whoever reads both sees it, since each
names the files that it rests on. All their sums together are one system of equations, whose unknowns are the figures
that none of them shows. A figure that the system fixes is revealed; so is a group whose sum it fixes, where that is a
small number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from pipelines.errors import WouldReveal
from pipelines.store.publication_log import Count

Figure = tuple[str, str, str]  # campaign, indicator, territory
Unknown = tuple[str, float]  # a territory and what it tells, which stays one unknown for as long as it does not change
Things = dict[str, dict[str, Count]]  # of one campaign and indicator: thing → territory → count
Leak = frozenset[Unknown]
EXACT = 1e-8  # dust of binary arithmetic, in the projections of unit vectors


def to_mask(new: Iterable[Count], before: Sequence[Iterable[Count]], threshold: int) -> set[Figure]:
    """The figures that the new publication shows and must not. Raises WouldReveal where masking is not enough."""
    earlier = [_grouped(one) for one in before]
    found: set[Figure] = set()
    refused: set[Figure] = set()
    for key, things in _grouped(new).items():
        olds = _distinct(one[key] for one in earlier if key in one)
        if any(old != things for old in olds):
            hidden, revealed = _hidden_besides(things, olds, threshold)
            found |= {(*key, territory) for territory in hidden}
            refused |= {(*key, territory) for territory in revealed}
    if refused:
        raise WouldReveal(sorted(refused))
    return found


def revealed(publications: Sequence[dict[str, Count]], threshold: int) -> set[Leak]:
    """The unknowns that publications of one thing fix together, alone or as a group whose sum is a small number."""
    shown = {_unknown(count) for one in publications for count in one.values() if count.shown}
    unknowns = sorted({_unknown(count) for one in publications for count in one.values()} - shown)
    sums = [_sums(one, threshold) for one in publications]
    fixed = _fixed(unknowns, [each for one in sums for each in one.values()])
    known = shown | fixed
    groups = {group for one in sums for group in _groups(one, known)}
    groups |= _differences(groups)
    return {frozenset({one}) for one in fixed} | {one for one in groups if 0 < _together(one) < threshold}


def _hidden_besides(new: Things, olds: list[Things], threshold: int) -> tuple[set[str], set[str]]:
    """The territories to mask in the new figures; and those that are revealed whatever is masked."""
    hidden = _moved_by_few(new, olds, threshold)
    told = [_leaks(olds, thing, threshold) for thing in new]  # what is out already
    while True:
        masked = _masking(new, hidden)
        leaks = [
            leak
            for thing, already in zip(new, told, strict=True)
            for leak in _leaks([*olds, masked], thing, threshold) - already
        ]
        if not leaks:
            return hidden, set()
        wanted = _next(masked, olds, {territory for leak in leaks for territory, _ in leak})
        if wanted is None:
            small = [leak for leak in leaks if 0 < _together(leak) < threshold]
            return hidden, {territory for leak in small for territory, _ in leak}
        hidden.add(wanted)


def _leaks(publications: list[Things], thing: str, threshold: int) -> set[Leak]:
    return revealed([one[thing] for one in publications if thing in one], threshold)


def _moved_by_few(new: Things, olds: list[Things], threshold: int) -> set[str]:
    """Sums of schools that moved by a small number: that of a school which came or left."""
    return {
        territory
        for thing, counts in new.items()
        for territory, count in counts.items()
        for old in olds
        if count.shown
        and (before := old.get(thing, {}).get(territory))
        and before.shown
        and (count.from_schools or before.from_schools)
        and 0 < abs(count.pupils - before.pupils) < threshold
    }


def _masking(things: Things, hidden: set[str]) -> Things:
    return {
        thing: {
            territory: replace(count, shown=count.shown and territory not in hidden)
            for territory, count in counts.items()
        }
        for thing, counts in things.items()
    }


def _next(new: Things, olds: list[Things], revealed_in: set[str]) -> str | None:
    """The next figure to mask: in a sum of those that are revealed, a part before a total, the smallest first."""
    out = {(*_unknown(count), thing) for one in olds for thing in one for count in one[thing].values() if count.shown}
    parents = {territory: count.parent_code for counts in new.values() for territory, count in counts.items()}
    near = revealed_in | {parents.get(territory) for territory in revealed_in}
    totals = set(parents.values())
    size: dict[str, float] = defaultdict(float)
    helpful: set[str] = set()
    for thing, counts in new.items():
        for territory, count in counts.items():
            size[territory] += count.pupils
            if count.shown and (*_unknown(count), thing) not in out:
                helpful.add(territory)
    if not helpful:
        return None
    return min(helpful, key=lambda one: (one not in near and parents[one] not in near, one in totals, size[one], one))


def _grouped(counts: Iterable[Count]) -> dict[tuple[str, str], Things]:
    found: dict[tuple[str, str], Things] = {}
    for count in counts:
        things = found.setdefault((count.campaign, count.indicator_id), {})
        things.setdefault(count.thing, {})[count.territory_code] = count
    return found


def _distinct(publications: Iterable[Things]) -> list[Things]:
    found: list[Things] = []
    for one in publications:
        if one not in found:
            found.append(one)
    return found


def _unknown(count: Count) -> Unknown:
    return count.territory_code, count.pupils


def _sums(publication: dict[str, Count], threshold: int) -> dict[str, tuple[Unknown, list[Unknown]]]:
    """The totals that are, but for less than a small number, the sum of what stands beneath them."""
    parts: dict[str, list[Unknown]] = defaultdict(list)
    for count in publication.values():
        if count.parent_code in publication:
            parts[str(count.parent_code)].append(_unknown(count))
    return {
        total: (_unknown(publication[total]), beneath)
        for total, beneath in parts.items()
        if abs(publication[total].pupils - _together(beneath)) < threshold
    }


def _groups(sums: dict[str, tuple[Unknown, list[Unknown]]], known: set[Unknown]) -> Iterator[Leak]:
    """Of each total that is known, the parts that are not, whose sum is known; then what is left of them once a part
    that is a sum itself gave up what is known beneath it, one after another, at every depth."""
    for total, beneath in sums.values():
        if total in known:
            group = frozenset(set(beneath) - known)
            yield group
            while opened := sorted(one for one in group if one[0] in sums and sums[one[0]][0] == one):
                for one in opened:
                    yield group - {one} | (set(sums[one[0]][1]) - known)
                for one in opened:
                    group = group - {one} | (set(sums[one[0]][1]) - known)
                yield group


def _differences(groups: set[Leak]) -> set[Leak]:
    """What is left of a group once another that lies in it is taken away."""
    holding: dict[Unknown, list[Leak]] = defaultdict(list)
    for group in groups:
        for one in group:
            holding[one].append(group)
    return {larger - smaller for smaller in groups if smaller for larger in holding[min(smaller)] if smaller < larger}


def _fixed(unknowns: list[Unknown], sums: list[tuple[Unknown, list[Unknown]]]) -> set[Unknown]:
    """The unknowns whose unit vector lies in the space of the equations."""
    place = {one: at for at, one in enumerate(unknowns)}
    rows = []
    for total, beneath in sums:
        row = np.zeros(len(unknowns))
        for one, sign in [(total, -1.0), *((part, 1.0) for part in beneath)]:
            if one in place:
                row[place[one]] += sign
        if row.any():
            rows.append(row)
    if not rows:
        return set()
    _, strengths, directions = np.linalg.svd(np.array(rows), full_matrices=False)
    space = directions[strengths > EXACT * max(1.0, float(strengths[0]))]
    reach = (space**2).sum(axis=0)
    return {one for one, at in place.items() if reach[at] > 1 - EXACT}


def _together(group: Iterable[Unknown]) -> float:
    return sum(pupils for _, pupils in group)
