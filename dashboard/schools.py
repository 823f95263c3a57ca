"""The door to the schools: what the person who looks may see of them, remembered as long as the build stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from dashboard import data
from dashboard.build_cache import of_build
from pipelines.errors import OutOfSight
from pipelines.facts import school_lists
from pipelines.facts.rows.territories import ListedTerritory
from pipelines.facts.school_lists import Filters, Sight
from pipelines.facts.school_profile import Profile, profile
from pipelines.outputs import downloads

Row = data.Row
# What figures a query reads: a département, a campaign, an indicator (None: all).
Of = tuple[str, str, str | None]


def sight() -> Sight:
    """From where the person who looks sees schools: its scope, and the départements that it sees in detail."""
    rights = data.who().rights
    departments = None if rights.whole else frozenset(code for code in rights.detailed if code.startswith("DEPT-"))
    return Sight(data.shown(), departments)


def departments() -> list[ListedTerritory]:
    """The départements whose schools are seen, in the order of their numbers."""
    allowed = sight().departments
    places = (row for row in data.rows(ListedTerritory) if row.level == "department")
    return sorted((row for row in places if allowed is None or row.territory_code in allowed), key=_number)


def _number(row: ListedTerritory) -> str:
    return row.number


def rows(name: str, of: Of | None = None, **parameters: object) -> tuple[Row, ...]:
    """The rows of a query of facts/sql/schools/screen on the build of this run; they are shared: never modify them."""
    here, named = sight(), tuple(sorted(parameters.items()))
    return data.of_this_run(lambda build: _rows(here, build, name, of, named))


def one_school(code: str, campaign: str) -> Profile | None:
    """What may be seen of a school, or None where it is out of sight."""
    here = sight()
    return data.of_this_run(lambda build: _profile(here, build, code, campaign))


def prepare(here: Sight, build: data.Build, **parameters: object) -> None:
    """Opens what is read of schools, before anybody searches it."""
    _rows(here, build, "found", None, tuple(sorted(parameters.items())))


@of_build(30_000)
def _rows(
    here: Sight, build: data.Build, name: str, of: Of | None, parameters: tuple[tuple[str, object], ...]
) -> tuple[Row, ...]:
    return tuple(school_lists.rows(here, name, school_lists.figures(here, *of) if of else None, **dict(parameters)))


@of_build(64)
def _profile(here: Sight, build: data.Build, code: str, campaign: str) -> Profile | None:
    try:
        return profile(here, code, campaign)
    except OutOfSight:
        return None


def list_file(filters: Filters) -> Callable[[], bytes]:
    """The workbook of the schools that the filters keep."""
    return partial(downloads.school_list, sight(), filters)


def department_file(territory: str, campaign: str) -> Callable[[], bytes]:
    """The workbook of all that is known of the schools of a département."""
    return partial(downloads.schools_of_department, sight(), territory, campaign)


def sheet_file(code: str, campaign: str, suffix: str) -> Callable[[], bytes]:
    """The fiche of a school: pdf or docx."""
    return partial(downloads.school_factsheet, sight(), code, campaign, suffix)
