"""A real table: caption, headers, figures aligned; on a phone each row becomes a small card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dashboard.components.html.markup import Html, escaped, join, tag, whole

Row = dict[str, Any]
_CONTENT = "\0"  # stands for the content of a cell


@dataclass(frozen=True)
class Column:
    """One column: its header, what a cell shows, and how (`text`, `number`, `wide`, or `brief`: on one line); `order`
    sorts by it."""

    label: str
    cell: Callable[[Any], object]
    kind: str = "text"
    order: str | None = None


@dataclass(frozen=True)
class Sorting:
    """The order of a list: its name, whether it falls, and the address that gives another one."""

    order: str
    falling: bool
    address: Callable[[str, bool], str]

    def header(self, column: Column) -> Html:
        """The header of a column, a link that sorts by it."""
        return self.heading(column.label, str(column.order), column.kind)

    def heading(self, label: object, order: str, kind: str = "text", title: str | None = None) -> Html:
        """A header that sorts by `order`; by the same once more, the other way round. `title` says a short label."""
        here = order == self.order
        sign = tag("span", "\u00a0▼" if self.falling else "\u00a0▲", aria_hidden="true") if here else ""
        link = tag("a", label, sign, href=self.address(order, here and not self.falling), aria_label=title)
        direction = ("descending" if self.falling else "ascending") if here else None
        return tag("th", link, scope="col", role="columnheader", class_=kind, aria_sort=direction, title=title)


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Any],
    row_class: Callable[[Any], str] | None = None,
    sorting: Sorting | None = None,
    in_order: bool = False,
) -> Html:
    """The rows under their headers; the first column names the row; with a `sorting`, headers sort. Without one, they
    sort in the page (sort.js), unless the rows are `in_order`: that of a sum, or of rules that are tried in turn."""
    head = join(sorting.header(c) if sorting and c.order else _header(c) for c in columns)
    body = join(_row(columns, row, row_class(row) if row_class else None) for row in rows)
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", head, role="row"), role="rowgroup"),
        tag("tbody", body, role="rowgroup"),
        role="table",
        class_="in-order" if in_order else None,
    )


def _header(column: Column) -> Html:
    return tag("th", whole(column.label), scope="col", role="columnheader", class_=column.kind)


def _row(columns: Sequence[Column], row: Any, class_: str | None) -> Html:
    first, *others = columns
    header = tag("th", first.cell(row), scope="row", role="rowheader", class_=first.kind)
    cells = join(_cell(column, row) for column in others)
    return tag("tr", header, cells, role="row", class_=class_)


def _cell(column: Column, row: Any) -> Html:
    before, after = _around(column.label, column.kind)
    return Html("".join((before, escaped(column.cell(row)), after)))


@lru_cache(maxsize=1024)
def _around(label: str, kind: str) -> tuple[str, str]:
    """What stands around the content of every cell of a column: a page has thousands of cells.

    The label is for phones, where headers are out of sight; screen readers have the header."""
    labelled = tag("span", label, class_="label", aria_hidden="true")
    cell = tag("td", labelled, tag("span", Html(_CONTENT), class_="content"), role="cell", class_=kind)
    before, _, after = cell.rpartition(_CONTENT)
    return str(before), str(after)
