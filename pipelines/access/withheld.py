"""Which consolidated figures of the territories above one's own would give back, by subtraction, those of others.

A figure is, here, the set of the committees that it adds up. Whatever sums and differences one takes of several
figures, nothing finer comes out of them than their atoms: the committees that stand in exactly the same ones. So a
figure may be shown where no combination gives an atom of too few committees that are not seen, nor the whole of a
hidden territory. The widest territory is judged first: France before the région académique, it before the académie."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from indicators.toml_file import toml_beside
from pipelines.access.rights import Rights

Committees = frozenset[str]
EXACT = 1e-8  # dust of binary arithmetic
Key = tuple[str, str]  # campaign, indicator
Where = tuple[str, str, str]  # campaign, indicator, territory
Why = Literal["design", "few", "held"]
WIDEST_FIRST = ("national", "region", "academy", "department")


def fewest() -> int:
    """How many committees that are not seen must stand behind what a difference leaves."""
    return toml_beside(__file__, "withheld.toml")["fewest"]


@dataclass(frozen=True)
class Place:
    """A territory, its level, and the one that contains it."""

    code: str
    level: str
    parent: str | None


@dataclass(frozen=True)
class ReportedFigure:
    """Of an indicator in a campaign: the territories whose figure is their own, at the level that reports it or stated
    above; and those of that level whose value may be compared, like with like, with another year's."""

    campaign: str
    indicator: str
    level: str
    direct: Committees
    answered: Committees


@dataclass
class Verdict:
    """What a scope is not shown, by campaign, indicator and territory: figures (`design`: never; `few`: too few others
    stand behind it; `held`: as it was shown last, since what came in between would be read), comparisons of like with
    like, breakdowns. And what it is shown, to be remembered."""

    figures: dict[Where, Why] = field(default_factory=dict[Where, Why])
    comparable: set[Where] = field(default_factory=set[Where])
    breakdowns: set[Where] = field(default_factory=set[Where])
    shown: dict[Key, set[Committees]] = field(default_factory=lambda: defaultdict[Key, set[Committees]](set))


class Sight:
    """What an account sees of the territories: its own, those above them, and the others, which it does not see."""

    def __init__(self, places: Iterable[Place], rights: Rights) -> None:
        self.places = {place.code: place for place in places}
        self.followed, self.above = rights.followed & self.places.keys(), rights.above & self.places.keys()
        self.hidden = self.places.keys() - self.followed - self.above
        self.children: dict[str, list[str]] = defaultdict(list)
        for place in self.places.values():
            if place.parent:
                self.children[place.parent].append(place.code)
        rank = {level: at for at, level in enumerate(WIDEST_FIRST)}
        self.candidates = sorted(self.above, key=lambda code: (rank[self.places[code].level], code))
        self._sums: dict[Committees, dict[str, Committees]] = {}
        self._hidden: dict[Committees, frozenset[Committees]] = {}

    def sums(self, direct: Committees) -> dict[str, Committees]:
        """Of each territory above, or hidden: the committees that its figure adds up, those that are seen left out.
        `direct` are those whose figure is their own: nothing beneath them counts besides."""
        sums = self._sums.get(direct)
        if sums is None:
            sums = self._sums[direct] = {}
            for code in (*self.above, *self.hidden):
                self._sum(code, direct, sums)
        return sums

    def _sum(self, code: str, direct: Committees, sums: dict[str, Committees]) -> Committees:
        if code not in sums:
            if code in self.followed:
                return frozenset()
            parts = () if code in direct else (self._sum(child, direct, sums) for child in self.children[code])
            sums[code] = frozenset({code}) if code in direct else frozenset().union(*parts)
        return sums[code]

    def opens(self, sums: Iterable[Committees], *directs: Committees) -> set[Committees]:
        """What these sums give back together of who is not seen: too few committees, or the whole of a territory."""
        rows = list({row for row in sums if row})
        marked: dict[str, int] = defaultdict(int)
        for at, group in enumerate(rows):
            for code in group:
                marked[code] |= 1 << at
        atoms: dict[int, set[str]] = defaultdict(set)
        for code, marks in marked.items():
            atoms[marks].add(code)
        wanted = {frozenset(atom) for atom in atoms.values() if len(atom) < fewest() and atom & self.hidden}
        for direct in directs:
            for group in self._of_hidden(direct):
                touched = {marked.get(code, 0) for code in group}
                if sum(len(atoms[marks]) for marks in touched if marks) == len(group) and 0 not in touched:
                    wanted.add(group)
        return _given_back(rows, list(atoms.values()), list(wanted)) if wanted else set()

    def _of_hidden(self, direct: Committees) -> frozenset[Committees]:
        """The sums of the hidden territories that rest on several committees: of one, it is an atom of too few."""
        if direct not in self._hidden:
            sums = self.sums(direct)
            self._hidden[direct] = frozenset(sums[code] for code in self.hidden if len(sums[code]) > 1)
        return self._hidden[direct]


