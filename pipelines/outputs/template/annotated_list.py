"""The sheet « À corriger » of an annotated workbook: one line per message, linked to its cell."""

from __future__ import annotations

import re
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from indicators.territories import fold
from indicators.words import words
from pipelines.outputs.template.page import close_sheet
from pipelines.outputs.template.styles import BOX, LINK, fit_height, font, form_colour, header, write
from pipelines.outputs.template.wording import wording

COLOURS = {severity: form_colour(severity) for severity in ("refusal", "error", "warning")}
WIDTHS = {"A": 17.0, "B": 22.0, "C": 16.0, "D": 28.0, "E": 52.0, "F": 58.0}
HEADER_ROW = 4
LONGEST = 500  # letters of what was read that are shown
MEMORY = "H"  # hidden: the fill that a cell had before it was coloured, so that it comes back once corrected
REMEMBERED = re.compile(
    r"(?P<cell>[A-Z]{1,3}[1-9]\d{0,6})\|"
    r"(?:none|(?P<kind>rgb|theme|indexed):(?P<value>[0-9A-F]{8}|\d{1,3}):(?P<tint>-?\d(?:\.\d+)?))\|(?P<sheet>.+)"
)
Target = tuple[str | None, str | None]
Fills = dict[tuple[str, str], PatternFill]


def write_list(sheet: Worksheet, issues: list[dict[str, Any]], targets: dict[int, Target], note: str) -> None:
    """The list, its title, and what to do with it. `targets` gives the sheet and cell of each issue."""
    text = wording()["annotate"]
    for letter, width in WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    _title(sheet, 1, text["title"], 15)
    _title(sheet, 2, (note or text["how"]) if issues else text["nothing"], 10)
    for column, name in enumerate(text["columns"], start=1):
        header(sheet.cell(HEADER_ROW, column), name)
    for row, issue in enumerate(issues, start=HEADER_ROW + 1):
        _line(sheet, row, issue, targets[id(issue)])
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    close_sheet(sheet, HEADER_ROW + max(len(issues), 1), len(WIDTHS), text["title"], HEADER_ROW)
    sheet.protection.sheet = False


def remember_fill(sheet: Worksheet, fills: Fills) -> None:
    """Keeps, out of sight, the fill of each coloured cell."""
    for row, ((name, address), fill) in enumerate(fills.items(), start=1):
        color = fill.fgColor
        stated = f"{color.type}:{color.value}:{color.tint}" if fill.fill_type == "solid" else "none"
        cell = sheet[f"{MEMORY}{row}"]
        cell.value = f"{address}|{stated}|{name}"
        cell.data_type = "s"
    sheet.column_dimensions[MEMORY].hidden = True


def forget_earlier_list(workbook: Workbook) -> None:
    """Takes the annotations of an earlier sending away, so that only what is still wrong is marked."""
    text = wording()["annotate"]
    for sheet in [one for one in workbook.worksheets if fold(one.title) == fold(text["sheet"])]:
        for cell in sheet[MEMORY]:
            _restore(workbook, cell.value)
        workbook.remove(sheet)


def _restore(workbook: Workbook, remembered: Any) -> None:
    known = REMEMBERED.fullmatch(str(remembered))
    if known is None or known["sheet"] not in workbook.sheetnames:
        return
    cell = workbook[known["sheet"]][known["cell"]]
    cell.fill = _fill(known)
    if cell.comment:
        kept = cell.comment.text.partition(wording()["annotate"]["comment_mark"])[0].strip()
        cell.comment.text = kept
        if not kept:
            cell.comment = None


def _fill(known: re.Match[str]) -> PatternFill:
    if known["kind"] is None:
        return PatternFill()
    kind = known["kind"]
    color: dict[str, Any] = {kind: known["value"] if kind == "rgb" else int(known["value"])}
    return PatternFill("solid", fgColor=Color(type=kind, tint=float(known["tint"]), **color))


def _line(sheet: Worksheet, row: int, issue: dict[str, Any], target: Target) -> None:
    name, address = target
    read = clean(issue.get("value_read"))[:LONGEST]
    place = address or issue.get("cell") or (wording()["annotate"]["whole"] if issue.get("sheet") else "")
    texts = [words()["severity"][issue["severity"]], clean(issue.get("sheet")), place, read]
    texts += [clean(issue["problem"]), clean(issue["advice"])]
    for column, text in enumerate(texts, start=1):
        write(sheet.cell(row, column), text or None).border = BOX
    sheet.cell(row, 1).fill = PatternFill("solid", fgColor=COLOURS[issue["severity"]])
    if name:
        link = sheet.cell(row, 3)
        location = f"'{name.replace(chr(39), chr(39) * 2)}'!{address or 'A1'}"
        link.hyperlink = Hyperlink(ref=link.coordinate, location=location, display=place)
        link.font = font(color=LINK)
    fit_height(sheet, row, list(zip(texts, WIDTHS.values(), strict=True)))


def clean(text: Any) -> str:
    """Without the control characters that a workbook cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub(" ", str(text)) if text is not None else ""


def _title(sheet: Worksheet, row: int, text: str, size: float) -> None:
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(WIDTHS))
    cell = write(sheet.cell(row, 1), clean(text), font(size, bold=size > 10))
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    sheet.row_dimensions[row].height = 14 * max(1, ceil(len(text) * size / 10 / sum(WIDTHS.values()))) + 8
