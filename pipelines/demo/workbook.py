"""Writes a demonstration report as a real workbook, with the sheets and headers of the report format."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from indicators.palette import colour
from pipelines.demo.chance import phrases
from pipelines.demo.slips import Report, Row
from pipelines.ingest.report_format import Section, report_format

HEADER_ROW = 2  # above it: the mark of demonstration data, and an empty row
WIDTHS = {"text": 30, "date": 13, "number": 14, "integer": 14, "amount": 14, "percentage": 13}
NARROW = ("code", "numerator", "denominator", "situation", "unit", "campaign", "fiscal_year", "school_code")
# Beside what is typed, the template says in words what is asked. Its formulas (Valeur) are left out: a reader looks
# twice at a workbook that holds any.
INDICATOR_COLUMNS = (
    "code",
    "objective_label",
    "indicator_label",
    "numerator_label",
    "numerator",
    "denominator_label",
    "denominator",
    "unit",
    "situation",
    "source",
    "comment",
)
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook_bytes(report: Report, title: str, sent_on: date) -> bytes:
    """The workbook of a report; the same report gives the same bytes."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, OPTIONS)
    mark = phrases()["mark"]
    created = datetime.combine(sent_on, time(9))  # the property takes no time zone
    workbook.set_properties({"title": title, "subject": mark, "comments": phrases()["mark_long"], "created": created})
    ground = colour("header", "demonstration")
    styles = {
        "mark": workbook.add_format({"bold": True, "font_color": colour("mark", "demonstration")}),
        "header": workbook.add_format({"bold": True, "bg_color": ground, "bottom": 1, "text_wrap": True}),
        "date": workbook.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
        "count": workbook.add_format({"num_format": r"#\ ##0.##"}),
    }
    for section in report_format().sheets.values():
        sheet = workbook.add_worksheet(section.sheet)
        rows = report.get(section.id, [])
        if section.id == "identification":
            _write_labels(sheet, section, rows[0], styles)
        else:
            _write_table(sheet, section, rows, styles)
    workbook.close()
    return buffer.getvalue()


def _write_labels(sheet: Worksheet, section: Section, values: Row, styles: dict[str, Format]) -> None:
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 46)
    sheet.write_string(0, 0, phrases()["mark"], styles["mark"])
    for number, field in enumerate(section.fields):
        sheet.write_string(HEADER_ROW + number, 0, field.header, styles["header"])
        _write(sheet, HEADER_ROW + number, 1, values.get(field.id), styles)


def _write_table(sheet: Worksheet, section: Section, rows: list[Row], styles: dict[str, Format]) -> None:
    columns = _columns(section, rows)
    sheet.write_string(0, 0, phrases()["mark"], styles["mark"])
    for column, (name, header, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(HEADER_ROW, column, header, styles["header"])
        for number, row in enumerate(rows, start=HEADER_ROW + 1):
            _write(sheet, number, column, row.get(name), styles)
    sheet.freeze_panes(HEADER_ROW + 1, 1)


def _columns(section: Section, rows: list[Row]) -> list[tuple[str, str, int]]:
    """Name, header and width of each column: those of the format, then those that people added."""
    fields = {field.id: field for field in section.fields}
    order = INDICATOR_COLUMNS if section.id == "indicators" else tuple(fields)
    columns = []
    for name in order:
        field = fields[name]
        header = field.headers[0] if field.headers else field.header
        columns.append((name, header, 14 if name in NARROW else WIDTHS.get(field.type, 16)))
    added = dict.fromkeys(name for row in rows for name in row if name not in fields)
    return columns + [(name, name, 24) for name in added]


def _write(sheet: Worksheet, row: int, column: int, value: Any, styles: dict[str, Format]) -> None:
    """Text stays text, whatever it begins with."""
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(row, column, datetime.combine(value, time()), styles["date"])
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, styles["count"] if value >= 10_000 else None)
    else:
        sheet.write_string(row, column, str(value))
