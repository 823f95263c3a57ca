"""One sheet per axis: every indicator's value, where it comes from and where it must go, and a chart."""

from __future__ import annotations

from indicators.typography import typeset
from pipelines.outputs.workbook.book import Book
from pipelines.outputs.workbook.charts import progress_bars
from pipelines.outputs.workbook.columns import columns
from pipelines.outputs.workbook.edition import Row
from pipelines.outputs.workbook.table import write_table
from pipelines.outputs.workbook.wording import phrase

COLUMNS = (
    "indicator_id title unit value stage baseline baseline_status target target_status target_campaign progress "
    "expected_progress projected_progress status territories_answered territories_expected coverage partial basis"
)
FITS_WITH_CHART = 11  # indicators; with more, the chart has a page of its own


def write_axes(book: Book) -> None:
    """The sheets of the axes, in their order."""
    indicators = [row for row in book.edition.rows("indicators") if row["status"] != "other_level"]
    for axis in book.edition.rows("axes"):
        _write_axis(book, axis, [row for row in indicators if row["axis_id"] == axis["axis_id"]])


def _write_axis(book: Book, axis: Row, rows: list[Row]) -> None:
    number = axis["axis_id"]
    names = COLUMNS if any(row["stage"] for row in rows) else COLUMNS.replace(" stage ", " ")
    if book.edition.facts["level"] != "national":
        names = names.replace(" stage ", " ").replace("unit value", "unit value france_value")
    shown = columns(names)
    page = book.page(f"Axe {number}", typeset(f"Axe {number}. {axis['title']}"), [one.width for one in shown])
    page.paragraph(phrase("note", "axis" if book.edition.facts["level"] == "national" else "axis_followed"))
    page.row += 1
    empty = phrase("empty", "indicators")
    header = write_table(page, shown, rows, f"Axe_{number}", empty=empty, freeze=2, repeat=False)
    if any(row["progress"] is not None for row in rows):
        at = page.row + 1
        order = names.split()
        places = (order.index("title"), order.index("progress"), order.index("expected_progress"))
        words = (phrase("chart", "axis_title", axis=number), phrase("chart", "axis_alt", axis=number))
        height = 130 + 40 * len(rows)
        progress_bars(page, (header + 1, header + len(rows)), places, words, at, height)
        if len(rows) > FITS_WITH_CHART:
            page.sheet.set_h_pagebreaks([at])
        page.row = at + height // 20 + 1
    page.print_all(one_page=len(rows) <= FITS_WITH_CHART)
