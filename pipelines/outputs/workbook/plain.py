"""The sheets that are one table each: a note, then the rows of a query."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pipelines.outputs.workbook.book import Book
from pipelines.outputs.workbook.columns import columns
from pipelines.outputs.workbook.table import write_table
from pipelines.outputs.workbook.wording import phrase, wording


@dataclass(frozen=True)
class Plain:
    """`query` is the file of sql/export; `note` and `empty` are the words of words.toml under those names.

    `compares`: its note is another (`…_none`) where no campaign comes before; `on_screen`: too long to
    print, only its head is in the print area."""

    name: str
    title: str
    query: str
    columns: str
    note: str = ""
    empty: str = ""
    freeze: int = 2
    on_screen: bool = False
    compares: bool = False
    parameters: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, dict[str, Any]] = field(default_factory=dict)


def write_plain(book: Book, plain: Plain) -> None:
    """One sheet."""
    shown = columns(plain.columns, **plain.changes)
    rows = book.edition.rows(plain.query, **plain.parameters)
    page = book.page(plain.name, plain.title, [one.width for one in shown])
    if plain.note:
        alone = plain.compares and book.edition.previous_campaign is None
        page.paragraph(phrase("note", f"{plain.note}_none" if alone else plain.note))
    page.row += 1
    empty = phrase("empty", plain.empty or plain.query) if (plain.empty or plain.query) in wording()["empty"] else "—"
    table = plain.name.replace(" ", "_").replace("'", "_")
    header = write_table(page, shown, rows, table, empty=empty, freeze=plain.freeze, wrap=not plain.on_screen)
    if plain.on_screen and rows:
        page.print_until(header - 1)
    else:
        page.print_all()
