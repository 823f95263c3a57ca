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

from indicators.toml_file import toml_beside
from pipelines.access.committees import Committees, committees, union
from pipelines.access.subtraction import NOTHING, Combinations

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


class Country:
    """All the territories, and what the figure of each one adds up, whoever looks at it."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = {place.code: place for place in places}
        self.parts: dict[str, list[str]] = defaultdict(list)
        for place in self.places.values():
            if place.parent in self.places:
                self.parts[place.parent].append(place.code)
        self._own = {code: committees([code]) for code in self.places}
        self._sums: dict[Committees, dict[str, Committees]] = {}

    def of_level(self, level: str) -> Committees:
        """All the committees of a level."""
        return committees(place.code for place in self.places.values() if place.level == level)

    def whole(self, code: str) -> Committees:
        """A territory and all that lies beneath it."""
        return union(self._own[code], *map(self.whole, self.parts.get(code, ())))

    def sums(self, direct: Committees) -> dict[str, Committees]:
        """Of each territory: the committees that its figure adds up. `direct` are those whose figure is their own:
        nothing beneath them counts besides."""
        sums = self._sums.get(direct)
        if sums is None:
            sums = {code: own & direct for code, own in self._own.items()}
            for code in self.parts:
                self._sum(code, sums)
            self._sums[direct] = sums
        return sums

    def _sum(self, code: str, sums: dict[str, Committees]) -> Committees:
        if not sums[code]:
            sums[code] = union(*(self._sum(part, sums) for part in self.parts.get(code, ())))
        return sums[code]


class Sight:
    """What an account sees of the territories: its own, those above them, and the others, which it does not see."""

    def __init__(self, country: Country, followed: Iterable[str], above: Iterable[str]) -> None:
        self.country = country
        places, followed, above = country.places, {*followed}, {*above}
        hidden = places.keys() - followed - above
        self._hidden = committees(hidden)
        self._seen = {code: self._seen_beneath(code, followed) for code in country.parts}
        self._hidden_wholes = [(code, ~seen) for code, seen in self._seen.items() if code in hidden]
        rank = {level: at for at, level in enumerate(WIDEST_FIRST)}
        self.candidates = sorted(places.keys() & above, key=lambda code: (rank[places[code].level], code))
        self._fewest = fewest()
        # questions come back, of other indicators and of other campaigns
        self._wanted: dict[Committees, frozenset[Committees]] = {}
        self._combinations: dict[frozenset[Committees], Combinations] = {}
        self._opened: dict[tuple[frozenset[Committees], tuple[Committees, ...]], set[Committees]] = {}

    def _seen_beneath(self, code: str, followed: set[str]) -> Committees:
        country = self.country
        return union(
            *(
                country.whole(part) if part in followed else self._seen_beneath(part, followed)
                for part in country.parts.get(code, ())
            )
        )

    def sum_of(self, code: str, direct: Committees) -> Committees:
        """The committees that the figure of a territory that is not followed adds up, those that are seen left out."""
        return self.country.sums(direct)[code] & ~self._seen.get(code, 0)

    def combinations(self, figures: Iterable[Committees], shown: Combinations = NOTHING) -> Combinations:
        """What sums and differences of these come to, with what was `shown`."""
        figures = shown.figures.union(figures)
        if figures not in self._combinations:
            self._combinations[figures] = shown.with_figures(figures - shown.figures)
        return self._combinations[figures]

    def opens(
        self, figures: Iterable[Committees], shown: Combinations, out: Combinations, *directs: Committees
    ) -> bool:
        """Whether these figures, with those that are `shown`, give back what those that are `out` did not."""
        opened = self._opens(self.combinations(figures, shown), directs)
        return bool(opened) and not opened <= self._opens(out, directs)

    def _opens(self, figures: Combinations, directs: tuple[Committees, ...]) -> set[Committees]:
        """What these figures give back together of who is not seen: too few committees, or the whole of a territory."""
        same = (figures.figures, directs)
        if same not in self._opened:
            few = [atom for atom in figures.atoms if atom.bit_count() < self._fewest and atom & self._hidden]
            self._opened[same] = figures.matches(frozenset(few).union(*map(self._of_hidden, directs)))
        return self._opened[same]

    def _of_hidden(self, direct: Committees) -> frozenset[Committees]:
        """The sums of the hidden territories that rest on several committees: of one, it is an atom of too few."""
        if direct not in self._wanted:
            sums = self.country.sums(direct)
            groups = {sums[code] & unseen for code, unseen in self._hidden_wholes}
            self._wanted[direct] = frozenset(group for group in groups if group.bit_count() > 1)
        return self._wanted[direct]


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
    every = sight.country.of_level(level)
    shown = NOTHING
    away = set[str]()
    for code in sight.candidates:
        row = sight.sum_of(code, every)
        if sight.opens([row], shown, NOTHING, every):
            away.add(code)
        else:
            shown = sight.combinations([row], shown)
    return frozenset(away)


def _judge_one(
    sight: Sight, direct: Committees, by_design: frozenset[str], shown_before: frozenset[Committees]
) -> tuple[dict[str, Why], set[Committees]]:
    """The territories above whose figure is not shown, and the sums that are."""
    away: dict[str, Why] = dict.fromkeys(by_design, "design")
    sums = set[Committees]()
    shown = out = sight.combinations(shown_before)  # what earlier states gave back, if they did, is out
    for code in sight.candidates:
        if code in away:
            continue
        row = sight.sum_of(code, direct)
        if sight.opens([row], shown, out, direct):
            away[code] = "held" if shown_before else "few"
        elif row:
            sums.add(row)
            shown = sight.combinations([row], shown)
    return away, sums


def _compare(sight: Sight, figures: Mapping[Key, ReportedFigure], campaigns: Sequence[str], verdict: Verdict) -> None:
    """Like with like is a sum of its own, in its campaign and in the one before."""
    judged: dict[object, list[tuple[str, Committees]]] = {}
    for (campaign, indicator), now in figures.items():
        at = campaigns.index(campaign)
        before = figures.get((campaigns[at - 1], indicator)) if at else None
        both = now.answered & before.answered if before else 0
        if before is None or not both:
            continue
        shown_sums = [verdict.shown[figure.campaign, indicator] for figure in (now, before)]
        same = (both, now.direct, before.direct, *map(frozenset, shown_sums))
        if same not in judged:
            years = [(sums, (both, figure.direct)) for sums, figure in zip(shown_sums, (now, before), strict=True)]
            judged[same] = _comparable(sight, both, years)
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
    shown = [(sight.combinations(sums), directs) for sums, directs in years]
    for code in sight.candidates:
        row = sight.sum_of(code, both)
        if not any(sight.opens([row], figures, figures, *directs) for figures, directs in shown):
            opened.append((code, row))
            shown = [(sight.combinations([row], figures), directs) for figures, directs in shown]
    return opened


def _break_down(sight: Sight, campaign: str, indicator: str, groups: Sequence[Committees], verdict: Verdict) -> None:
    """What the schools of a group said is a sum too, of the départements that have some."""
    shown_sums = verdict.shown[campaign, indicator]
    every = union(*groups)
    for code in sight.candidates:
        rows = {sight.sum_of(code, group) for group in (*groups, every)}
        shown = sight.combinations(shown_sums)
        if sight.opens(rows, shown, shown, every) or (campaign, indicator, code) in verdict.figures:
            verdict.breakdowns.add((campaign, indicator, code))
        else:
            shown_sums |= rows - {0}
