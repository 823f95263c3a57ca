"""Random receipts for a strategy: reports in several versions, tables, schools, silences, and lines set aside."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from reports import DIRECTORY_OF_SECTORS, OBSERVATIONS, SCHOOLS, Report, table

from oracle.catalogues import MARKS
from oracle.places import NATION, RANK, level_of, places
from oracle.received import File, Table
from oracle.strategy import Indicator, Strategy

Row = tuple[Any, ...]
HEADERS = {"observations": OBSERVATIONS, "schools": SCHOOLS, "directory": DIRECTORY_OF_SECTORS}
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # the last character of a school's code checks the seven digits
WHOLES = (1, 3, 4, 7, 8, 10, 40, 100, 300)


def files(chance: Random, strategy: Strategy) -> list[File]:
    """What is received, in order. Whole régions answer, so that complete roll-ups stand beside partial ones."""
    if not strategy.indicators:
        return []
    regions = chance.sample([code for code in places().beneath if code.startswith("REG-")], chance.randint(1, 4))
    writers = [code for region in regions for code in (region, *places().beneath[region])] + [NATION]
    habits = {code: chance.choice((0.1, 0.6, 0.95, 1)) for code in writers}
    sent: list[File] = []
    for campaign in chance.sample(strategy.campaigns, chance.randint(1, 3)):
        for code in writers:
            for version in range(1, chance.choice((1, 2, 2, 2, 3))):
                sent.append(_report(chance, strategy, campaign, code, version, habits[code]))
        sent += _tables(chance, strategy, campaign, writers)
    chance.shuffle(sent)
    return sent


def content(file: File) -> tuple[str, bytes]:
    """The end of a file's name, and its bytes."""
    if isinstance(file, Report):
        return ".xlsx", file.xlsx()
    return ".csv", table(file.lines, HEADERS[file.kind])


def named(sent: list[File]) -> dict[str, bytes]:
    written = [content(file) for file in sent]
    return {f"{place:04d}{suffix}": data for place, (suffix, data) in enumerate(written)}


def _report(chance: Random, strategy: Strategy, campaign: str, code: str, version: int, habit: float) -> Report:
    begins = date(int(campaign[:4]), 9, 1)
    indicators = [
        indicator
        for indicator in strategy.indicators.values()
        if RANK[indicator.level] <= RANK[level_of(code)] or habit > 0.99
    ]
    lines: list[Row] = []
    for indicator in indicators:
        if chance.random() < habit:
            lines.append((indicator.id, *figure(chance, indicator)))
        if chance.random() < 0.04:
            lines.append((indicator.id, *figure(chance, indicator)))
    lines += [("O99-9", 1, 2)] if chance.random() < 0.05 else []
    meetings = [
        (begins + timedelta(days=chance.choice((-1, 0, 100, 364, 365, 366))), kind)
        for kind in ("comité", "comité unique", "groupe de travail")
        if chance.random() < 0.25
    ]
    return Report(
        code,
        campaign,
        lines,
        version=chance.choice((version, version, version, 1, 0)) if chance.random() < 0.2 else version,
        status=chance.choice(("transmis", "transmis", "validé", "brouillon")),
        submitted_on=chance.choice((None, begins + timedelta(days=chance.randint(300, 310)))),
        meetings=meetings,
        labels={"Service rédacteur": f"service {chance.randrange(10**6)}"},  # no two files alike
    )


def figure(chance: Random, indicator: Indicator, sure: bool = False) -> Row:
    """Numerator, denominator, situation: most are right (all if `sure`), and often stand exactly on a threshold."""
    luck = 1 if sure else chance.random()
    if luck < 0.12:
        silences = [("s.o.",), (None, None, "sans objet"), ("n.d.",), (None, None, "non disponible"), (None,)]
        return chance.choice([*silences, (None, None, "mesuré")])
    if luck < 0.17:
        return chance.choice([("beaucoup", 10), (-1, 10), (5, 0), (0, 0), (11, 10), (3, None), (True, 10), ("45 %", 1)])
    situation = chance.choice((None, None, "mesuré", "estimé"))
    if indicator.kind == "share":
        return chance.choice(("oui", "non", 1, 0, True, "Oui")), None, situation
    if indicator.kind == "milestone":
        return chance.choice(indicator.stages), None, situation
    whole = chance.choice(WHOLES)
    if indicator.kind == "count":
        return chance.choice((whole, whole / 4, f"{whole} 000", 0)), None, situation
    if chance.random() < 0.2:
        return f"{chance.choice(MARKS) / float(indicator.scale):g}".replace(".", ","), 1, situation
    part = chance.randint(0, whole if indicator.unit == "%" else 3 * whole)
    return (*chance.choice([(part, whole), (part, whole), (f"{part},5", 10 * whole), (part / 8, whole)]), situation)


def _tables(chance: Random, strategy: Strategy, campaign: str, writers: list[str]) -> list[File]:
    reported = [indicator for indicator in strategy.indicators.values() if indicator.origin == "reported"]
    files: list[File] = []
    for indicator in chance.sample(reported, min(len(reported), chance.randint(0, 3))):
        everyone = [code for code in places().codes if level_of(code) == indicator.level]
        chosen = chance.choice([everyone, writers, chance.sample(places().codes, 12)])
        sure = chance.random() < 0.5
        lines = [(campaign, code, indicator.id, *_typed(figure(chance, indicator, sure))) for code in chosen]
        files.append(Table("observations", [*lines, (campaign, "DEPT-96", indicator.id, "1", "2")]))
    counted = [
        indicator for indicator in reported if indicator.kind in ("ratio", "count") and indicator.level == "department"
    ]
    if counted and chance.random() < 0.8:
        files += _schools(chance, campaign, chance.choice(counted), [c for c in writers if c.startswith("DEPT-")])
    return files


def _typed(line: Row) -> Row:
    """A table's columns end with the denominator, and its cells are texts."""
    return tuple("" if value is None else str(value) for value in (*line, None)[:2])


def _schools(chance: Random, campaign: str, indicator: Indicator, departments: list[str]) -> list[File]:
    chosen = chance.sample(departments, min(3, len(departments)))
    lines: list[Row] = []
    listed: list[Row] = []
    for department in chosen:
        for number in range(chance.randint(1, 4)):
            digits = f"{places().school_prefix[department]}{number + 1:04d}"
            code = digits + LETTERS[int(digits) % 23] if digits.isdigit() else None
            if code is None:
                continue
            whole = chance.choice(WHOLES)
            part = (str(chance.randint(0, whole)), str(whole))
            if chance.random() < 0.8:
                wrong = chance.choice((("5", "0"), ("-1", "10"), ("11", "10"), ("beaucoup", "10"), ("0", "0")))
                lines.append((campaign, code, indicator.id, *(part if chance.random() < 0.85 else wrong)))
            kind = chance.choice(("école", "collège", "collège", "lycée", "CIO"))
            is_open, sector = chance.choice(("oui", "oui", "non")), chance.choice(("public", "public", "privé", ""))
            listed.append((code, "École", kind, department[5:], "", is_open, sector))
    files: list[File] = [Table("schools", lines)] if lines else []
    return [*files, Table("directory", listed)] if listed and chance.random() < 0.6 else files
