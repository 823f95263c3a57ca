"""The optional sheets (meetings, actions, agreements…): rows to fill, what goes on, lists of words, live checks."""

from __future__ import annotations

from openpyxl.formatting.rule import FormulaRule
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from indicators.typography import plural
from pipelines.ingest.report_format import Field, Section, report_format
from pipelines.outputs.template.carried import Row, as_typed
from pipelines.outputs.template.plan import Plan
from pipelines.outputs.template.styles import (
    AMOUNT,
    DATE,
    DOUBT,
    ERROR,
    HEADER_ROW,
    TEXT,
    UNLOCKED,
    close_sheet,
    fit_height,
    header,
    note,
    offer,
    open_sheet,
)
from pipelines.outputs.template.validation import validation_of
from pipelines.outputs.template.wording import quoted, wording

FIRST = HEADER_ROW + 1
ROWS = 40  # rows offered in colour; below them the columns stay open, without a style to slow the reader
MORE_ROWS = 20  # offered at least below those that are filled in beforehand
CHECKED_ROWS = 1_000  # how far validations and live checks go: a range costs nothing
FORMATS = {"date": DATE, "amount": AMOUNT, "integer": "0", "percentage": "0", "objective": "0", "axis": "0"}
WIDTHS = {"date": 13, "integer": 14, "amount": 15, "percentage": 12, "objective": 10, "axis": 8, "word": 20}
CODES = ("school_code", "reference", "regional_action")  # `01` and `1-2` are neither a number nor a day
LONG = ("agenda", "decisions", "highlights", "difficulties", "requests", "title", "subject", "comment", "beneficiaries")


def write_list(sheet: Worksheet, section: Section, plan: Plan, label: str) -> None:
    """One optional sheet."""
    carried = plan.carried.rows.get(section.id, [])
    rows = len(plan.catalogue.axes) if section.id == "assessments" else max(ROWS, len(carried) + MORE_ROWS)
    widths = [_width(field) for field in section.fields]
    open_sheet(sheet, widths, section.sheet, wording()["sheets"][section.id])
    if section.id != "assessments":
        more = wording()["sheets"]["more_rows"].format(rows=rows)
        note(sheet, f"{_taken_up(carried, plan)} {more}" if carried else more)
    for column, field in enumerate(section.fields, start=1):
        name = field.headers[0] if field.headers else field.header
        cell = header(sheet.cell(HEADER_ROW, column), name)
        sheet.column_dimensions[cell.column_letter].protection = UNLOCKED
        for row in range(FIRST, FIRST + rows):
            offer(sheet.cell(row, column), _format(field))
        for row, line in enumerate(carried, start=FIRST):
            value, number_format = as_typed(field, line[field.id], _format(field))
            offer(sheet.cell(row, column), number_format, value)
        _check(sheet, cell.column_letter, field, section, plan)
    sheet.row_dimensions[HEADER_ROW].height = 32
    for row in range(FIRST, FIRST + rows):
        sheet.row_dimensions[row].height = 66 if section.id == "assessments" else 20
    for row, line in enumerate(carried, start=FIRST):
        fit_height(sheet, row, [(str(line[f.id] or ""), _width(f)) for f in section.fields if f.type == "text"])
    sheet.freeze_panes = f"B{FIRST}"
    close_sheet(sheet, FIRST + rows - 1, len(section.fields), label)


def _taken_up(carried: list[Row], plan: Plan) -> str:
    lines = plural(len(carried), *wording()["carried"]["line"])
    return wording()["carried"]["note"].format(lines=lines, campaign=plan.carried.campaign)


def _format(field: Field) -> str:
    return TEXT if field.id in CODES else FORMATS.get(field.type, "General")


def _width(field: Field) -> float:
    header = field.headers[0] if field.headers else field.header
    return max(WIDTHS.get(field.type, 34 if field.id in LONG else 22), min(len(header) * 1.2, 20))


def _check(sheet: Worksheet, letter: str, field: Field, section: Section, plan: Plan) -> None:
    span = f"{letter}{FIRST}:{letter}{FIRST + CHECKED_ROWS - 1}"
    if rule := validation_of(field, plan.catalogue):
        sheet.add_data_validation(rule)
        rule.add(span)
    cell = f"${letter}{FIRST}"
    if field.key:
        last = get_column_letter(len(section.fields))
        condition = f'AND({cell}="",COUNTA($A{FIRST}:${last}{FIRST})>0)'
        sheet.conditional_formatting.add(span, FormulaRule(formula=[condition], fill=ERROR))
    for condition, fill in _wrong(cell, field, section, plan):
        sheet.conditional_formatting.add(span, FormulaRule(formula=[condition], fill=fill))


def _wrong(cell: str, field: Field, section: Section, plan: Plan) -> list[tuple[str, object]]:
    """Red where the row would be set aside, orange where the cell alone would."""
    fill = ERROR if field.key else DOUBT
    if field.list:
        words = ",".join(f"{cell}={quoted(word)}" for word in report_format().words[field.list])
        return [(f'AND({cell}<>"",NOT(OR({words})))', fill)]
    if field.type in ("objective", "axis"):
        numbered = plan.catalogue.objectives if field.type == "objective" else plan.catalogue.axes
        numbers = ",".join(f'{cell}&""="{definition.id}"' for definition in numbered)
        return [(f'AND({cell}<>"",NOT(OR({numbers})))', fill)]
    if field.type == "date":
        checks: list[tuple[str, object]] = [(f'AND({cell}<>"",NOT(ISNUMBER({cell})))', fill)]
        if section.id == "meetings":
            first, last = (int(year) for year in plan.campaign.split("-"))
            outside = f"OR(N({cell})<DATE({first},9,1),N({cell})>DATE({last},8,31))"
            checks.append((f"AND(ISNUMBER({cell}),{outside})", DOUBT))
        return checks
    if field.type in ("integer", "amount"):
        return [(f'AND({cell}<>"",OR(NOT(ISNUMBER({cell})),N({cell})<0))', fill)]
    if field.type == "percentage":
        return [(f'AND({cell}<>"",OR(NOT(ISNUMBER({cell})),N({cell})<0,N({cell})>100))', fill)]
    return []
