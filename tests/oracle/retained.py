"""Which figure is retained for a territory: the order of preference of the consolidation, from the school to France."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from oracle.lines import NOT_AVAILABLE, Said
from oracle.places import RANK, level_of, places
from oracle.received import Counted, answers
from oracle.strategy import Indicator, Strategy

ZERO = Fraction(0)


@dataclass(frozen=True)
class Figure:
    """`answered`, `expected`, `measured` count territories of the reporting level; `rolled` is the complete roll-up."""

    basis: str | None
    numerator: Fraction
    denominator: Fraction
    answered: int
    expected: int
    measured: int
    rolled: tuple[Fraction, Fraction] | None = None

    def value(self, one: Indicator) -> Fraction | None:
        """Absent where nothing was measured, and where there is nothing to divide by."""
        if not self.measured:
            return None
        if one.kind == "count":
            return one.scale * self.numerator
        return one.scale * self.numerator / self.denominator if self.denominator else None


Figures = dict[tuple[str, str], Figure]  # territory, indicator


def retained(strategy: Strategy, found: Counted, campaign: str) -> Figures:
    """Every figure of a campaign; the levels below the one that reports have none."""
    figures: Figures = {}
    for one in strategy.collected(campaign):
        for code in sorted(places().codes, key=lambda code: RANK[level_of(code)]):
            level = level_of(code)
            if level == one.level:
                figures[code, one.id] = _leaf(strategy, found, campaign, code, one)
            elif RANK[level] > RANK[one.level] and (level != "academy" or one.level == "department"):
                figures[code, one.id] = _above(found, campaign, code, one, _beneath(figures, code, one))
    return figures


def _beneath(figures: Figures, code: str, one: Indicator) -> list[Figure]:
    children = places().beneath[code]
    return [figures[child, one.id] for child in children if (child, one.id) in figures]


def _leaf(strategy: Strategy, found: Counted, campaign: str, code: str, one: Indicator) -> Figure:
    """At the level that reports: `report`, then `table`, then the schools of a département."""
    if one.origin != "reported":
        numerator, denominator = COMPUTED[one.origin](strategy, found, campaign, code, one)
        return Figure("computed", Fraction(numerator), Fraction(denominator), 1, 1, 1)
    rolled, complete = _schools(found, campaign, code, one)
    for basis, what in _stated(found, campaign, code, one):
        return _direct(one, basis, what, 1, rolled if complete else None)
    if rolled:
        basis = "rollup_complete" if complete else "rollup_partial"
        return Figure(basis, *rolled, 1, 1, 1, rolled if complete else None)
    return Figure(None, ZERO, Fraction(one.kind == "share"), 0, 1, 0)  # silence counts as no


def _above(found: Counted, campaign: str, code: str, one: Indicator, children: list[Figure]) -> Figure:
    rolled = (sum((f.numerator for f in children), ZERO), sum((f.denominator for f in children), ZERO))
    answered, expected = sum(f.answered for f in children), sum(f.expected for f in children)
    measured = sum(f.measured for f in children)
    if one.origin != "reported":
        return Figure("computed", *rolled, expected, expected, measured)
    if answered == expected:
        return Figure("rollup_complete", *rolled, answered, expected, measured, rolled)
    if level_of(code) != "academy":
        for basis, what in _stated(found, campaign, code, one):
            return _direct(one, basis, what, expected, None)
    return Figure("rollup_partial" if answered else None, *rolled, answered, expected, measured)


def _direct(one: Indicator, basis: str, what: Said, expected: int, rolled: tuple[Fraction, Fraction] | None) -> Figure:
    """What is stated for a territory answers for all those beneath it; « sans objet » adds nothing to either sum."""
    return Figure(basis, *weighed(one, what, expected), expected, expected, 0 if what.silence else expected, rolled)


def weighed(one: Indicator, what: Said, expected: int) -> tuple[Fraction, Fraction]:
    weight = expected if one.kind == "share" else 1
    return what.numerator * weight, what.denominator * weight


def _stated(found: Counted, campaign: str, code: str, one: Indicator) -> Iterator[tuple[str, Said]]:
    for basis in ("report", "table"):
        what = found.stated[basis].get((campaign, code, one.id))
        if what and what.silence != NOT_AVAILABLE:
            yield basis, what


def _schools(found: Counted, campaign: str, code: str, one: Indicator) -> tuple[tuple[Fraction, Fraction] | None, bool]:
    rows = found.schools.get((campaign, code, one.id))
    if not rows:
        return None, False
    rolled = (sum((s.numerator for s in rows.values()), ZERO), sum((s.denominator for s in rows.values()), ZERO))
    listed = {school: is_open for school, (where, is_open) in found.directory.items() if where == code}
    return rolled, bool(listed) and all(school in rows for school, is_open in listed.items() if is_open)


def _meets(strategy: Strategy, found: Counted, campaign: str, code: str, one: Indicator) -> tuple[int, int]:
    """A committee that met; the « comité unique » of a région answers for its only département."""
    met = any((campaign, code, kind) in found.meetings for kind in ("comité", "comité unique"))
    region = next((r for r, below in places().beneath.items() if below == (code,) and r.startswith("REG-")), None)
    return int(met or (one.level == "department" and (campaign, region, "comité unique") in found.meetings)), 1


def _collects(strategy: Strategy, found: Counted, campaign: str, code: str, one: Indicator) -> tuple[int, int]:
    asked = {i.id for i in strategy.collected(campaign) if i.origin == "reported" and i.level == one.level}
    return len(answers(found, campaign, code) & asked), len(asked)


COMPUTED: dict[str, Callable[[Strategy, Counted, str, str, Indicator], tuple[int, int]]] = {
    "meetings": _meets,
    "collection": _collects,
}


def discrepancies(found: Counted, campaign: str, figures: Figures, strategy: Strategy) -> list[tuple]:
    """A stated figure beside a complete roll-up, or another stated one, further than 0.5 % of the retained one."""
    rows = []
    for (code, indicator), kept in figures.items():
        one = strategy.indicators[indicator]
        if kept.basis not in ("rollup_complete", "report", "table"):
            continue
        others = [(b, weighed(one, w, kept.expected)) for b, w in _stated(found, campaign, code, one)]
        others += [("rollup_complete", kept.rolled)] if kept.rolled else []
        for basis, (numerator, denominator) in others:
            apart = abs(numerator - kept.numerator) * 200 > abs(kept.numerator)
            # a share states no denominator: only its yeses can differ
            if one.kind == "ratio":
                apart = apart or abs(denominator - kept.denominator) * 200 > abs(kept.denominator)
            if basis != kept.basis and apart:
                rows.append((code, indicator, kept, basis, numerator, None if one.kind == "count" else denominator))
    return rows
