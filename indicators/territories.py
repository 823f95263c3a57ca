"""The territories: France, 18 régions académiques, 30 académies, 101 départements, and their spellings."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

TERRITORIES = Path(__file__).parent / "territories.csv"
NATIONAL = "NAT-FR"
_PIECE = 64  # characters whose accents are taken apart together
# who adds up to whom: a figure is followed at the level that reports it and above
RANKS = {"department": 0, "academy": 1, "region": 2, "national": 3}
TerritoryLevel = Literal["national", "region", "academy", "department"]


@dataclass(frozen=True)
class Territory:
    """One territory. `code` is the public one (`DEPT-59`); `number` the bare code people type (`59`);
    `school_prefix` the first three characters of the UAI of its schools (departments alone)."""

    code: str
    name: str
    level: TerritoryLevel
    parent_code: str | None
    number: str
    school_prefix: str | None = None


def fold(text: str) -> str:
    """The text without case, accents, hyphens, apostrophes and doubled spaces: `COTES D ARMOR` is `Côtes-d'Armor`.

    The SQL macro `fold` does the same to values; a test holds the two together."""
    plain = text if text.isascii() else accents_apart(text.replace("œ", "oe").replace("Œ", "oe"))
    return " ".join(plain.translate(_FOLDED).lower().split())


class _Folded(dict[int, str | None]):
    """What each character of a folded text becomes: a letter or a figure itself, an accent nothing, the rest a space.

    Known once it was met, for texts by the thousand are folded for one page; of rare alphabets nothing is kept."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        folded = None if unicodedata.combining(character) else character if character.isalnum() else " "
        if code < _COMMON:
            self[code] = folded
        return folded


_COMMON = 0x2100  # beyond it, no alphabet that French text uses
_FOLDED = _Folded()


def accents_apart(text: str) -> str:
    """The same text to the eye, each accent after its letter; piece by piece, for Unicode puts a run of accents in
    order in a time that is the square of its length."""
    pieces = (text[start : start + _PIECE] for start in range(0, len(text), _PIECE))
    return "".join(unicodedata.normalize("NFD", piece) for piece in pieces)


@lru_cache(maxsize=4)
def territories(path: Path = TERRITORIES) -> tuple[Territory, ...]:
    """Every territory, the nation first, then régions, académies and départements in the order of their codes."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    regions = {r["code_region_insee"]: r["region_academique"] for r in rows}
    academies = {r["code_academie"]: (r["academie"], r["code_region_insee"]) for r in rows}
    return (
        Territory(NATIONAL, "France", "national", None, "FR"),
        *(Territory(f"REG-{code}", name, "region", NATIONAL, code) for code, name in sorted(regions.items())),
        *(
            Territory(f"ACA-{code}", name, "academy", f"REG-{region}", code)
            for code, (name, region) in sorted(academies.items())
        ),
        *(_department(row) for row in rows),
    )


def _department(row: dict[str, str]) -> Territory:
    code = row["code_insee"]
    academy = f"ACA-{row['code_academie']}"
    return Territory(f"DEPT-{code}", row["departement"], "department", academy, code, row["prefixe_uai"])


def spellings(territory: Territory) -> set[str]:
    """Every way to write a territory in a report of its own level, folded: codes with or without zeros, name."""
    bare = territory.number
    written = {territory.code, bare, bare.zfill(3), bare.lstrip("0"), territory.name}
    if territory.level == "national":
        written |= {"NAT", "national"}
    return {fold(spelling) for spelling in written}
