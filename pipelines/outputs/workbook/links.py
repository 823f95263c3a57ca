"""From an indicator on the sheet of its axis, one click leads to the first of its cells in the sources."""

from __future__ import annotations

from indicators.palette import colour
from pipelines.outputs.workbook.book import Book
from pipelines.outputs.workbook.sheets import SOURCES


def link_to_sources(book: Book) -> None:
    """Turns the code of each indicator that has sources into a link; the others stay as they are."""
    if SOURCES.name not in book.tables:
        return
    _, header, sources = book.tables[SOURCES.name]
    first: dict[str, int] = {}
    for row, source in enumerate(sources, start=header + 1):
        first.setdefault(source["indicator_id"], row)
    look = book.formats.cell(font_color=colour("accent"), underline=1, indent=1)
    for name, (page, top, rows) in book.tables.items():
        if not name.startswith("Axe_"):
            continue
        for at, row in enumerate(rows, start=top + 1):
            code = row["indicator_id"]
            if code in first:
                target = f"internal:'{SOURCES.name}'!A{first[code] + 1}"
                page.sheet.write_url(at, 0, target, look, code, f"Sources de {code}")
