"""The rows of facts as classes: what each declares is what its query gives, on the whole demonstration."""

from __future__ import annotations

import pkgutil
import re
from dataclasses import FrozenInstanceError, dataclass, fields, is_dataclass
from datetime import date
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any, ClassVar, get_args, get_origin, get_type_hints, is_typeddict

import pytest

import pipelines.facts
from dashboard.build_cache import of_build
from pipelines.facts.rows.mapper import by_column, facts, of_rows
from pipelines.queries import query
from pipelines.settings import Settings

ROOT = Path(__file__).parents[1]
CAMPAIGNS = (("2022-2023", None), ("2025-2026", "2024-2025"), ("2026-2027", "2025-2026"))
TERRITORIES = ("NAT-FR", "REG-11", "ACA-09", "DEPT-13", "DEPT-12")
# what the other parameters of the queries may be: each is asked with all of them
MILESTONES = ("O07-3",)
LEVELS = (("region", None, "strategie", "O04-1"), ("department", 4, "objectif-4", "O05-1"))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns, as a query of facts/sql could give them."""

    QUERY: ClassVar[str] = "progress/pair"
    name: str
    progress: float | None


@dataclass(frozen=True, slots=True)
class Trio(Pair):
    """The same with a third, and a column that is never empty here."""

    QUERY: ClassVar[str] = "progress/trio"
    progress: float
    status: str


def classes() -> list[Any]:
    """Every class of rows that the read layer declares."""
    modules = pkgutil.walk_packages(pipelines.facts.__path__, "pipelines.facts.")
    declared = {
        kind for module in modules for kind in vars(import_module(module.name)).values() if isinstance(kind, type)
    }
    return sorted(
        (kind for kind in declared if is_dataclass(kind) and hasattr(kind, "QUERY")), key=lambda kind: kind.__name__
    )


def holds(value: object, hint: Any) -> bool:
    """Whether a value is of the type that a field declares."""
    if get_origin(hint) is list:
        return isinstance(value, list) and all(holds(part, get_args(hint)[0]) for part in value)
    if is_typeddict(hint):
        columns = get_type_hints(hint)
        if not isinstance(value, dict) or list(value) != list(columns):
            return False
        return all(holds(value[name], columns[name]) for name in columns)
    if parts := get_args(hint):
        return any(holds(value, part) for part in parts)
    return type(value) is (type(None) if hint is None else hint)


def test_a_class_declares_the_columns_of_its_query_and_their_types(demo_data: Settings) -> None:
    """A type checker believes what a class declares; here the demonstration says whether it is so."""
    wrong: dict[str, object] = {}
    empty = []
    for kind in classes():
        hints = get_type_hints(kind)
        rows = [row for parameters in _parameters(kind) for row in facts(demo_data, kind, **parameters)]
        if not rows:
            empty.append(kind.__name__)
        for row in rows:
            for field in fields(kind):
                value = getattr(row, field.name)
                if not holds(value, hints[field.name]):
                    wrong[f"{kind.__name__}.{field.name}"] = value
    assert wrong == {}
    assert empty == [], "no row of it was looked at"


def _parameters(kind: Any) -> list[dict[str, object]]:
    """What a query is asked with: campaigns and territories of every sort."""
    text = query(*kind.QUERY.rsplit("/", 1))
    every_set: list[dict[str, object]] = []
    for (campaign, previous), territory, (level, objective, code, indicator) in product(CAMPAIGNS, TERRITORIES, LEVELS):
        every = {
            "campaign": campaign, "previous": previous, "territory": territory, "level": level, "code": code,
            "objective": 4 if objective is None and "map" not in kind.QUERY else objective, "indicator": indicator,
            "figures": (indicator, code), "territories": TERRITORIES, "campaigns": (campaign,), "levels": (level,),
            "every": True, "committees": (territory, "DEPT-59", "DEPT-17"), "today": date(2026, 12, 2),
            "indicators": MILESTONES,
        }  # fmt: skip
        parameters = {name: value for name, value in every.items() if f"${name}" in text}
        if parameters not in every_set:
            every_set.append(parameters)
    return every_set


def test_a_column_more_or_less_is_told_at_once() -> None:
    assert of_rows(Pair, ("name", "progress"), [("Paris", 43.5)]) == [Pair("Paris", 43.5)]
    assert of_rows(Pair, ("progress", "name"), [(43.5, "Paris")]) == [Pair("Paris", 43.5)], "each under its name"
    for columns in (("name",), ("name", "progress", "status"), ("name", "name", "progress"), ("name", "advance")):
        with pytest.raises(TypeError, match=r"progress/pair\.sql gives .* Pair has \('name', 'progress'\)"):
            of_rows(Pair, columns, [])


def test_a_class_adds_columns_to_those_of_another() -> None:
    [row] = of_rows(Trio, ("status", "name", "progress"), [("late", "Paris", 43.5)])
    assert type(row) is Trio
    assert row == Trio("Paris", 43.5, "late")
    assert by_column(row) == {"name": "Paris", "progress": 43.5, "status": "late"}
    for column in ("name", "status"):
        with pytest.raises(FrozenInstanceError):
            setattr(row, column, "")


def test_a_row_is_of_its_class_and_stays_as_it_was_read() -> None:
    [row] = of_rows(Pair, ("name", "progress"), [("Paris", None)])
    assert type(row) is Pair
    assert by_column(row) == {"name": "Paris", "progress": None}
    assert {row} == {Pair("Paris", None)}
    with pytest.raises(FrozenInstanceError):
        row.progress = 1.0  # type: ignore[misc]


def test_long_texts_of_a_row_weigh_as_much_in_a_class_as_in_a_dictionary() -> None:
    """What a build remembers is bounded by what people wrote, whatever holds it."""
    read: list[str] = []

    @of_build(8)
    def remembered(place: str, build: str, name: str, in_class: bool) -> tuple[object, ...]:
        read.append(name)
        long = "é" * 1000
        return (Pair(long, None),) if in_class else ({"name": long, "progress": None},)

    for in_class in (True, False):
        read.clear()
        for name in ("first", "second", "first"):
            remembered("place", "build", f"{name} {in_class}", in_class)
        assert read == [f"{name} {in_class}" for name in ("first", "second", "first")], "the first made room"


def test_what_has_a_class_is_asked_by_it() -> None:
    """By its name, a fact gives dictionaries: a reader that asks so would escape the type checker."""
    typed = {kind.QUERY for kind in classes()}
    wanted = re.compile(r"\b(?:rows|row|sole|read)\(\s*(?:settings,\s*)?\"([a-z_]+)(?:/|\",\s*\")([a-z_]+)\"")
    by_name = {
        f"{path.relative_to(ROOT).as_posix()}: {folder}/{name}"
        for package in ("dashboard", "pipelines")
        for path in (ROOT / package).rglob("*.py")
        for folder, name in wanted.findall(path.read_text(encoding="utf-8"))
        if f"{folder}/{name}" in typed
    }
    assert wanted.findall('edition.rows("progress/axes")') == [("progress", "axes")]
    assert wanted.findall('rows(settings, "progress", "axes", **at)') == [("progress", "axes")]
    assert by_name == set()
