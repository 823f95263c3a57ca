"""The sheet Indicateurs: one line per indicator, in words, with last year's answer and a live check."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment
from openpyxl.styles.colors import Color
from openpyxl.worksheet.worksheet import Worksheet

from indicators.models import Indicator
from indicators.typography import short
from pipelines.ingest.report_format import Section
from pipelines.outputs.template import validation
from pipelines.outputs.template.controls import Cells, controls
from pipelines.outputs.template.guide import remaining, to_correct
from pipelines.outputs.template.plan import Line, Plan
from pipelines.outputs.template.styles import (
    BOX,
    COUNT,
    DECIMAL,
    DOUBT,
    ERROR,
    FONT,
    GOOD,
    GREY,
    HEADER_ROW,
    INK,
    PAST,
    PERCENT,
    close_sheet,
    fit_height,
    font,
    formula,
    header,
    note,
    offer,
    open_sheet,
    write,
)
from pipelines.outputs.template.wording import quoted, wording
from pipelines.settings import options

FIRST = HEADER_ROW + 1
# The columns in their order, with their widths. What is calculated stands where no other sheet has a column to read.
COLUMNS: dict[str, float] = {
    "code": 8,
    "objective_label": 17,
    "indicator_label": 36,
    "numerator_label": 20,
    "last_numerator": 13,
    "numerator": 13,
    "denominator_label": 20,
    "last_denominator": 15,
    "denominator": 15,
    "unit": 10,
    "value": 10,
    "situation": 14,
    "source": 14,
    "comment": 24,
    "control": 22,
}
PLACE = {name: (number, "ABCDEFGHIJKLMNO"[number - 1]) for number, name in enumerate(COLUMNS, start=1)}


def states_range(plan: Plan) -> str:
    """The cells of « Contrôle »."""
    letter = PLACE["control"][1]
    return f"${letter}${FIRST}:${letter}${FIRST + len(plan.lines) - 1}"


def write_indicators(sheet: Worksheet, section: Section, plan: Plan, label: str) -> None:
    """The whole sheet."""
    text = wording()["indicators"]
    title = text["title"].format(campaign=plan.campaign, territory=plan.territory.name)
    open_sheet(sheet, list(COLUMNS.values()), title, wording()["sheets"]["indicators"])
    answered = any(line.last_numerator is not None for line in plan.lines)
    note(sheet, text["last_year"].format(campaign=plan.previous) if answered else text["no_last_year"])
    first, last = PLACE["value"][0], PLACE["control"][0]
    for row, counter in ((1, remaining(states_range(plan), len(plan.lines))), (2, to_correct(states_range(plan)))):
        sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
        formula(sheet.cell(row, first), counter, font(11, bold=row == 1))
    headers = {field.id: field.header for field in section.fields}
    for name, (column, _) in PLACE.items():
        header(sheet.cell(HEADER_ROW, column), headers[name])
    sheet.row_dimensions[HEADER_ROW].height = 44
    rules = _Rules(sheet)
    for row, line in enumerate(plan.lines, start=FIRST):
        _write_line(sheet, row, line, plan, rules)
    _colour_states(sheet, states_range(plan))
    sheet.freeze_panes = f"{PLACE['numerator_label'][1]}{FIRST}"
    close_sheet(sheet, FIRST + len(plan.lines) - 1, len(COLUMNS), label)


class _Rules:
    """One validation for all the cells it serves."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._known: dict[str, validation.DataValidation] = {}

    def add(self, cell: str, name: str, rule: validation.DataValidation) -> None:
        if name not in self._known:
            self._known[name] = rule
            self._sheet.add_data_validation(rule)
        self._known[name].add(cell)


def _write_line(sheet: Worksheet, row: int, line: Line, plan: Plan, rules: _Rules) -> None:
    indicator = line.indicator
    words = words_of(line, plan)
    for name, content in words.cells.items():
        cell = sheet.cell(row, PLACE[name][0])
        small = name in ("objective_label", "unit")
        write(cell, content, font(9 if small else 10, bold=name == "code", color=GREY if small else INK))
        if name in ("numerator_label", "denominator_label", "unit"):
            cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
        cell.border = BOX
    count = "0.0" if words.is_score else COUNT
    for name, past in (("last_numerator", line.last_numerator), ("last_denominator", line.last_denominator)):
        cell = write(sheet.cell(row, PLACE[name][0]), past, font(color=GREY), PAST)
        cell.number_format, cell.border = count, BOX
        cell.alignment = Alignment(horizontal="right", vertical="center", indent=1)
    offer(sheet.cell(row, PLACE["numerator"][0]), count if indicator.kind in ("ratio", "count") else "General")
    _write_denominator(sheet, row, line)
    for name in ("situation", "source", "comment"):
        offer(sheet.cell(row, PLACE[name][0]))
    if line.reference:
        source = wording()["indicators"]["reference"].format(label=line.reference.label, source=line.reference.source)
        offer(sheet.cell(row, PLACE["source"][0]), "General", source)
    _validate(row, line, rules)
    _calculate(sheet, row, line, plan)
    _fit(sheet, row, words)


def _write_denominator(sheet: Worksheet, row: int, line: Line) -> None:
    """The cell of the denominator: empty, or what an official table counts, which a setting may lock."""
    cell, reference = sheet.cell(row, PLACE["denominator"][0]), line.reference
    if line.indicator.kind != "ratio":
        write(cell, None, fill=PAST).border = BOX
    elif reference and options().reference_denominators == "locked":
        locked = write(cell, reference.number, fill=PAST)
        locked.border, locked.number_format = BOX, COUNT
    else:
        offer(cell, COUNT, reference.number if reference else None)


