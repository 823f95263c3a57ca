"""The sheet Identification, filled in beforehand: what a committee changes is its version, status, date and service."""

from __future__ import annotations

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.ingest.report_format import Section
from pipelines.outputs.template.plan import Plan
from pipelines.outputs.template.styles import (
    BOX,
    DATE,
    ERROR,
    GREY,
    HEADER_ROW,
    PAST,
    TEXT,
    close_sheet,
    font,
    header,
    offer,
    open_sheet,
    write,
)
from pipelines.outputs.template.validation import validation_of
from pipelines.outputs.template.wording import wording

FIXED = ("level", "territory", "campaign")


def write_identification(sheet: Worksheet, section: Section, plan: Plan, label: str) -> None:
    """Labels in column A, values in column B, advice in column C."""
    text = wording()["identification"]
    open_sheet(sheet, [26, 34, 86], text["title"], wording()["sheets"]["identification"])
    values = {
        "level": plan.level,
        "territory": plan.territory.code,
        "campaign": plan.campaign,
        "version": 1,
        "report_status": "brouillon",
    }
    for row, field in enumerate(section.fields, start=HEADER_ROW):
        header(sheet.cell(row, 1), field.header)
        cell = sheet.cell(row, 2)
        if field.id in FIXED:
            write(cell, values[field.id], font(bold=True), PAST).border = BOX
        else:
            offer(cell, {"version": "0", "submitted_on": DATE}.get(field.id, TEXT), values.get(field.id))
        cell.alignment = Alignment(horizontal="left", vertical="center", indent=1)
        advice = plan.territory.name if field.id == "territory" else text[field.id]
        write(sheet.cell(row, 3), advice, font(9, color=GREY)).alignment = Alignment(
            horizontal="left", vertical="center", indent=1
        )
        sheet.row_dimensions[row].height = 22
        if field.id not in FIXED and (rule := validation_of(field, plan.catalogue)):
            sheet.add_data_validation(rule)
            rule.add(cell.coordinate)
    _live_checks(sheet, section)
    close_sheet(sheet, HEADER_ROW + len(section.fields) - 1, 3, label, header_row=None)


def _live_checks(sheet: Worksheet, section: Section) -> None:
    """Red where the report would be refused, or the date not understood."""
    rows = {field.id: row for row, field in enumerate(section.fields, start=HEADER_ROW)}
    version, status, sent = (f"$B${rows[name]}" for name in ("version", "report_status", "submitted_on"))
    conditions = {
        version: f"OR(NOT(ISNUMBER({version})),N({version})<1,N({version})<>INT(N({version})))",
        status: f'AND({status}<>"brouillon",{status}<>"transmis",{status}<>"validé")',
        sent: f'AND({sent}<>"",NOT(ISNUMBER({sent})))',
    }
    for cell, condition in conditions.items():
        sheet.conditional_formatting.add(cell.replace("$", ""), FormulaRule(formula=[condition], fill=ERROR))
