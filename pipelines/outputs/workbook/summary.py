"""The one-page summary: a sentence, the axes, and each objective with its trajectory."""

from __future__ import annotations

from itertools import groupby

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from indicators.palette import colour
from pipelines.facts.rows.mapper import by_column
from pipelines.facts.rows.progress import Axis, Objective, Strategy
from pipelines.outputs.workbook.axis import Curve, add_curve, chart_of_percentages
from pipelines.outputs.workbook.book import Book, Page
from pipelines.outputs.workbook.columns import Column, columns
from pipelines.outputs.workbook.edition import Row
from pipelines.outputs.workbook.table import write_cell, write_header, write_table
from pipelines.outputs.workbook.wording import opening, phrase

NAME = "Synthèse"
TRAJECTORIES = "Trajectoires"
ROWS_OF_A_CHART = 16  # of fifteen points, and one between
MEASURES = "progress expected_progress status comparable_evolution"


def write_summary(book: Book) -> None:
    """The sheets of the summary and of the trajectories that its sparklines show."""
    facts = book.edition.facts
    regional = "" if facts.level == "national" else " france_progress"
    own = {"objective_id": {"header": "N°", "width": 5}, "objective_title": {"width": 62, "source": "title"}}
    table_columns = columns(f"objective_id objective_title {MEASURES}{regional}", **own)
    sparkline = Column("sparkline", "Trajectoire", 18, "text")
    page = book.page(
        NAME, f"{book.title} — {facts.campaign}", [*(column.width for column in table_columns), sparkline.width]
    )
    objectives = book.edition.rows(Objective)
    strategy = book.edition.row(Strategy)
    page.paragraph(opening(book.edition, strategy, objectives), page.formats.of(text_wrap=True, font_size=11), size=11)
    page.paragraph(phrase("note", "summary"))
    page.row += 1
    header = write_header(page, [*table_columns, sparkline])
    if strategy:
        _total(page, table_columns, {**by_column(strategy), "objective_id": None, "title": "Ensemble de la stratégie"})
    axes = {axis.axis_id: axis for axis in book.edition.rows(Axis)}
    places: dict[int, int] = {}
    for axis_id, of_axis in groupby(objectives, key=lambda row: row.axis_id):
        axis = axes[axis_id]
        _total(page, table_columns, {**by_column(axis), "objective_id": None, "title": f"Axe {axis_id}. {axis.title}"})
        for row in of_axis:
            places[row.objective_id] = page.row
            cells = by_column(row)
            for at, column in enumerate(table_columns):
                write_cell(page, page.row, at, column, cells)
            page.set_row(page.row, 24)
            page.row += 1
    page.sheet.freeze_panes(header + 1, 2)
    page.print_all(one_page=True)
    _sparklines(page, len(table_columns), places, _write_trajectories(book))


def _total(page: Page, table_columns: list[Column], row: Row) -> None:
    """The line of the strategy or of an axis, over that of its objectives."""
    for at, column in enumerate(table_columns):
        look = {} if column.kind == "status" else {"bold": True, "bg_color": colour("ground")}
        write_cell(page, page.row, at, column, row, **look)
    page.text(page.row, len(table_columns), "", page.formats.cell(bg_color=colour("ground")))
    page.set_row(page.row, 28)
    page.row += 1


def _write_trajectories(book: Book) -> dict[int, tuple[int, int, int]]:
    """One row per objective, one column per campaign; returns where each is: row, first and last column."""
    rows = book.edition.rows("trajectories")
    objectives = book.edition.rows(Objective)
    titles = {row.objective_id: row.title for row in objectives}
    campaigns = list(dict.fromkeys(row["campaign"] for row in rows))
    lead = columns("objective_id objective_title", objective_title={"width": 80})
    each = [Column(campaign, campaign, 13, "percent") for campaign in campaigns]
    page = book.page(TRAJECTORIES, "Trajectoires", [column.width for column in (*lead, *each)])
    page.paragraph(phrase("note", "trajectories"))
    page.row += 1
    wide: dict[int, Row] = {}
    for row in rows:
        objective = row["objective_id"]
        line = wide.setdefault(objective, {"objective_id": objective, "objective_title": titles[objective]})
        line[row["campaign"]] = row["progress"]
    header = write_table(page, [*lead, *each], list(wide.values()), "Trajectoires", freeze=2)
    last = len(lead) + len(each) - 1
    if len(each) > 1:
        _trajectory_charts(book, page, {row.objective_id: row.axis_id for row in objectives}, (header, len(lead), last))
    page.print_all()
    return {objective: (at, len(lead), last) for at, objective in enumerate(wide, start=header + 1)}


def _trajectory_charts(book: Book, page: Page, axes: dict[int, int], cells: tuple[int, int, int]) -> None:
    """One chart of curves per axis, two across, under the table: sixteen curves in one would tell nothing."""
    header, first, last = cells
    width, height = page.pixels // 2 - 8, 300
    top = page.row + 1
    page.sheet.set_h_pagebreaks([top])  # the charts of all the axes stand together, in the size of the type
    for place, axis in enumerate(dict.fromkeys(axes.values())):
        chart = chart_of_percentages(book, "line", phrase("chart", "axis_curves_title", axis=axis))
        for number, objective in enumerate([objective for objective, own in axes.items() if own == axis]):
            row = header + 1 + list(axes).index(objective)
            add_curve(chart, Curve(TRAJECTORIES, f"Objectif {objective}", (row, first, last), header), number)
        chart.set_size({"width": width, "height": height})
        at = top + place // 2 * ROWS_OF_A_CHART
        alt = phrase("chart", "trajectories_alt", axis=axis)
        page.sheet.insert_chart(
            at, 0, chart, {"description": alt, "object_position": 2, "x_offset": place % 2 * (width + 8)}
        )
        page.row = at + ROWS_OF_A_CHART


def _sparklines(page: Page, column: int, places: dict[int, int], sources: dict[int, tuple[int, int, int]]) -> None:
    cells: dict[int, str] = {}
    for objective_id, at in places.items():
        row, first, last = sources[objective_id]
        cells[at] = f"{TRAJECTORIES}!{xl_range(row, first, row, last)}"
    sparklines(page, column, cells)


def sparklines(page: Page, column: int, cells: dict[int, str]) -> None:
    """Trajectories in cells of a column, out of a hundred: `cells` gives to a row those that it shows.

    One group: the library works out all its styles again for each."""
    for row in cells:
        page.text(row, column, "", page.formats.cell())
    if not cells:
        return
    page.sheet.add_sparkline(
        min(cells),
        column,
        {
            "location": [xl_rowcol_to_cell(row, column) for row in cells],
            "range": list(cells.values()),
            "type": "column",
            "min": 0,
            "max": 100,
            "series_color": colour("accent"),
            "show_hidden": False,
        },
    )