def _given_back(rows: Sequence[Committees], atoms: Sequence[set[str]], wanted: Sequence[Committees]) -> set[Committees]:
    """Of these sums of atoms, those that some sum and difference of the rows is equal to."""

    def over_atoms(sums: Sequence[Committees]) -> np.ndarray:
        return np.array([[float(not atom.isdisjoint(row)) for atom in atoms] for row in sums])

    _, strengths, directions = np.linalg.svd(over_atoms(rows), full_matrices=False)
    space = directions[strengths > EXACT * strengths[0]]
    targets = over_atoms(wanted)
    distances = ((targets - targets @ space.T @ space) ** 2).sum(axis=1)
    return {group for group, away in zip(wanted, distances, strict=True) if away < EXACT}


def judge(
    sight: Sight,
    figures: Sequence[ReportedFigure],
    campaigns: Sequence[str],
    broken_down: Mapping[Key, Sequence[Committees]],
    before: Mapping[Key, Sequence[Committees]],
) -> Verdict:
    """What this sight may be shown. `campaigns` are in their order; `broken_down`, by campaign and indicator, are the
    départements behind each group of schools; `before` is what was shown already."""
    verdict = Verdict()
    by_design = {level: _by_design(sight, level) for level in {figure.level for figure in figures}}
    judged: dict[object, tuple[dict[str, Why], set[Committees]]] = {}
    for figure in figures:
        shown_before = frozenset(before.get((figure.campaign, figure.indicator), ()))
        same = (figure.level, figure.direct, shown_before)
        if same not in judged:
            judged[same] = _judge_one(sight, figure.direct, by_design[figure.level], shown_before)
        away, sums = judged[same]
        verdict.figures |= {(figure.campaign, figure.indicator, code): why for code, why in away.items()}
        verdict.shown[figure.campaign, figure.indicator] |= shown_before | sums
    _compare(sight, {(figure.campaign, figure.indicator): figure for figure in figures}, campaigns, verdict)
    for (campaign, indicator), groups in broken_down.items():
        _break_down(sight, campaign, indicator, groups, verdict)
    return verdict


def _by_design(sight: Sight, level: str) -> frozenset[str]:
    """The territories above that are never shown, whoever answers: the parent of a single other committee."""
    every = frozenset(place.code for place in sight.places.values() if place.level == level)
    opened: list[Committees] = []
    away = set[str]()
    for code in sight.candidates:
        row = sight.sums(every)[code]
        if sight.opens([*opened, row], every):
            away.add(code)
        else:
            opened.append(row)
    return frozenset(away)


def _judge_one(
    sight: Sight, direct: Committees, by_design: frozenset[str], shown_before: frozenset[Committees]
) -> tuple[dict[str, Why], set[Committees]]:
    """The territories above whose figure is not shown, and the sums that are."""
    away: dict[str, Why] = dict.fromkeys(by_design, "design")
    sums = set[Committees]()
    out = sight.opens(shown_before, direct)  # what earlier states gave back, if they did, is out
    for code in sight.candidates:
        if code in away:
            continue
        row = sight.sums(direct)[code]
        if sight.opens([*shown_before, *sums, row], direct) - out:
            away[code] = "held" if shown_before else "few"
        elif row:
            sums.add(row)
    return away, sums


def _compare(sight: Sight, figures: Mapping[Key, ReportedFigure], campaigns: Sequence[str], verdict: Verdict) -> None:
    """Like with like is a sum of its own, in its campaign and in the one before."""
    judged: dict[object, list[tuple[str, Committees]]] = {}
    for (campaign, indicator), now in figures.items():
        at = campaigns.index(campaign)
        before = figures.get((campaigns[at - 1], indicator)) if at else None
        both = now.answered & before.answered if before else frozenset[str]()
        if before is None or not both:
            continue
        shown_sums = [verdict.shown[figure.campaign, indicator] for figure in (now, before)]
        same = (both, now.direct, before.direct, *map(frozenset, shown_sums))
        if same not in judged:
            directs = (both, now.direct), (both, before.direct)
            judged[same] = _comparable(
                sight, both, [(set(sums), direct) for sums, direct in zip(shown_sums, directs, strict=True)]
            )
        opened = dict(judged[same])
        for code in sight.candidates:
            if code not in opened or (campaign, indicator, code) in verdict.figures:
                verdict.comparable.add((campaign, indicator, code))
            elif opened[code]:
                for sums in shown_sums:
                    sums.add(opened[code])


def _comparable(
    sight: Sight, both: Committees, years: Sequence[tuple[set[Committees], tuple[Committees, ...]]]
) -> list[tuple[str, Committees]]:
    """The territories above whose comparison may be shown, and what it adds up."""
    opened: list[tuple[str, Committees]] = []
    for code in sight.candidates:
        row = sight.sums(both)[code]
        if not any(sight.opens([*sums, row], *directs) - sight.opens(sums, *directs) for sums, directs in years):
            opened.append((code, row))
            for sums, _ in years:
                sums.add(row)
    return opened


def _break_down(sight: Sight, campaign: str, indicator: str, groups: Sequence[Committees], verdict: Verdict) -> None:
    """What the schools of a group said is a sum too, of the départements that have some."""
    shown_sums = verdict.shown[campaign, indicator]
    every = frozenset[str]().union(*groups)
    for code in sight.candidates:
        rows = {sight.sums(group)[code] for group in (*groups, every)}
        shut = sight.opens([*shown_sums, *rows], every) - sight.opens(shown_sums, every)
        if shut or (campaign, indicator, code) in verdict.figures:
            verdict.breakdowns.add((campaign, indicator, code))
        else:
            shown_sums |= rows - {frozenset()}