def _validate(row: int, line: Line, rules: _Rules) -> None:
    indicator, numerator = line.indicator, f"{PLACE['numerator'][1]}{row}"
    if indicator.kind == "share":
        rules.add(numerator, "share", validation.words_of_list("yes_no"))
    elif indicator.stages:
        rules.add(numerator, indicator.id, validation.list_of(list(indicator.stages)))
    else:
        rules.add(numerator, "count", validation.count())
    if indicator.kind == "ratio":
        rules.add(f"{PLACE['denominator'][1]}{row}", "count", validation.count())
    rules.add(f"{PLACE['situation'][1]}{row}", "situation", validation.situation())


def _calculate(sheet: Worksheet, row: int, line: Line, plan: Plan) -> None:
    names = ("numerator", "denominator", "situation", "comment", "last_numerator", "last_denominator")
    cells = Cells(**{name: f"${PLACE[name][1]}${row}" for name in names})
    checks = controls(line, cells, plan.is_suspended(line.indicator))
    value = formula(sheet.cell(row, PLACE["value"][0]), checks.value, font(bold=True))
    is_count = line.indicator.kind == "count"
    value.number_format = PERCENT if line.indicator.unit == "%" else COUNT if is_count else DECIMAL
    value.alignment = Alignment(horizontal="right", vertical="center", indent=1)
    value.border = formula(sheet.cell(row, PLACE["control"][0]), checks.control, font(9)).border = BOX
    for cell, condition, fill in (
        (cells.numerator, checks.numerator_wrong, ERROR),
        (cells.numerator, checks.numerator_missing, DOUBT),
        (cells.denominator, checks.denominator_wrong, ERROR),
        (cells.denominator, checks.denominator_missing, DOUBT),
    ):
        if condition:
            sheet.conditional_formatting.add(cell.replace("$", ""), FormulaRule(formula=[condition], fill=fill))


def _colour_states(sheet: Worksheet, states: str) -> None:
    text = wording()["control"]
    first = f"{PLACE['control'][1]}{FIRST}"
    for start, fill in (
        (text["wrong"], ERROR),
        (text["doubt"], DOUBT),
        (text["missing"] + "\u202f", DOUBT),
        (text["complete"], GOOD),
    ):
        condition = f"LEFT({first},{len(start)})={quoted(start)}"
        sheet.conditional_formatting.add(states.replace("$", ""), FormulaRule(formula=[condition], fill=fill))


def _fit(sheet: Worksheet, row: int, words: Words) -> None:
    texts = [(text, COLUMNS[name]) for name, text in words.cells.items() if isinstance(text, str)]
    # the definition is smaller than the title: as many letters take four fifths of the room
    texts.append((words.title + "\n" + words.definition[: len(words.definition) * 4 // 5], COLUMNS["indicator_label"]))
    fit_height(sheet, row, texts, least=3)


@dataclass(frozen=True)
class Words:
    """The cells of a line that are only read, by column; the indicator's title and definition apart, to measure."""

    cells: dict[str, str | CellRichText]
    title: str
    definition: str
    is_score: bool


def words_of(line: Line, plan: Plan) -> Words:
    """The words of one line."""
    indicator, text = line.indicator, wording()["indicators"]
    definition = _definition(indicator, plan)
    label = CellRichText(
        TextBlock(InlineFont(rFont=FONT, sz=10, b=True, color=Color(INK)), indicator.title),
        TextBlock(InlineFont(rFont=FONT, sz=8, color=Color(GREY)), "\n" + definition),
    )
    is_score = indicator.denominator is not None and indicator.denominator.strip().isdigit()
    denominator = indicator.denominator or ""
    if is_score:
        denominator = text["constant"].format(number=denominator)
    answer = {"share": text["answer_share"], "milestone": text["answer_milestone"]}.get(
        indicator.kind, indicator.numerator
    )
    cells: dict[str, str | CellRichText] = {
        "code": indicator.id,
        "objective_label": f"{line.objective.id}. {line.objective.title}",
        "indicator_label": label,
        "numerator_label": answer or "",
        "denominator_label": denominator,
        "unit": indicator.unit,
    }
    return Words(cells, indicator.title, definition, is_score)


def _definition(indicator: Indicator, plan: Plan) -> str:
    text = wording()["indicators"]
    sentences = [_calculation(indicator)]
    if indicator.upper_bound is not None:
        sentences.append(text["upper_bound"].format(bound=f"{short(indicator.upper_bound)} {indicator.unit}"))
    if plan.is_suspended(indicator):
        sentences.append(text["suspended"].format(campaign=indicator.suspended_since))
    sentences.append(text["source"].format(source=indicator.source))
    return " ".join(sentences)


def _calculation(indicator: Indicator) -> str:
    text = wording()["indicators"]
    if indicator.kind != "ratio":
        return text[f"calculation_{indicator.kind}"].format(unit=indicator.unit)
    if indicator.unit == "%":
        return text["calculation_percent"]
    if indicator.scale == 1:
        return text["calculation_ratio"].format(unit=indicator.unit)
    return text["calculation_scaled"].format(scale=short(indicator.scale))
