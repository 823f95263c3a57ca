"""One sheet per axis: every indicator's value, where it comes from and where it must go; its chart, its sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from indicators.palette import colour, curve
from indicators.typography import typeset
from pipelines.facts.rows.indicators import ExportedIndicator
from pipelines.facts.rows.mapper import by_column
from pipelines.facts.rows.progress import Axis
from pipelines.outputs.workbook.appearance import FONT, PERCENT_SIGN
from pipelines.outputs.workbook.book import Book, Page
from pipelines.outputs.workbook.columns import columns
from pipelines.outputs.workbook.sheets import SOURCES
from pipelines.outputs.workbook.table import write_table
from pipelines.outputs.workbook.wording import phrase

COLUMNS = (
    "indicator_id title unit value stage baseline baseline_status target target_status target_campaign progress "
    "expected_progress projected_progress status territories_answered territories_expected coverage partial basis"
)
QUARTER = 25  # between two ticks: closer, they are written aslant
AROUND, EACH = 130, 33  # pixels of a chart around its bars, and for each pair: low, for it to stay with its table
ALMOST = 0.95  # of a sheet of paper: heights are those of the office suite
LEAST_BESIDE = 3  # rows of the table on the sheet of paper of its chart
LABEL = {"name": FONT, "size": 10, "color": colour("ink")}
TITLE = {"name": FONT, "size": 12, "bold": True, "color": colour("accent")}
MARKERS = ("circle", "square", "diamond", "triangle", "x", "star", "plus")
POINT = {"name": FONT, "size": 9.5, "color": colour("ink")}


def write_axes(book: Book) -> None:
    """The sheets of the axes, in their order."""
    indicators = [row for row in book.edition.rows(ExportedIndicator) if row.status != "other_level"]
    for axis in book.edition.rows(Axis):
        _write_axis(book, axis, [row for row in indicators if row.axis_id == axis.axis_id])


def _write_axis(book: Book, axis: Axis, rows: list[ExportedIndicator]) -> None:
    number = axis.axis_id
    names = COLUMNS if any(row.stage for row in rows) else COLUMNS.replace(" stage ", " ")
    if book.edition.facts.level != "national":
        names = names.replace(" stage ", " ").replace("unit value", "unit value france_value")
    table_columns = columns(names)
    title, widths = typeset(f"Axe {number}. {axis.title}"), [column.width for column in table_columns]
    page = book.page(f"Axe {number}", title, widths, repeated=2)
    page.paragraph(phrase("note", "axis" if book.edition.facts.level == "national" else "axis_followed"))
    page.row += 1
    empty = phrase("empty", "indicators")
    header = write_table(page, table_columns, [by_column(row) for row in rows], f"Axe_{number}", empty=empty, freeze=2)
    if any(row.progress is not None for row in rows):
        at = page.row + 1
        order = names.split()
        places = (order.index("title"), order.index("progress"), order.index("expected_progress"))
        words = (phrase("chart", "axis_title", axis=number), phrase("chart", "axis_alt", axis=number))
        height = AROUND + EACH * len(rows)
        progress_bars(page, (header + 1, header + len(rows)), places, words, at, height)
        page.row = at + height // 20 + 1
        if page.written() > page.down:
            start = _with_its_chart(page, header, len(rows))
            before = start - header - 1
            halved = page.written(0, start - 1) > ALMOST * page.down  # what comes first takes two sheets of its own
            page.sheet.set_h_pagebreaks([*([header + 1 + (before + 1) // 2] if halved else []), start])
    page.print_all()


def _with_its_chart(page: Page, header: int, rows: int) -> int:
    """The row of the table with which a second sheet of paper begins, under the same header: the chart never stands
    there alone, and has as many rows over it as come with it."""
    last = header + rows
    beside = page.written(header, header) + page.written(last + 1)
    least = header + 1 + min(LEAST_BESIDE, max(0, rows - LEAST_BESIDE))  # that stay on the first one
    start = max(least, last - LEAST_BESIDE + 1)
    while start > least and beside + page.written(start - 1, last) <= page.down:
        start -= 1
    return start


def progress_bars(
    page: Page, rows: tuple[int, int], columns: tuple[int, int, int], words: tuple[str, str], at: int, height: int
) -> None:
    """Progress beside expected progress, one pair of bars for each row of a table, `height` pixels high from row `at`.

    `rows` are the first and the last of the table; `columns` those of the names, the progress and the expected
    progress; `words` the title and the alternative text."""
    first, last = rows
    names, progress, expected = columns
    chart = page.book.workbook.add_chart({"type": "bar"})
    assert chart is not None  # the library answers None to a type of chart that it does not know
    for column, fill in ((expected, colour("path")), (progress, colour("accent"))):
        chart.add_series(
            {
                "name": [page.name, first - 1, column],
                "categories": [page.name, first, names, last, names],
                "values": [page.name, first, column, last, column],
                "fill": {"color": fill},
                "border": {"none": True},
                "gap": 45,
                "overlap": 0,
            }
        )
    grid = {"visible": True, "line": {"color": colour("rule")}}
    scale = {"min": 0, "max": 100, "major_unit": QUARTER, "num_format": f"0{PERCENT_SIGN}", "num_font": POINT}
    chart.set_x_axis({**scale, "label_position": "high", "major_gridlines": grid})
    chart.set_y_axis({"reverse": True, "num_font": POINT, "line": {"color": colour("ink")}, "interval_unit": 1})
    chart.set_title({"name": words[0], "name_font": {**POINT, "size": 13, "bold": True}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": POINT})
    # beside the columns that come again on the sheet of paper at the right, which would come with pieces of the chart
    aside = page.repeated or 0 if page.beside < page.last else 0
    chart.set_size({"width": page.across(aside), "height": height})
    page.sheet.insert_chart(at, aside, chart, {"description": words[1], "object_position": 2, "y_offset": 6})


@dataclass(frozen=True)
class Curve:
    """One curve of a chart: the sheet it reads, its name, its row with its first and last columns, the row of the
    campaigns; `kind` is `whole`, `expected`, or nothing for one among others."""

    sheet: str
    name: str
    cells: tuple[int, int, int]
    campaigns: int
    kind: str = ""


def chart_of_percentages(book: Book, kind: str, title: str) -> Any:
    """A native chart of percentages, titled, in our type: `line` or `bar`."""
    chart: Any = book.workbook.add_chart({"type": kind})
    scale = {"min": 0, "max": 100, "major_unit": QUARTER, "num_format": f"0{PERCENT_SIGN}", "num_font": LABEL}
    grid = {"visible": True, "line": {"color": colour("rule")}}
    along, across = (chart.set_y_axis, chart.set_x_axis) if kind == "line" else (chart.set_x_axis, chart.set_y_axis)
    along({**scale, "major_gridlines": grid, **({} if kind == "line" else {"label_position": "high"})})
    across({"num_font": LABEL, "line": {"color": colour("ink")}})
    chart.set_title({"name": title, "name_font": TITLE, "overlay": False})
    chart.set_legend({"position": "bottom", "font": LABEL})
    chart.show_blanks_as("gap")
    return chart


def add_curve(chart: Any, drawing: Curve, place: int) -> None:
    """One curve, told from the others by its line and its marker as well as by its colour."""
    row, first, last = drawing.cells
    ink = {"whole": colour("ink"), "expected": colour("path")}.get(drawing.kind, curve(place))
    chart.add_series(
        {
            "name": drawing.name,
            "categories": [drawing.sheet, drawing.campaigns, first, drawing.campaigns, last],
            "values": [drawing.sheet, row, first, row, last],
            "line": {
                "color": ink,
                "width": 3 if drawing.kind == "whole" else 2,
                "dash_type": "dash" if drawing.kind == "expected" else "solid",
            },
            "marker": {
                "type": MARKERS[place % len(MARKERS)],
                "size": 7,
                "fill": {"color": ink},
                "border": {"color": ink},
            },
        }
    )


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
