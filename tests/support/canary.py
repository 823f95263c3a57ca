"""A warehouse in which every region's values are unique primes and its texts name it: what leaks can be recognised."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import count
from pathlib import Path

from reports import DIRECTORY, SCHOOLS, Report, named, table, warehouse

from indicators.territories import territories
from pipelines.demo.register import school_code
from pipelines.facts.demands import demands
from pipelines.settings import Settings
from pipelines.store.decision_log import Terms, record
from pipelines.store.demand_log import Answer, answer, gather

COUNTED = "O13-2"  # a sum: its value is shown whole wherever territories are compared
OF_SCHOOLS = "O05-1"  # what schools alone answer
CAMPAIGNS = ("2024-2025", "2025-2026")
MEETINGS = ("Date", "Type", "Ordre du jour", "Décisions")
ACTIONS = ("Objectif", "Intitulé", "Pilote", "État", "Commentaire")
ASSESSMENTS = ("Axe", "Appréciation", "Faits marquants", "Difficultés", "Demandes au niveau supérieur")
_PLAIN_SPACES, _WIDE_SPACES = b" \t\r\n", tuple(space.encode() for space in "\u00a0\u202f\u2009")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


@dataclass
class Marks:
    """What tells one territory: the numbers that its reports alone hold, a word that stands in all its texts, and,
    among its numbers, those that its départements add up to."""

    numbers: set[str] = field(default_factory=set)
    word: str = ""
    sums: set[str] = field(default_factory=set)


@lru_cache(maxsize=1)
def primes() -> tuple[int, ...]:
    """The first primes of nine digits."""
    numbers: list[int] = []
    for candidate in count(100_000_007, 2):
        if all(candidate % divisor for divisor in range(3, int(candidate**0.5) + 1, 2)):
            numbers.append(candidate)
        if len(numbers) == 600:
            return tuple(numbers)
    raise AssertionError


def committees() -> list[str]:
    """Each region, and the first two départements of each."""
    places = {place.code: place for place in territories()}
    regions = [place.code for place in territories() if place.level == "region"]
    codes = []
    for region in regions:
        inside = [
            place.code
            for place in territories()
            if place.level == "department" and places[place.parent_code or ""].parent_code == region
        ]
        codes += [region, *inside[:2]]
    return codes


def region_of(code: str) -> str:
    """The region of a committee."""
    places = {place.code: place for place in territories()}
    return code if code.startswith("REG") else str(places[places[code].parent_code or ""].parent_code)


def build(folder: Path) -> tuple[Settings, dict[str, Marks]]:
    """The warehouse, and the marks of each committee that reported to it."""
    marks = {code: Marks(word=f"canari{code.replace('-', '').lower()}fin") for code in committees()}
    numbers, reports = iter(primes()), []
    for campaign in CAMPAIGNS:
        sums = {code: [0, 0] for code in committees()}
        for code in committees():
            low, high, alone = next(numbers), next(numbers), next(numbers)
            marks[code].numbers |= {str(low), str(high), str(alone)}
            reports.append(_report(code, campaign, marks[code].word, low, high, alone))
            if code.startswith("DEPT"):
                pair = sums[region_of(code)]
                sums[region_of(code)] = [pair[0] + low, pair[1] + high]
        for code, pair in sums.items():
            marks[code].sums |= {str(number) for number in pair if number}
            marks[code].numbers |= marks[code].sums
    schools = [
        (code, school_of(code), next(numbers), next(numbers)) for code in committees() if code.startswith("DEPT")
    ]
    for code, _, low, high in schools:
        marks[code].numbers |= {str(low), str(high)}
    files = {
        f"{marks[report.territory].word}-{name}": content
        for report in reports
        for name, content in named([report]).items()
    }
    directory = [
        (school, f"École {marks[code].word}", "école", code.partition("-")[2], f"Commune {marks[code].word}", "oui")
        for code, school, _, _ in schools
    ]
    files["annuaire.csv"] = table(directory, DIRECTORY)
    files["ecoles.csv"] = table(
        [(CAMPAIGNS[1], school, OF_SCHOOLS, low, high) for _, school, low, high in schools], SCHOOLS
    )
    settings = warehouse(folder, files)
    for code, mark in marks.items():
        record(settings, Terms(f"Comité {mark.word}", f"Décision {mark.word}", f"Service {mark.word}", code))
    for demand in demands(settings):
        word = marks[demand.territory_code].word
        reply = Answer("acceptée", f"Service {word}", f"Réponse {word}")
        answer(settings, [demand.id], demand.addressee, reply)
        gather(settings, [demand.id], demand.addressee, f"Thème {word}")
    return settings, marks


def school_of(code: str) -> str:
    """The UAI of the one school of a département."""
    return school_code(next(str(place.school_prefix) for place in territories() if place.code == code), 1)


def _report(code: str, campaign: str, word: str, low: int, high: int, alone: int) -> Report:
    """A report whose numbers and whose every text no other report has; one of its rows is set aside."""
    rows = (
        {"O06-3": (low, high, None), COUNTED: (alone, None, None)}
        if code.startswith("REG")
        else {"O04-1": (low, high, None), "O09-1": (low, high, None)}
    )
    autumn = date(int(campaign[:4]), 11, 12)
    return Report(
        code,
        campaign,
        {key: (*values, word, f"Commentaire {word}") for key, values in rows.items()}
        | {"O99-1": (1, 2, None, word, word)},
        sheets={
            "Réunions": [MEETINGS, (autumn, "comité", f"Ordre du jour {word}", f"Décision {word}")],
            "Actions": [ACTIONS, (4, f"Action {word}", f"Service {word}", "réalisée", f"Note {word}")],
            "Synthèse": [ASSESSMENTS, (1, "mitigée", f"Fait {word}", f"Difficulté {word}", f"Demande {word}")],
        },
        labels={"Service rédacteur": f"Service {word}"},
    )


def seen_in(content: bytes) -> bytes:
    """All that bytes say, spaces removed: themselves, the members of an archive, the streams of a PDF. Marks are of
    letters and figures that take a byte each: what is beside them is not decoded, which takes five times as long."""
    layers = b"".join(_layers(content)).translate(None, _PLAIN_SPACES).lower()
    for space in _WIDE_SPACES:
        layers = layers.replace(space, b"")
    return layers


def leaks(content: bytes, marks: dict[str, Marks], allowed: frozenset[str], numbers: bool = True) -> set[str]:
    """The committees outside `allowed` of which something stands in these bytes."""
    words = tuple((code, frozenset({mark.word} | (mark.numbers if numbers else set()))) for code, mark in marks.items())
    pattern, owners = _search(tuple(pair for pair in words if pair[0] not in allowed))
    return {code for mark in set(pattern.findall(seen_in(content))) for code in owners[mark]}


@lru_cache(maxsize=64)
def _search(words: tuple[tuple[str, frozenset[str]], ...]) -> tuple[re.Pattern[bytes], dict[bytes, set[str]]]:
    """One expression that finds any of the marks, and whose each is."""
    owners: dict[bytes, set[str]] = {}
    for code, marks in words:
        for mark in marks:
            owners.setdefault(mark.encode("ascii"), set()).add(code)
    heads: dict[bytes, list[bytes]] = {}  # marks begin alike: a place that does not is passed over at once
    for mark in owners:
        heads.setdefault(mark[:4], []).append(re.escape(mark[4:]))
    alternatives = (re.escape(head) + b"(?:" + b"|".join(rests) + b")" for head, rests in heads.items())
    return re.compile(b"|".join(alternatives) or b"(?!)"), owners


def _layers(content: bytes) -> Iterator[bytes]:
    yield content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for name in package.namelist():
                yield name.encode()
                yield from _layers(package.read(name))
    elif content.startswith(b"%PDF"):
        for stream in _STREAM.findall(content):
            try:
                yield zlib.decompress(stream)
            except zlib.error:
                continue
