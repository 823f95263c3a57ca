"""From the files in the order of their receipt to what counts: one report a year, one figure a source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from reports import Report

from oracle.lines import NOT_AVAILABLE, SetAside, Statement, indicator_of_line, number, statement_of
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
    stated: dict[str, dict[Key, Statement]] = field(default_factory=lambda: {"report": {}, "table": {}})
    schools: dict[Key, dict[str, Statement]] = field(default_factory=dict)
    directory: dict[str, tuple[str, bool, str, str]] = field(default_factory=dict)  # → département, open, kind, sector
    meetings: set[tuple[str, str, str]] = field(default_factory=set)  # campaign, territory, type
    set_aside: dict[int, int] = field(default_factory=dict)  # place of the file → lines

    def campaigns(self) -> set[str]:
        """Those for which something that counts was received."""
        keys = (*self.stated["report"], *self.stated["table"], *self.schools)
        return {campaign for campaign, _ in self.reports} | {key[0] for key in keys}


def refused(strategy: Strategy, report: Report) -> bool:
    return (
        report.territory not in places().codes
        or report.campaign not in strategy.campaigns
        or not (isinstance(report.version, int) and report.version >= 1)
        or "Indicateurs" in report.without
    )


def count(strategy: Strategy, files: list[File]) -> Counted:
    counted = Counted()
    best: dict[tuple[str, str], tuple[Any, ...]] = {}
    for place, file in enumerate(files):
        if not isinstance(file, Report):
            _table(strategy, counted, place, file)
        elif not refused(strategy, file) and file.status != "brouillon":
            key = (file.campaign, file.territory)
            # highest version, then latest date (none comes first), then last received
            best[key] = max(best.get(key, ()), (file.version, file.submitted_on or date.min, place))
    counted.reports = {key: rank[2] for key, rank in best.items()}
    for place, file in enumerate(files):
        if isinstance(file, Report) and not refused(strategy, file):
            usable = _once(counted, place, list(_report_lines(strategy, counted, place, file)))
            if place in counted.reports.values():
                counted.stated["report"] |= usable
                counted.meetings |= set(_meetings(file))
    return counted


def _report_lines(strategy: Strategy, counted: Counted, place: int, report: Report) -> Iterator[tuple[Key, Statement]]:
    lines = [(code, *values) for code, values in report.rows.items()] if isinstance(report.rows, dict) else report.rows
    for line in lines:
        code, *typed = line
        numerator, denominator, situation = (*typed, None, None, None)[:3]
        yield from _line(
            strategy, counted, place, (report.campaign, report.territory, code), numerator, denominator, situation
        )


def _line(strategy: Strategy, counted: Counted, place: int, key: Key, *typed: Any) -> Iterator[tuple[Key, Statement]]:
    try:
        indicator = indicator_of_line(strategy, key[2], level_of(key[1]), key[0])
        what = statement_of(indicator, *typed) if indicator else None
    except SetAside:
        counted.set_aside[place] = counted.set_aside.get(place, 0) + 1
    else:
        if what:
            yield key, what


def _once(counted: Counted, place: int, lines: list[tuple[Key, Statement]]) -> dict[Key, Statement]:
    """The same code twice with different values: none is believed."""
    said_of: dict[Key, set[Statement]] = {}
    for key, what in lines:
        said_of.setdefault(key, set()).add(what)
    conflicting = sum(len(said_of[key]) > 1 for key, _ in lines)
    if conflicting:
        counted.set_aside[place] = counted.set_aside.get(place, 0) + conflicting
    return {key: next(iter(all_)) for key, all_ in said_of.items() if len(all_) == 1}


def _table(strategy: Strategy, counted: Counted, place: int, table: Table) -> None:
    if table.kind == "observations":
        lines: list[tuple[Key, Statement]] = []
        for campaign, territory, code, *typed in table.lines:
            if campaign not in strategy.campaigns or territory not in places().codes:
                counted.set_aside[place] = counted.set_aside.get(place, 0) + 1
                continue
            numerator, denominator = (None if text == "" else text for text in typed)
            lines += _line(strategy, counted, place, (campaign, territory, code), numerator, denominator, None)
        counted.stated["table"] |= _once(counted, place, lines)
    elif table.kind == "directory":
        for school, _, kind, department, _, is_open, sector in table.lines:
            counted.directory[school] = (f"DEPT-{department}", is_open != "non", kind, sector)
    else:
        for campaign, school, code, *typed in table.lines:
            _school(strategy, counted, place, campaign, school, code, typed)


def _school(
    strategy: Strategy, counted: Counted, place: int, campaign: str, school: str, code: str, typed: list[Any]
) -> None:
    department = next((d for d, prefix in places().school_prefix.items() if school.startswith(prefix)), None)
    try:
        indicator = (
            indicator_of_line(strategy, code, "department", campaign) if campaign in strategy.campaigns else None
        )
        if indicator is None or department is None or indicator.kind not in ("ratio", "count"):
            raise SetAside("not a figure of a school")
        below = number(typed[1]) if indicator.kind == "ratio" else Fraction(0)
        what = statement_of(indicator, number(typed[0]), below if indicator.kind == "ratio" else None, None)
        assert what
        counted.schools.setdefault((campaign, department, code), {})[school] = what
    except SetAside:
        counted.set_aside[place] = counted.set_aside.get(place, 0) + 1


def _meetings(report: Report) -> Iterator[tuple[str, str, str]]:
    """Meetings of the committee inside the school year, from 1 September to 31 August."""
    starts, ends = date(int(report.campaign[:4]), 9, 1), date(int(report.campaign[5:]), 8, 31)
    for on, kind in report.meetings:
        if kind in ("comité", "comité unique") and starts <= on <= ends:
            yield report.campaign, report.territory, kind


def answers(counted: Counted, campaign: str, territory: str) -> set[str]:
    """The indicators that the counting report of a territory answers: « non disponible » is no answer."""
    return {
        key[2]
        for key, what in counted.stated["report"].items()
        if key[:2] == (campaign, territory) and what.silence != NOT_AVAILABLE
    }
