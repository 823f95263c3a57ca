"""The first page: what to do, in half a screen; where one stands; then the sheets, the objectives and the axes."""

from __future__ import annotations

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.facts.demands import answer
from pipelines.ingest.report_format import report_format
from pipelines.outputs.template.plan import Plan
from pipelines.outputs.template.styles import (
    BOX,
    DOUBT,
    ERROR,
    HEADER,
    INPUT,
    LINK,
    PAST,
    close_sheet,
    fit_height,
    font,
    formula,
    write,
)
from pipelines.outputs.template.wording import quoted, wording

WIDTHS = {"A": 5.0, "B": 30.0, "C": 96.0}


def write_guide(sheet: Worksheet, plan: Plan, states: str) -> None:
    """`states` is the range of « Contrôle » that the counter counts."""
    text = wording()["guide"]
    for letter, width in WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    title = text["title"].format(campaign=plan.campaign, level=plan.level, territory=plan.territory.name)
    _line(sheet, 1, title, 16)
    sheet.row_dimensions[1].height = 27
    steps = steps_of(plan)
    for number, step in enumerate(steps, start=1):
        row = number + 1
        write(sheet.cell(row, 1), number, font(11, bold=True)).alignment = Alignment(
            horizontal="center", vertical="center"
        )
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
        write(sheet.cell(row, 2), step)
        fit_height(sheet, row, [(step, 1.2 * (WIDTHS["B"] + WIDTHS["C"]))])
    row = len(steps) + 3
    row = _progress(sheet, row, states, len(plan.lines))
    row = _legend(sheet, row)
    row = _demands(sheet, row + 1, plan) if plan.demands else row
    row = _sheets(sheet, row + 1)
    row = _objectives(sheet, row + 1, plan)
    close_sheet(sheet, row, 3, title, header_row=None)


def steps_of(plan: Plan) -> list[str]:
    """What to do, in order; what was carried over is said before the last."""
    first, last = wording()["guide"]["steps"][:-1], wording()["guide"]["steps"][-1:]
    lines = plan.carried.summary()
    step = wording()["carried"]["guide"].format(campaign=plan.carried.campaign, told=lines) if lines else None
    return [*first, *([step] if step else []), *last]


def remaining(states: str, total: int) -> str:
    """Formula: how many indicators are still to fill."""
    text, missing = wording()["counter"], wording()["control"]["missing"]
    count = f"SUMPRODUCT(--(LEFT({states},{len(missing)})={quoted(missing)}))"
    many = [part.format(total=total) for part in text["many"]]
    some = f"{quoted(many[0])}&{count}&{quoted(many[1])}"
    done, single = quoted(text["done"].format(total=total)), quoted(text["one"].format(total=total))
    return f"=IF({count}=0,{done},IF({count}=1,{single},{some}))"


def to_correct(states: str) -> str:
    """Formula: how many lines would be set aside."""
    text, wrong = wording()["counter"], wording()["control"]["wrong"]
    count = f"SUMPRODUCT(--(LEFT({states},{len(wrong)})={quoted(wrong)}))"
    some = f"{count}&{quoted(text['many_wrong'][1])}"
    return f"=IF({count}=0,{quoted(text['nothing_wrong'])},IF({count}=1,{quoted(text['one_wrong'])},{some}))"


def _progress(sheet: Worksheet, row: int, states: str, total: int) -> int:
    _line(sheet, row, wording()["guide"]["progress"], 11)
    formula(sheet.cell(row, 3), remaining(states, total), font(11, bold=True)).alignment = Alignment(vertical="center")
    formula(sheet.cell(row + 1, 3), to_correct(states), font(11)).alignment = Alignment(vertical="center")
    return row + 2


def _legend(sheet: Worksheet, row: int) -> int:
    text = wording()["guide"]
    _line(sheet, row, text["legend"], 11)
    named = {"legend_input": INPUT, "legend_fixed": PAST, "legend_error": ERROR, "legend_doubt": DOUBT}
    for number, (name, fill) in enumerate(named.items(), start=1):
        write(sheet.cell(row + number, 1), None, fill=fill).border = BOX
        _line(sheet, row + number, text[name], 10, bold=False, column=2, indent=1)
    return row + len(named) + 1


def _demands(sheet: Worksheet, row: int, plan: Plan) -> int:
    """What the committee asked last year, and what it was answered: to read, not to fill in."""
    _line(sheet, row, wording()["guide"]["demands"].format(campaign=plan.previous), 11)
    for place, demand in enumerate(plan.demands, start=row + 1):
        write(sheet.cell(place, 1), demand.axis_id).alignment = Alignment(horizontal="center", vertical="center")
        last = demand.standing.last
        answered = f"{demand.state[:1].upper()}{demand.state[1:]}. {answer(last) if last else ''}"
        for column, text in (("B", demand.text), ("C", answered.strip())):
            write(sheet[f"{column}{place}"], ILLEGAL_CHARACTERS_RE.sub("", text), fill=PAST)
        fit_height(sheet, place, [(demand.text, WIDTHS["B"]), (answered, WIDTHS["C"])])
    return row + len(plan.demands) + 1


def _sheets(sheet: Worksheet, row: int) -> int:
    _line(sheet, row, wording()["guide"]["sheets"], 11)
    for number, section in enumerate(report_format().sheets.values(), start=1):
        cell = write(sheet.cell(row + number, 2), section.sheet, font(color=LINK))
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{section.sheet}'!A1", display=section.sheet)
        write(sheet.cell(row + number, 3), _purpose(section.id))
    return row + len(report_format().sheets) + 1


def _purpose(section: str) -> str:
    return wording()["sheets"][section].split(" Objectif :")[0].split(" Axe :")[0]


def _objectives(sheet: Worksheet, row: int, plan: Plan) -> int:
    _line(sheet, row, wording()["guide"]["objectives"], 11)
    for axis in plan.catalogue.axes:
        row += 1
        _line(sheet, row, wording()["guide"]["axis"].format(id=axis.id, title=axis.title), 10)
        for column in (1, 2, 3):
            sheet.cell(row, column).fill = HEADER
        for objective in plan.catalogue.objectives:
            if objective.axis == axis.id:
                row += 1
                write(sheet.cell(row, 1), objective.id).alignment = Alignment(horizontal="center", vertical="center")
                _line(sheet, row, objective.title, 10, bold=False, column=2)
    return row


def _line(
    sheet: Worksheet, row: int, text: str, size: float, bold: bool = True, column: int = 1, indent: int = 0
) -> None:
    cell = write(sheet.cell(row, column), text, font(size, bold))
    cell.alignment = Alignment(horizontal="left", vertical="center", indent=indent)
