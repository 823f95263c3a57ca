"""The tree of territories, read from its table: who is beneath whom, and the first characters of a school's code."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

NATION = "NAT-FR"
RANK = {"department": 0, "academy": 1, "region": 2, "national": 3}
LEVEL = {"DEPT": "department", "ACA": "academy", "REG": "region", "NAT": "national"}
TABLE = Path(__file__).parents[2] / "indicators" / "territories.csv"


@dataclass(frozen=True)
class Places:
    codes: tuple[str, ...]
    beneath: dict[str, tuple[str, ...]]  # the territories that add up to one: départements, or régions for the nation
    school_prefix: dict[str, str]


def level_of(code: str) -> str:
    return LEVEL[code.partition("-")[0]]


@lru_cache(maxsize=1)
def places() -> Places:
    with TABLE.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter=";"))
    beneath: dict[str, list[str]] = {NATION: []}
    for line in lines:
        department = f"DEPT-{line['code_insee']}"
        region = f"REG-{line['code_region_insee']}"
        if region not in beneath:
            beneath[NATION].append(region)
        for above in (f"ACA-{line['code_academie']}", region):
            beneath.setdefault(above, []).append(department)
    departments = tuple(f"DEPT-{line['code_insee']}" for line in lines)
    return Places(
        (*departments, *beneath),
        {code: tuple(codes) for code, codes in beneath.items()},
        {f"DEPT-{line['code_insee']}": line["prefixe_uai"] for line in lines},
    )
