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
    earlier = [_grouped(counts) for counts in before]
    figures: set[Figure] = set()
    refused: set[Figure] = set()
    for key, things in _grouped(new).items():
        olds = _distinct(publication[key] for publication in earlier if key in publication)
        if any(old != things for old in olds):
            hidden, revealed = _hidden_besides(things, olds, threshold)
            figures |= {(*key, territory) for territory in hidden}
            refused |= {(*key, territory) for territory in revealed}
    if refused:
        raise WouldReveal(sorted(refused))
    return figures


def revealed(publications: Sequence[dict[str, Count]], threshold: int) -> set[Leak]:
    """The unknowns that publications of one thing fix together, alone or as a group whose sum is a small number."""
    unmasked = {_unknown(count) for publication in publications for count in publication.values() if count.shown}
    unknowns = sorted({_unknown(count) for publication in publications for count in publication.values()} - unmasked)
    sums = [_sums(publication, threshold) for publication in publications]
    fixed = _fixed(unknowns, [equation for totals in sums for equation in totals.values()])
    known_figures = unmasked | fixed
    groups = {group for totals in sums for group in _groups(totals, known_figures)}
    groups |= _differences(groups)
    return {frozenset({unknown}) for unknown in fixed} | {group for group in groups if 0 < _together(group) < threshold}


def _hidden_besides(new: Things, olds: list[Things], threshold: int) -> tuple[set[str], set[str]]:
    """The territories to mask in the new figures; and those that are revealed whatever is masked."""
    hidden = _moved_by_few(new, olds, threshold)
    leaked = [_leaks(olds, thing, threshold) for thing in new]  # what is out already
    while True:
        masked = _masking(new, hidden)
        leaks = [
            leak
            for thing, already in zip(new, leaked, strict=True)
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
    return revealed([publication[thing] for publication in publications if thing in publication], threshold)


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
    out = {
        (*_unknown(count), thing)
        for publication in olds
        for thing in publication
        for count in publication[thing].values()
        if count.shown
    }
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
    return min(
        helpful,
        key=lambda territory: (
            territory not in near and parents[territory] not in near,
            territory in totals,
            size[territory],
            territory,
        ),
    )


def _grouped(counts: Iterable[Count]) -> dict[tuple[str, str], Things]:
    things_by_indicator: dict[tuple[str, str], Things] = {}
    for count in counts:
        things = things_by_indicator.setdefault((count.campaign, count.indicator_id), {})
        things.setdefault(count.thing, {})[count.territory_code] = count
    return things_by_indicator


def _distinct(publications: Iterable[Things]) -> list[Things]:
    distinct: list[Things] = []
    for publication in publications:
        if publication not in distinct:
            distinct.append(publication)
    return distinct


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


def _groups(sums: dict[str, tuple[Unknown, list[Unknown]]], known_figures: set[Unknown]) -> Iterator[Leak]:
    """Of each total that is known, the parts that are not, whose sum is known; then what is left of them once a part
    that is a sum itself gave up what is known beneath it, one after another, at every depth."""
    for total, beneath in sums.values():
        if total in known_figures:
            group = frozenset(set(beneath) - known_figures)
            yield group
            while opened := sorted(
                unknown for unknown in group if unknown[0] in sums and sums[unknown[0]][0] == unknown
            ):
                for unknown in opened:
                    yield group - {unknown} | (set(sums[unknown[0]][1]) - known_figures)
                for unknown in opened:
                    group = group - {unknown} | (set(sums[unknown[0]][1]) - known_figures)
                yield group


def _differences(groups: set[Leak]) -> set[Leak]:
    """What is left of a group once another that lies in it is taken away."""
    holding: dict[Unknown, list[Leak]] = defaultdict(list)
    for group in groups:
        for unknown in group:
            holding[unknown].append(group)
    return {larger - smaller for smaller in groups if smaller for larger in holding[min(smaller)] if smaller < larger}


def _fixed(unknowns: list[Unknown], sums: list[tuple[Unknown, list[Unknown]]]) -> set[Unknown]:
    """The unknowns whose unit vector lies in the space of the equations."""
    place = {unknown: at for at, unknown in enumerate(unknowns)}
    rows = []
    for total, beneath in sums:
        row = np.zeros(len(unknowns))
        for unknown, sign in [(total, -1.0), *((part, 1.0) for part in beneath)]:
            if unknown in place:
                row[place[unknown]] += sign
        if row.any():
            rows.append(row)
    if not rows:
        return set()
    _, strengths, directions = np.linalg.svd(np.array(rows), full_matrices=False)
    space = directions[strengths > EXACT * max(1.0, float(strengths[0]))]
    reach = (space**2).sum(axis=0)
    return {unknown for unknown, at in place.items() if reach[at] > 1 - EXACT}


def _together(group: Iterable[Unknown]) -> float:
    return sum(pupils for _, pupils in group)
