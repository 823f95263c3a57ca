"""A real table: caption, headers, figures aligned; on a phone each row becomes a small card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dashboard.components.html.markup import Html, join, tag

Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: its header, what a cell shows, and how (`text`, `number` or `wide`)."""

    label: str
    cell: Callable[[Row], object]
    kind: str = "text"


def table(
    caption: str, columns: Sequence[Column], rows: Sequence[Row], row_class: Callable[[Row], str] | None = None
) -> Html:
    """The rows under their headers; the first column names the row."""
    head = join(tag("th", c.label, scope="col", role="columnheader", class_=c.kind) for c in columns)
    body = join(_row(columns, row, row_class(row) if row_class else None) for row in rows)
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", head, role="row"), role="rowgroup"),
        tag("tbody", body, role="rowgroup"),
        role="table",
    )


def _row(columns: Sequence[Column], row: Row, class_: str | None) -> Html:
    first, *others = columns
    header = tag("th", first.cell(row), scope="row", role="rowheader", class_=first.kind)
    cells = join(_cell(column, row) for column in others)
    return tag("tr", header, cells, role="row", class_=class_)


def _cell(column: Column, row: Row) -> Html:
    content = tag("span", column.cell(row), class_="content")
    return tag("td", _label(column.label), content, role="cell", class_=column.kind)


@lru_cache(maxsize=1024)
def _label(text: str) -> Html:
    """The label is for phones, where headers are out of sight; screen readers have the header."""
    return tag("span", text, class_="label", aria_hidden="true")
