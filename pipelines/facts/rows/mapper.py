"""A row of a fact as a small frozen class: its fields are the columns of the query that it names, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, make_dataclass
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar, overload

from pipelines.queries import Row, named, query
from pipelines.settings import Settings
from pipelines.warehouse import builds


class Fact(Protocol):
    """A frozen dataclass; `QUERY` is the file of facts/sql that gives its rows, such as `progress/axes`."""

    QUERY: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


F = TypeVar("F", bound=Fact)


class Rows(Protocol):
    """What reads facts of a campaign and a territory: by the class of their rows, or by the name of the query."""

    @overload
    def __call__(self, fact: type[F], /, **more: object) -> list[F]: ...
    @overload
    def __call__(self, fact: str, /, **more: object) -> list[Row]: ...


def facts(settings: Settings, kind: type[F], /, **parameters: Any) -> list[F]:
    """The rows of a fact on the current build. Raises NoWarehouse."""
    sql = query(*kind.QUERY.rsplit("/", 1))
    return of_rows(kind, *builds.read_tuples(settings, sql, named(sql, parameters)))


def of_rows(kind: type[F], columns: tuple[str, ...], tuples: Iterable[tuple[Any, ...]]) -> list[F]:
    """Rows as a query gives them, whose columns must be the fields of the class, in any order. Raises TypeError."""
    twin = _twin(kind, columns)
    rows = [twin(*row) for row in tuples]
    for row in rows:
        row.__class__ = kind
    return rows


def by_column(fact: Fact) -> Row:
    """A row by the names of its columns, for tables that are described by them: the columns of a workbook."""
    return {name: getattr(fact, name) for name in names(type(fact))}


def texts(row: object) -> list[str]:
    """The texts of a row, of a class or not; of what is no row, none."""
    if isinstance(row, dict):
        return [value for value in row.values() if isinstance(value, str)]
    if not hasattr(row, "QUERY"):
        return []
    return [value for name in names(type(row)) if isinstance(value := getattr(row, name), str)]


@cache
def names(kind: type[Any]) -> tuple[str, ...]:
    """The columns of a fact."""
    return tuple(field.name for field in fields(kind))


@cache
def _twin(kind: type[Fact], columns: tuple[str, ...]) -> type[Any]:
    """A class of the same fields that is not frozen: a frozen one sets them one by one through a call, which takes as
    long as reading them. Rows are made by the twin, and are of their own class before anybody has them: it stands on
    the same bases and adds the same slots, or Python would not let them be."""
    if sorted(columns) != sorted(names(kind)):
        raise TypeError(f"{kind.QUERY}.sql gives {columns}, {kind.__name__} has {names(kind)}")
    filled_by_column = make_dataclass(kind.__name__, columns).__init__
    thawed = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(
        kind.__name__, kind.__bases__, {"__slots__": vars(kind)["__slots__"], "__init__": filled_by_column, **thawed}
    )
