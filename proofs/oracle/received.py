"""From the files in the order of their receipt to what counts: one report a year, one figure a source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from reports import Report

from oracle.lines import NOT_AVAILABLE, Said, SetAside, asked, number, said
from oracle.places import level_of, places
from oracle.strategy import Strategy

Key = tuple[str, str, str]  # campaign, territory, indicator


@dataclass(frozen=True)
class Table:
    """A .csv file: lines of observations, of schools, or of a directory of schools."""

    kind: str
    lines: list[tuple[Any, ...]]


File = Report | Table


@dataclass
class Counted:
    """What counts of all that was received."""

    reports: dict[tuple[str, str], int] = field(default_factory=dict)  # campaign, territory → place of the file
    stated: dict[str, dict[Key, Said]] = field(default_factory=lambda: {"report": {}, "table": {}})
    schools: dict[Key, dict[str, Said]] = field(default_factory=dict)
    directory: dict[str, tuple[str, bool, str, str]] = field(default_factory=dict)  # → département, open, kind, sector
    meetings: set[tuple[str, str, str]] = field(default_factory=set)  # campaign, territory, type
    set_aside: dict[int, int] = field(default_factory=dict)  # place of the file → lines

    def campaigns(self) -> set[str]:
        """Those for which something that counts was received."""
        keys = (*self.stated["report"], *self.stated["table"], *self.schools)
        return {campaign for campaign, _ in self.reports} | {key[0] for key in keys}


def refused(strategy: Strategy, one: Report) -> bool:
    return (
        one.territory not in places().codes
        or one.campaign not in strategy.campaigns
        or not (isinstance(one.version, int) and one.version >= 1)
        or "Indicateurs" in one.without
    )


def count(strategy: Strategy, files: list[File]) -> Counted:
    found = Counted()
    best: dict[tuple[str, str], tuple[Any, ...]] = {}
    for place, one in enumerate(files):
        if not isinstance(one, Report):
            _table(strategy, found, place, one)
        elif not refused(strategy, one) and one.status != "brouillon":
            key = (one.campaign, one.territory)
            # highest version, then latest date (none comes first), then last received
            best[key] = max(best.get(key, ()), (one.version, one.submitted_on or date.min, place))
    found.reports = {key: rank[2] for key, rank in best.items()}
    for place, one in enumerate(files):
        if isinstance(one, Report) and not refused(strategy, one):
            usable = _once(found, place, list(_report_lines(strategy, found, place, one)))
            if place in found.reports.values():
                found.stated["report"] |= usable
                found.meetings |= set(_meetings(one))
    return found


def _report_lines(strategy: Strategy, found: Counted, place: int, one: Report) -> Iterator[tuple[Key, Said]]:
    lines = [(code, *values) for code, values in one.rows.items()] if isinstance(one.rows, dict) else one.rows
    for line in lines:
        code, *typed = line
        numerator, denominator, situation = (*typed, None, None, None)[:3]
        yield from _line(strategy, found, place, (one.campaign, one.territory, code), numerator, denominator, situation)


def _line(strategy: Strategy, found: Counted, place: int, key: Key, *typed: Any) -> Iterator[tuple[Key, Said]]:
    try:
        indicator = asked(strategy, key[2], level_of(key[1]), key[0])
        what = said(indicator, *typed) if indicator else None
    except SetAside:
        found.set_aside[place] = found.set_aside.get(place, 0) + 1
    else:
        if what:
            yield key, what


def _once(found: Counted, place: int, lines: list[tuple[Key, Said]]) -> dict[Key, Said]:
    """The same code twice with different values: none is believed."""
    said_of: dict[Key, set[Said]] = {}
    for key, what in lines:
        said_of.setdefault(key, set()).add(what)
    conflicting = sum(len(said_of[key]) > 1 for key, _ in lines)
    if conflicting:
        found.set_aside[place] = found.set_aside.get(place, 0) + conflicting
    return {key: next(iter(all_)) for key, all_ in said_of.items() if len(all_) == 1}


def _table(strategy: Strategy, found: Counted, place: int, one: Table) -> None:
    if one.kind == "observations":
        lines: list[tuple[Key, Said]] = []
        for campaign, territory, code, *typed in one.lines:
            if campaign not in strategy.campaigns or territory not in places().codes:
                found.set_aside[place] = found.set_aside.get(place, 0) + 1
                continue
            numerator, denominator = (None if text == "" else text for text in typed)
            lines += _line(strategy, found, place, (campaign, territory, code), numerator, denominator, None)
        found.stated["table"] |= _once(found, place, lines)
    elif one.kind == "directory":
        for school, _, kind, department, _, is_open, sector in one.lines:
            found.directory[school] = (f"DEPT-{department}", is_open != "non", kind, sector)
    else:
        for campaign, school, code, *typed in one.lines:
            _school(strategy, found, place, campaign, school, code, typed)


def _school(
    strategy: Strategy, found: Counted, place: int, campaign: str, school: str, code: str, typed: list[Any]
) -> None:
    department = next((d for d, prefix in places().school_prefix.items() if school.startswith(prefix)), None)
    try:
        one = asked(strategy, code, "department", campaign) if campaign in strategy.campaigns else None
        if one is None or department is None or one.kind not in ("ratio", "count"):
            raise SetAside("not a figure of a school")
        below = number(typed[1]) if one.kind == "ratio" else Fraction(0)
        what = said(one, number(typed[0]), below if one.kind == "ratio" else None, None)
        assert what
        found.schools.setdefault((campaign, department, code), {})[school] = what
    except SetAside:
        found.set_aside[place] = found.set_aside.get(place, 0) + 1


def _meetings(one: Report) -> Iterator[tuple[str, str, str]]:
    """Meetings of the committee inside the school year, from 1 September to 31 August."""
    starts, ends = date(int(one.campaign[:4]), 9, 1), date(int(one.campaign[5:]), 8, 31)
    for on, kind in one.meetings:
        if kind in ("comité", "comité unique") and starts <= on <= ends:
            yield one.campaign, one.territory, kind


def answers(found: Counted, campaign: str, territory: str) -> set[str]:
    """The indicators that the counting report of a territory answers: « non disponible » is no answer."""
    return {
        key[2]
        for key, what in found.stated["report"].items()
        if key[:2] == (campaign, territory) and what.silence != NOT_AVAILABLE
    }
