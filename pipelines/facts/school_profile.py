"""All that is known of one school, gathered once: the page and the files of a school say the same thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from indicators.territories import territories
from pipelines.errors import OutOfSight
from pipelines.facts.school_lists import ALIKE_AT_LEAST, Row, Sight, figures, rows
from pipelines.warehouse.builds import of_one_build

_CODE = re.compile(r"\d{7}[A-Z]")


@dataclass(frozen=True)
class Profile:
    """One school: `own` its figures of the campaign beside those alike, `history` campaign → indicator → figure."""

    school: Row
    territory: str
    campaign: str
    own: list[Row]
    origins: dict[str, Row]
    places: list[Row]
    history: dict[str, dict[str, Row]]
    bodies: list[Row]
    before: list[Row]


@of_one_build
def profile(sight: Sight, code: str, campaign: str) -> Profile:
    """What may be seen of a school. Raises OutOfSight and NoWarehouse."""
    code = code.strip().upper()
    listed = next(iter(rows(sight, "school", school=code)), None)
    candidates = _territories(code, listed)
    if not candidates or not (sight.departments is None or candidates & sight.departments):
        raise OutOfSight
    # one département at a time: the rows of the others are then not read
    answered = [
        row for department in sorted(candidates) for row in rows(sight, "place", school=code, territory=department)
    ]
    places = sorted(answered, key=lambda row: row["campaign"])
    if listed is None and not places:
        raise OutOfSight
    then = {row["campaign"]: row["territory_code"] for row in places}
    school = listed or _unlisted(code, places[-1])
    territory = then.get(campaign, school["territory_code"])
    own = rows(
        sight,
        "own",
        figures(sight, territory, campaign),
        school=code,
        kind=school["kind"],
        least=ALIKE_AT_LEAST,
    )
    origins = rows(sight, "origin", campaign=campaign, territory=territory, school=code)
    return Profile(
        school,
        territory,
        campaign,
        own,
        {row["indicator_id"]: row for row in origins},
        places,
        {year: _figures(sight, department, year, code) for year, department in then.items()},
        rows(sight, "body", school=code),
        rows(sight, "before", school=code),
    )


def _figures(sight: Sight, territory: str, campaign: str, code: str) -> dict[str, Row]:
    history = rows(sight, "history", figures(sight, territory, campaign), school=code)
    return {row["indicator_id"]: row for row in history}


def _territories(code: str, listed: Row | None) -> frozenset[str]:
    """The départements where a school may have been: the one that its number tells, and that of the directory."""
    if not _CODE.fullmatch(code):
        return frozenset()
    departments = {_prefixes().get(code[:3]), listed["territory_code"] if listed else None}
    return frozenset(department for department in departments if department)


@lru_cache(maxsize=1)
def _prefixes() -> dict[str, str]:
    return {territory.school_prefix: territory.code for territory in territories() if territory.school_prefix}


def _unlisted(code: str, place: Row) -> Row:
    """A school that answered and that no directory names."""
    blank = ("name", "kind", "commune", "opened_on", "closed_on", "successor", "successor_name", "number")
    here = {name: place[name] for name in ("territory_code", "territory_name")}
    return {"school_code": code, "open": None, **dict.fromkeys(blank), **here}
