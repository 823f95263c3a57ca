"""Which figure is retained for a territory: the order of preference of the consolidation, from the school to France."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

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
    rolled: tuple[Fraction, Fraction] | None = None  # a complete roll-up
    parts: tuple[Fraction, Fraction] | None = None  # any roll-up
    contradicted: frozenset[str] = frozenset()  # the bases of stated figures that these parts exceed
    silent: bool = False  # nobody spoke: what is counted of it is no answer of its own

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
        silent = (campaign, code) not in found.reports
        return Figure("computed", Fraction(numerator), Fraction(denominator), 1, 1, 1, silent=silent)
    rolled, complete = _schools(found, campaign, code, one)
    exceeded = contradicted(found, campaign, code, one, 1, rolled, rolled is not None)
    more = {"rolled": rolled if complete else None, "parts": rolled, "contradicted": exceeded}
    for basis, what in _stated(found, campaign, code, one):
        return _direct(one, basis, what, 1, **more)
    if rolled:
        return Figure("rollup_complete" if complete else "rollup_partial", *rolled, 1, 1, 1, **more)
    return Figure(None, ZERO, Fraction(one.kind == "share"), 0, 1, 0, silent=True)  # silence counts as no


def _above(found: Counted, campaign: str, code: str, one: Indicator, children: list[Figure]) -> Figure:
    rolled = (sum((f.numerator for f in children), ZERO), sum((f.denominator for f in children), ZERO))
    answered, expected = sum(f.answered for f in children), sum(f.expected for f in children)
    measured = sum(f.measured for f in children)
    if one.origin != "reported":
        return Figure("computed", *rolled, expected, expected, measured)
    exceeded = contradicted(found, campaign, code, one, expected, rolled, measured > 0)
    more = {"parts": rolled, "contradicted": exceeded}
    if answered == expected:
        return Figure("rollup_complete", *rolled, answered, expected, measured, rolled, **more)
    if level_of(code) != "academy":
        for basis, what in _stated(found, campaign, code, one):
            if basis not in exceeded:
                return _direct(one, basis, what, expected, **more)
    return Figure("rollup_partial" if answered else None, *rolled, answered, expected, measured, **more)


def contradicted(
    found: Counted,
    campaign: str,
    code: str,
    one: Indicator,
    expected: int,
    parts: tuple[Fraction, Fraction] | None,
    measured: bool,
) -> frozenset[str]:
    """The bases of what is stated that its parts exceed: by 0.5 % of it; of a share, by a single yes."""
    if parts is None:
        return frozenset()
    bases = set()
    valued = measured and (one.kind != "ratio" or parts[1] > 0)
    for basis, what in _stated(found, campaign, code, one):
        stated = weighed(one, what, expected)
        if what.silence:
            exceeds = valued
        elif one.kind == "share":
            exceeds = parts[0] > stated[0]
        else:
            compared = (0, 1) if one.kind == "ratio" else (0,)
            exceeds = any(parts[side] - stated[side] > stated[side] / 200 for side in compared)
        bases |= {basis} if exceeds else set()
    return frozenset(bases)


def _direct(one: Indicator, basis: str, what: Said, expected: int, **more: Any) -> Figure:
    """What is stated for a territory answers for all those beneath it; « sans objet » adds nothing to either sum."""
    return Figure(basis, *weighed(one, what, expected), expected, expected, 0 if what.silence else expected, **more)


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
    awaited = [school for school, facts in found.directory.items() if facts[0] == code and _concerned(one, *facts[1:])]
    return rolled, bool(awaited) and all(school in rows for school in awaited)


def _concerned(one: Indicator, is_open: bool, kind: str, sector: str) -> bool:
    """A school that is open, of a kind and of a sector that the indicator concerns; an untold sector is awaited."""
    return is_open and (not one.concerns or kind in one.concerns) and one.sector in (None, sector or one.sector)


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
    """A stated figure beside a complete roll-up, or another stated one, further than 0.5 % of the retained one; or one
    that its parts contradict, beside these: territory, indicator, retained (basis, numerator, denominator), other."""
    rows = []
    for (code, indicator), kept in figures.items():
        one = strategy.indicators[indicator]
        stated = [(b, weighed(one, w, kept.expected)) for b, w in _stated(found, campaign, code, one)]
        reports_it = level_of(code) == one.level
        shown = (kept.numerator, kept.denominator) if kept.measured else (None, None)
        for basis, other in stated:
            compared = kept.basis in ("rollup_complete", "report", "table") and basis != kept.basis
            exceeded = kept.basis == "rollup_complete" and basis in kept.contradicted
            if compared and (exceeded or _apart(one, kept, other)):
                rows.append((code, indicator, (kept.basis, *shown), basis, other))
            if basis in kept.contradicted and not reports_it and kept.rolled is None:
                rows.append((code, indicator, ("rollup_partial", *(kept.parts or ())), basis, other))
        if reports_it and kept.basis in ("report", "table") and kept.parts:
            exceeded = kept.basis in kept.contradicted
            if exceeded or (kept.rolled and _apart(one, kept, kept.rolled)):
                basis = "rollup_complete" if kept.rolled else "rollup_partial"
                rows.append((code, indicator, (kept.basis, *shown), basis, kept.parts))
    return rows


def _apart(one: Indicator, kept: Figure, other: tuple[Fraction, Fraction]) -> bool:
    # a share states no denominator: only its yeses can differ
    apart = abs(other[0] - kept.numerator) * 200 > abs(kept.numerator)
    return apart or (one.kind == "ratio" and abs(other[1] - kept.denominator) * 200 > abs(kept.denominator))
