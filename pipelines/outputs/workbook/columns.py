"""The columns of every sheet, once: same quantity, same header, same form everywhere.

The header of a mart's column is that of its dictionary (`of`); columns.toml has those of what a query works out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from indicators.toml_file import toml_beside
from indicators.typography import typeset
from pipelines.warehouse.mart_columns import mart_column


@dataclass(frozen=True)
class Column:
    """`key` is the column of the query, or the one of columns.toml where a sheet gives another `source`."""

    key: str
    header: str
    width: float
    kind: str
    group: str = ""
    source: str = ""

    def value(self, row: dict[str, Any]) -> Any:
        """What this column shows of a row."""
        return row[self.source or self.key]


@lru_cache(maxsize=1)
def _declared() -> dict[str, Column]:
    content = toml_beside(__file__, "columns.toml")
    return {key: _column(key, **column) for key, column in content.items()}


def _column(key: str, *, of: str = "", header: str | None = None, **form: Any) -> Column:
    return Column(key=key, header=typeset(header or mart_column(of).header or ""), **form)


def columns(names: str, **changes: dict[str, Any]) -> list[Column]:
    """The columns of those names, in that order; `changes` gives a sheet's own width, header or source."""
    return [replace(_declared()[name], **changes.get(name, {})) for name in names.split()]
