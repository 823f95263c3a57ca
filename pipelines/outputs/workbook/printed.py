"""The six printed pages of the instance nationale: a cover with the message, the synthesis, one page per axis.

A reader on paper or on a tablet has nothing else: type is never printed below nine points, and charts read the cells of
the synthesis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from xlsxwriter.utility import xl_range

from indicators.palette import colour
from indicators.typography import typeset
from pipelines.facts.gap import gaps
from pipelines.facts.national_dialogue import Dialogue
from pipelines.facts.open_campaign import judged_against
from pipelines.facts.rows.indicators import ExportedIndicator
from pipelines.facts.rows.mapper import by_column
from pipelines.facts.rows.progress import Axis, MeanCampaign, Objective, Strategy
from pipelines.facts.sentences.message import indicator, message
from pipelines.outputs.workbook.axis import LABEL, Curve, add_curve, chart_of_percentages
from pipelines.outputs.workbook.book import A3, ROW, Book, Page
from pipelines.outputs.workbook.columns import Column, columns
from pipelines.outputs.workbook.cover import small_print, state_of_figures
from pipelines.outputs.workbook.edition import Row
from pipelines.outputs.workbook.summary import sparklines
from pipelines.outputs.workbook.table import BOLD, lines_of, write_cell, write_header
from pipelines.outputs.workbook.wording import opening, phrase

SIZE = 10.0  # points of the type
# A page shrinks to hold its columns: to nine tenths at most, whatever font stands in for ours (tests measure it).
SYNTHESIS = "Synthèse"
TITLES, EACH, TRAJECTORY = 42.0, 7.5, 12.0  # widths in the synthesis: of a title, of a campaign, of a sparkline
LABELS = 55.0  # of an objective or an indicator in the page of an axis
POINT = 4 / 3  # pixels
TALLEST = 1205.0  # points of an A3 sheet that shrinks to nine tenths
LEAST = 300  # pixels of a chart: with fewer, its names touch
LOOKS = {"strategie": "whole", "expected": "expected"}  # how a curve that is no axis is drawn
FIGURES = "value target target_campaign progress expected_progress status value_evolution"


@dataclass(frozen=True)
class Curves:
    """Where the synthesis has what charts show: the row of the campaigns, the columns of the first campaign and of the
    figures, the row of each objective."""

    campaigns: int
    first: int
    progress: int
    expected: int
    rows: dict[int, int]


def write_message(book: Book, dialogue: Dialogue) -> Page:
    """The cover: five sentences, and what the figures rest on; `close_cover` ends it."""
    edition = book.edition
    page = book.page("Couverture", book.title, [24, 100], size=24)
    page.row += 1
    style = page.formats.of(text_wrap=True, font_size=13, valign="top")
    detailed = not edition.outside(detailed=True)
    for sentence in message(edition.rows, edition.facts, edition.collecting, dialogue, detailed):
        page.paragraph(sentence, style, size=13)
    page.row += 1
    state_of_figures(page, book)
    return page


def write_synthesis(book: Book) -> Curves:
    """The axes and the objectives on one page, campaign after campaign, with their curves."""
    edition = book.edition
    campaigns, history = _history(book)
    before = [Column(campaign, campaign, EACH, "percent") for campaign in campaigns[:-1]]
    own = {"objective_id": {"header": "N°", "width": 4.5}, "objective_title": {"width": TITLES, "source": "title"}}
    lead = columns("objective_id objective_title", **own)
    changes = {"expected_progress": {"width": 8.5}, "comparable_evolution": {"width": 9.5}}
    table_columns = [*lead, *before, *columns("progress expected_progress status comparable_evolution", **changes)]
    widths = [*(column.width for column in table_columns), TRAJECTORY]
    page = book.page(SYNTHESIS, f"{SYNTHESIS} — {edition.campaign}", widths, paper=A3)
    page.sheet.set_portrait()
    objectives, strategy = edition.rows(Objective), edition.row(Strategy)
    page.paragraph(opening(edition, strategy, objectives), page.formats.of(text_wrap=True, font_size=12), size=12)
    page.row += 1
    header = write_header(page, [*table_columns, Column("sparkline", phrase("caption", "path"), TRAJECTORY, "text")])
    if strategy:
        _strong(
            page,
            table_columns,
            {**by_column(strategy), "objective_id": None, "title": "Ensemble de la stratégie"} | history["strategie"],
        )
    places: dict[int, int] = {}
    for axis in edition.rows(Axis):
        title = typeset(f"Axe {axis.axis_id}. {axis.title}")
        _strong(page, table_columns, {**by_column(axis), "objective_id": None, "title": title} | history[axis.code])
        for row in (row for row in objectives if row.axis_id == axis.axis_id):
            places[row.objective_id] = page.row
            _line(page, table_columns, by_column(row) | history[row.objective_id])
    progress = len(lead) + len(before)
    if before:
        cells = {row: f"'{SYNTHESIS}'!{xl_range(row, len(lead), row, progress)}" for row in places.values()}
        sparklines(page, len(table_columns), cells)
    curves = Curves(page.row + 2, len(lead), progress, progress + 1, places)
    _curves(page, curves, campaigns, history)
    page.sheet.freeze_panes(header + 1, 2)
    page.print_all(one_page=True)
    return curves


def _history(book: Book) -> tuple[list[str], dict[Any, Row]]:
    """The campaigns up to the one shown, and in each the progress of the strategy, the axes and the objectives; under
    `expected`, what was expected of the strategy."""
    edition = book.edition
    history: dict[Any, Row] = {}
    for row in edition.rows("trajectories"):
        history.setdefault(row["objective_id"], {})[row["campaign"]] = row["progress"]
    campaigns = list(next(iter(history.values()), {edition.campaign: None}))
    codes = ["strategie", *(axis.code for axis in edition.rows(Axis))]
    for code in codes:
        rows = edition.rows(MeanCampaign, code=code)
        reached = {row.campaign: row.progress for row in rows}
        history[code] = {name: reached.get(name) for name in campaigns}
        if code == "strategie":
            due = {row.campaign: judged_against(row.status, row.expected_progress) for row in rows}
            history["expected"] = {name: due.get(name) for name in campaigns}
    return campaigns, history


def _strong(page: Page, table_columns: Sequence[Column], row: Row) -> None:
    """The line of the strategy, of an axis or of an objective over those beneath it."""
    for at, column in enumerate(table_columns):
        look = {} if column.kind == "status" else {"bold": True, "bg_color": colour("ground")}
        write_cell(page, page.row, at, column, row, **look)
    page.set_row(page.row, max(18, _height(lines_of(table_columns, row, SIZE * BOLD))))
    page.row += 1


def _line(page: Page, table_columns: Sequence[Column], row: Row) -> None:
    for at, column in enumerate(table_columns):
        write_cell(page, page.row, at, column, row)
    page.set_row(page.row, max(18, _height(lines_of(table_columns, row, SIZE))))
    page.row += 1


def _height(lines: int) -> float:
    """Points of a row of so many lines: as few as they need, for all to come on one page."""
    return 3 + 1.17 * SIZE * lines


def _curves(page: Page, at: Curves, campaigns: list[str], history: dict[Any, Row]) -> None:
    """The trajectory of the strategy and of its axes: a small table, and under it the lines it gives."""
    page.heading(phrase("chart", "curves_title"))
    each = [Column(campaign, campaign, EACH, "percent") for campaign in campaigns]
    table_columns = [
        Column("nothing", "", 4.5, "code"),
        Column("title", phrase("caption", "path"), TITLES, "text"),
        *each,
    ]
    assert page.row == at.campaigns  # the charts of the axes read the campaigns there
    write_header(page, table_columns)
    names = {"strategie": "Ensemble de la stratégie", "expected": "Attendu pour l'ensemble"}
    lines = [(code, names.get(code, typeset(f"Axe {code[4:]}"))) for code in history if isinstance(code, str)]
    chart = chart_of_percentages(page.book, "line", phrase("chart", "curves_title"))
    for place, (code, name) in enumerate(lines):
        row = page.row
        for column, cell in enumerate(table_columns):
            write_cell(page, row, column, cell, {"nothing": None, "title": name, **history[code]})
        page.set_row(row, 15)
        page.row += 1
        cells = (row, at.first, at.first + len(campaigns) - 1)
        add_curve(chart, Curve(SYNTHESIS, name, cells, at.campaigns, LOOKS.get(code, "")), place)
    page.row += 1
    height = _room_left(page, 400)
    chart.set_size({"width": page.pixels, "height": height})
    words = {"description": phrase("chart", "curves_alt"), "object_position": 1}
    page.sheet.insert_chart(page.row, 0, chart, words)
    _keep_room(page, height)


def _room_left(page: Page, wanted: int) -> int:
    """The pixels that a chart may take: those it wants, fewer where the type would be printed under nine points."""
    points = TALLEST - sum(page.heights.get(row, ROW) for row in range(page.row + 3))
    return round(max(LEAST, min(wanted, points * POINT)))


def _keep_room(page: Page, height: int) -> None:
    """The rows under a chart of so many pixels belong to what is printed."""
    for _ in range(math.ceil(height / POINT / ROW)):
        page.set_row(page.row, ROW)
        page.row += 1


def write_axis_pages(book: Book, curves: Curves) -> None:
    """One page per axis: its objectives and their indicators, each with its sentence, then bars and curves."""
    edition = book.edition
    rows = [row for row in edition.rows(ExportedIndicator) if row.status != "other_level"]
    objectives, missing = (
        edition.rows(Objective),
        gaps(edition.settings, edition.campaign, edition.territory_code),
    )
    for axis in edition.rows(Axis):
        number = axis.axis_id
        own = [row for row in objectives if row.axis_id == number]
        page, table_columns = _axis_page(book, axis)
        for objective in own:
            title = typeset(f"Objectif {objective.objective_id}. {objective.title}")
            line = {"labelled": title, "unit": "%", "kind": "ratio", "value": None, "target": None}
            _objective(
                page, table_columns, {**line, "target_campaign": None, "value_evolution": None, **_standing(objective)}
            )
            for row in (row for row in rows if row.objective_id == objective.objective_id):
                _indicator(page, table_columns, row, missing.get(row.indicator_id, ""))
        _axis_charts(page, number, own, curves)
        page.print_all(one_page=True)


def _standing(objective: Objective) -> Row:
    return {
        "progress": objective.progress,
        "expected_progress": objective.expected_progress,
        "status": objective.status,
    }


def _axis_page(book: Book, axis: Axis) -> tuple[Page, list[Column]]:
    changes = {
        "value_evolution": {"header": phrase("caption", "alike"), "width": 12.5},
        "target_campaign": {"header": phrase("caption", "due"), "width": 10},
        "target": {"width": 8.5}, "value": {"width": 9}, "expected_progress": {"width": 8.5}, "status": {"width": 15.5},
    }  # fmt: skip
    label = Column("labelled", phrase("caption", "indicator"), LABELS, "text")
    table_columns = [label, *columns(FIGURES, **changes)]
    title = typeset(f"Axe {axis.axis_id}. {axis.title}")
    page = book.page(f"Axe {axis.axis_id}", title, [column.width for column in table_columns], paper=A3)
    page.sheet.set_portrait()
    page.row += 1
    header = write_header(page, table_columns)
    page.sheet.freeze_panes(header + 1, 1)
    return page, table_columns


def _objective(page: Page, table_columns: Sequence[Column], row: Row) -> None:
    """The line of an objective over its indicators: its title runs over the cells of figures that it has not."""
    over = [column.key for column in table_columns].index("progress")
    ground = {"bold": True, "bg_color": colour("ground")}
    style = page.formats.cell(text_wrap=True, indent=1, **ground)
    page.sheet.merge_range(page.row, 0, page.row, over - 1, "", style)
    page.text(page.row, 0, row["labelled"], style)
    for at, column in enumerate(table_columns[over:], start=over):
        write_cell(page, page.row, at, column, row, **({} if column.kind == "status" else ground))
    wide = replace(table_columns[0], width=sum(column.width for column in table_columns[:over]))
    page.set_row(page.row, max(18, _height(lines_of([wide], row, SIZE * BOLD))))
    page.row += 1


def _indicator(page: Page, table_columns: Sequence[Column], row: ExportedIndicator, gap: str) -> None:
    """Its figures, and under them what they say."""
    unit = "" if row.unit == "%" or row.kind == "milestone" else f" ({row.unit})"
    line = {**by_column(row), "labelled": typeset(f"{row.indicator_id} {row.title}{unit}")}
    if row.kind == "milestone":
        line |= {"value": None, "target": None}  # a stage is a word: it is in the sentence
    for at, column in enumerate(table_columns):
        look: dict[str, Any] = {} if column.kind == "status" else {"bottom": 0}
        write_cell(page, page.row, at, column, line, **look)
    page.set_row(page.row, _height(lines_of(table_columns, line, SIZE)))
    page.row += 1
    soft = page.formats.cell(text_wrap=True, font_color=colour("soft"), indent=2, align="left", valign="top")
    page.paragraph(indicator(row, gap), soft, spacing=1, leading=1.25)


def _axis_charts(page: Page, number: int, objectives: Sequence[Objective], curves: Curves) -> None:
    rows = [curves.rows[row.objective_id] for row in objectives]
    width, height = page.pixels, _room_left(page, 240 + 80 * len(rows))
    bars, lines = chart_of_percentages(page.book, "bar", phrase("chart", "axis_bars_title", axis=number)), None
    for column, ink in ((curves.expected, colour("path")), (curves.progress, colour("accent"))):
        bars.add_series(
            {
                "name": phrase("caption", "done" if column == curves.progress else "expected"),
                "categories": [SYNTHESIS, rows[0], 1, rows[-1], 1],
                "values": [SYNTHESIS, rows[0], column, rows[-1], column],
                "fill": {"color": ink}, "border": {"none": True}, "gap": 45, "overlap": 0,
            }
        )  # fmt: skip
    bars.set_y_axis({"reverse": True, "num_font": LABEL, "line": {"color": colour("ink")}, "interval_unit": 1})
    bars.set_size({"width": round(width * 0.6), "height": height})
    words = {"object_position": 1, "y_offset": 8}
    page.row += 1
    page.sheet.insert_chart(page.row, 0, bars, {**words, "description": phrase("chart", "axis_bars_alt", axis=number)})
    if curves.progress > curves.first:
        lines = chart_of_percentages(page.book, "line", phrase("chart", "axis_curves_title", axis=number))
        for place, objective in enumerate(objectives):
            row = curves.rows[objective.objective_id]
            cells = (row, curves.first, curves.progress)
            name = f"Objectif {objective.objective_id}"
            add_curve(lines, Curve(SYNTHESIS, name, cells, curves.campaigns), place)
        lines.set_size({"width": round(width * 0.39), "height": height})
        alt = phrase("chart", "axis_curves_alt", axis=number)
        page.sheet.insert_chart(page.row, 0, lines, {**words, "x_offset": round(width * 0.61), "description": alt})
    _keep_room(page, height + 8)


def close_cover(page: Page) -> None:
    """What else there is, and the small print, once the other sheets are written."""
    page.row += 1
    page.paragraph(phrase("note", "annex"))
    small_print(page)
    page.print_all(one_page=True)
