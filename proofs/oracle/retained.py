"""Which figure is retained for a territory: the order of preference of the consolidation, from the school to France."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from oracle.lines import NOT_AVAILABLE, Statement
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

    def value(self, indicator: Indicator) -> Fraction | None:
        """Absent where nothing was measured, and where there is nothing to divide by."""
        if not self.measured:
            return None
        if indicator.kind == "count":
            return indicator.scale * self.numerator
        return indicator.scale * self.numerator / self.denominator if self.denominator else None


Figures = dict[tuple[str, str], Figure]  # territory, indicator


def retained(strategy: Strategy, counted: Counted, campaign: str) -> Figures:
    """Every figure of a campaign; the levels below the one that reports have none."""
    figures: Figures = {}
    for indicator in strategy.collected(campaign):
        for code in sorted(places().codes, key=lambda code: RANK[level_of(code)]):
            level = level_of(code)
            if level == indicator.level:
                figures[code, indicator.id] = _leaf(strategy, counted, campaign, code, indicator)
            elif RANK[level] > RANK[indicator.level] and (level != "academy" or indicator.level == "department"):
                figures[code, indicator.id] = _above(
                    counted, campaign, code, indicator, _beneath(figures, code, indicator)
                )
    return figures


def _beneath(figures: Figures, code: str, indicator: Indicator) -> list[Figure]:
    children = places().beneath[code]
    return [figures[child, indicator.id] for child in children if (child, indicator.id) in figures]


def _leaf(strategy: Strategy, counted: Counted, campaign: str, code: str, indicator: Indicator) -> Figure:
    """At the level that reports: `report`, then `table`, then the schools of a département."""
    if indicator.origin != "reported":
        numerator, denominator = COMPUTED[indicator.origin](strategy, counted, campaign, code, indicator)
        silent = (campaign, code) not in counted.reports
        return Figure("computed", Fraction(numerator), Fraction(denominator), 1, 1, 1, silent=silent)
    rolled, complete = _schools(counted, campaign, code, indicator)
    exceeded = contradicted(counted, campaign, code, indicator, 1, rolled, rolled is not None)
    more = {"rolled": rolled if complete else None, "parts": rolled, "contradicted": exceeded}
    for basis, what in _stated(counted, campaign, code, indicator):
        return _direct(indicator, basis, what, 1, **more)
    if rolled:
        return Figure("rollup_complete" if complete else "rollup_partial", *rolled, 1, 1, 1, **more)
    return Figure(None, ZERO, Fraction(indicator.kind == "share"), 0, 1, 0, silent=True)  # silence counts as no


def _above(counted: Counted, campaign: str, code: str, indicator: Indicator, children: list[Figure]) -> Figure:
    rolled = (sum((f.numerator for f in children), ZERO), sum((f.denominator for f in children), ZERO))
    answered, expected = sum(f.answered for f in children), sum(f.expected for f in children)
    measured = sum(f.measured for f in children)
    if indicator.origin != "reported":
        return Figure("computed", *rolled, expected, expected, measured)
    exceeded = contradicted(counted, campaign, code, indicator, expected, rolled, measured > 0)
    more = {"parts": rolled, "contradicted": exceeded}
    if answered == expected:
        return Figure("rollup_complete", *rolled, answered, expected, measured, rolled, **more)
    if level_of(code) != "academy":
        for basis, what in _stated(counted, campaign, code, indicator):
            if basis not in exceeded:
                return _direct(indicator, basis, what, expected, **more)
    return Figure("rollup_partial" if answered else None, *rolled, answered, expected, measured, **more)


def contradicted(
    counted: Counted,
    campaign: str,
    code: str,
    indicator: Indicator,
    expected: int,
    parts: tuple[Fraction, Fraction] | None,
    measured: bool,
) -> frozenset[str]:
    """The bases of what is stated that its parts exceed: by 0.5 % of it; of a share, by a single yes."""
    if parts is None:
        return frozenset()
    bases = set()
    valued = measured and (indicator.kind != "ratio" or parts[1] > 0)
    for basis, what in _stated(counted, campaign, code, indicator):
        stated = weighed(indicator, what, expected)
        if what.silence:
            exceeds = valued
        elif indicator.kind == "share":
            exceeds = parts[0] > stated[0]
        else:
            compared = (0, 1) if indicator.kind == "ratio" else (0,)
            exceeds = any(parts[side] - stated[side] > stated[side] / 200 for side in compared)
        bases |= {basis} if exceeds else set()
    return frozenset(bases)


def _direct(indicator: Indicator, basis: str, what: Statement, expected: int, **more: Any) -> Figure:
    """What is stated for a territory answers for all those beneath it; « sans objet » adds nothing to either sum."""
    return Figure(
        basis, *weighed(indicator, what, expected), expected, expected, 0 if what.silence else expected, **more
    )


def weighed(indicator: Indicator, what: Statement, expected: int) -> tuple[Fraction, Fraction]:
    weight = expected if indicator.kind == "share" else 1
    return what.numerator * weight, what.denominator * weight


def _stated(counted: Counted, campaign: str, code: str, indicator: Indicator) -> Iterator[tuple[str, Statement]]:
    for basis in ("report", "table"):
        what = counted.stated[basis].get((campaign, code, indicator.id))
        if what and what.silence != NOT_AVAILABLE:
            yield basis, what


def _schools(
    counted: Counted, campaign: str, code: str, indicator: Indicator
) -> tuple[tuple[Fraction, Fraction] | None, bool]:
    rows = counted.schools.get((campaign, code, indicator.id))
    if not rows:
        return None, False
    rolled = (sum((s.numerator for s in rows.values()), ZERO), sum((s.denominator for s in rows.values()), ZERO))
    awaited = [
        school for school, facts in counted.directory.items() if facts[0] == code and _concerned(indicator, *facts[1:])
    ]
    return rolled, bool(awaited) and all(school in rows for school in awaited)


def _concerned(indicator: Indicator, is_open: bool, kind: str, sector: str) -> bool:
    """A school that is open, of a kind and of a sector that the indicator concerns; an untold sector is awaited."""
    return (
        is_open
        and (not indicator.concerns or kind in indicator.concerns)
        and indicator.sector in (None, sector or indicator.sector)
    )


def _meets(strategy: Strategy, counted: Counted, campaign: str, code: str, indicator: Indicator) -> tuple[int, int]:
    """A committee that met; the « comité unique » of a région answers for its only département."""
    met = any((campaign, code, kind) in counted.meetings for kind in ("comité", "comité unique"))
    region = next((r for r, below in places().beneath.items() if below == (code,) and r.startswith("REG-")), None)
    return int(met or (indicator.level == "department" and (campaign, region, "comité unique") in counted.meetings)), 1


def _collects(strategy: Strategy, counted: Counted, campaign: str, code: str, indicator: Indicator) -> tuple[int, int]:
    reported = {i.id for i in strategy.collected(campaign) if i.origin == "reported" and i.level == indicator.level}
    return len(answers(counted, campaign, code) & reported), len(reported)


COMPUTED: dict[str, Callable[[Strategy, Counted, str, str, Indicator], tuple[int, int]]] = {
    "meetings": _meets,
    "collection": _collects,
}


def discrepancies(counted: Counted, campaign: str, figures: Figures, strategy: Strategy) -> list[tuple]:
    """A stated figure beside a complete roll-up, or another stated one, further than 0.5 % of the retained one; or one
    that its parts contradict, beside these: territory, indicator, retained (basis, numerator, denominator), other."""
    rows = []
    for (code, indicator), figure in figures.items():
        definition = strategy.indicators[indicator]
        stated = [(b, weighed(definition, w, figure.expected)) for b, w in _stated(counted, campaign, code, definition)]
        reports_it = level_of(code) == definition.level
        pair = (figure.numerator, figure.denominator) if figure.measured else (None, None)
        for basis, other in stated:
            compared = figure.basis in ("rollup_complete", "report", "table") and basis != figure.basis
            exceeded = figure.basis == "rollup_complete" and basis in figure.contradicted
            if compared and (exceeded or _apart(definition, figure, other)):
                rows.append((code, indicator, (figure.basis, *pair), basis, other))
            if basis in figure.contradicted and not reports_it and figure.rolled is None:
                rows.append((code, indicator, ("rollup_partial", *(figure.parts or ())), basis, other))
        if reports_it and figure.basis in ("report", "table") and figure.parts:
            exceeded = figure.basis in figure.contradicted
            if exceeded or (figure.rolled and _apart(definition, figure, figure.rolled)):
                basis = "rollup_complete" if figure.rolled else "rollup_partial"
                rows.append((code, indicator, (figure.basis, *pair), basis, figure.parts))
    return rows


def _apart(indicator: Indicator, figure: Figure, other: tuple[Fraction, Fraction]) -> bool:
    # a share states no denominator: only its yeses can differ
    apart = abs(other[0] - figure.numerator) * 200 > abs(figure.numerator)
    return apart or (indicator.kind == "ratio" and abs(other[1] - figure.denominator) * 200 > abs(figure.denominator))
