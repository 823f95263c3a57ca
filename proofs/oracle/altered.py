"""The same receipts told otherwise: what a property adds, removes or multiplies, leaving all the rest as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

from reports import Report

from oracle.lines import SetAside, number
from oracle.places import level_of, places
from oracle.received import Counted, File, Table
from oracle.strategy import Strategy

Row = tuple[Any, ...]
SILENT = ((), (None,), ("n.d.",), (None, None, "non disponible"), (None, None, "mesuré"))


def rows_of(report: Report) -> list[Row]:
    return [tuple(row) for row in report.rows] if isinstance(report.rows, list) else []


def each_figure(strategy: Strategy, sent: Iterable[File], change: Callable[[str, Any, Any], Row]) -> list[File]:
    """Every numerator and denominator of a ratio, replaced by what `change` makes of (code, numerator, denominator)."""
    files: list[File] = []
    for file in sent:
        if isinstance(file, Report):
            rows = [(r[0], *_changed(strategy, r[0], change, r[1:])) for r in rows_of(file)]
            files.append(replace(file, rows=rows))
        elif file.kind in ("observations", "schools"):
            lines = [(*r[:3], *map(_text, _changed(strategy, r[2], change, r[3:]))) for r in file.lines]
            files.append(replace(file, lines=lines))
        else:
            files.append(file)
    return files


def _changed(strategy: Strategy, code: str, change: Callable[[str, Any, Any], Row], typed: Row) -> Row:
    if code not in strategy.indicators or strategy.indicators[code].kind != "ratio" or len(typed) < 2:
        return typed
    try:
        return (*change(code, number(typed[0]), number(typed[1])), *typed[2:])
    except SetAside:
        return typed


def _text(value: Any) -> str:
    return as_text(value) if isinstance(value, Fraction) else "" if value is None else str(value)


def as_text(value: Fraction) -> str:
    text = f"{float(value):.9f}".rstrip("0").rstrip(".").replace(".", ",")
    return f"{text}0" if len(text.partition(",")[2]) == 3 else text  # three figures behind a mark may be thousands


def times(factor: int) -> Callable[[str, Fraction, Fraction], Row]:
    return lambda code, above, below: (as_text(above * factor), as_text(below * factor))


def hardly_something(code: str, above: Fraction, below: Fraction) -> Row:
    """A zero becomes a millionth, where there is something to divide by."""
    return (as_text(above or Fraction(1, 10**6) if below else above), as_text(below))


def with_drafts(chance: Random, sent: list[File]) -> list[File]:
    drafts = [replace(report, status="brouillon", version=99) for report in sent if isinstance(report, Report)]
    return [*sent, *(replace(report, rows=rows_of(report)[::2]) for report in drafts if chance.random() < 0.3)]


def without_silences(sent: list[File]) -> list[File]:
    """Reports without the lines that answer nothing, unless another line of theirs is about the same indicator."""
    files: list[File] = []
    for file in sent:
        if isinstance(file, Report):
            twice = Counter(row[0] for row in rows_of(file))
            file = replace(file, rows=[r for r in rows_of(file) if twice[r[0]] > 1 or r[1:] not in SILENT])
        files.append(file)
    return files


def with_wrong_lines(strategy: Strategy, sent: list[File]) -> list[File]:
    """Lines that break a rule, about indicators that the report says nothing of."""
    files: list[File] = []
    for file in sent:
        if isinstance(file, Report):
            codes = {row[0] for row in rows_of(file)}
            wrong: list[Row] = [("O99-9", 1, 2)]
            for code, indicator in strategy.indicators.items():
                if code not in codes:
                    wrong.append((code, "-3", 7) if indicator.kind != "milestone" else (code, "nulle part"))
            file = replace(file, rows=[*wrong[:1], *rows_of(file), *wrong[1:]])
        files.append(file)
    return files


def with_academies(chance: Random, strategy: Strategy, counted: Counted, sent: list[File]) -> list[File]:
    """A table that states figures for académies, in campaigns that exist already."""
    codes = [
        followed.id
        for followed in strategy.indicators.values()
        if followed.level == "department" and followed.kind == "ratio"
    ]
    academies = [code for code in places().codes if level_of(code) == "academy"]
    lines = [
        (campaign, code, indicator, str(chance.randint(0, 9)), "10")
        for campaign in sorted(counted.campaigns())
        for code in academies
        for indicator in codes
        if strategy.indicators[indicator] in strategy.collected(campaign)
    ]
    return [*sent, Table("observations", lines)] if lines else sent


def emptied(counted: Counted, sent: list[File], before: bool) -> list[File]:
    """Each counting report followed by an empty one of a higher version; with `before`, the empty one alone."""
    last = {
        key: Report(key[1], key[0], [], version=50, labels={"Service rédacteur": f"vide {place}"})
        for key, place in counted.reports.items()
    }
    files = [
        file for file in sent if not (before and isinstance(file, Report) and (file.campaign, file.territory) in last)
    ]
    return [*files, *last.values()]
