"""Gives a committee its own workbook back: each faulty cell coloured and commented, and all of them in a list."""

from __future__ import annotations

import re
import tempfile
import warnings
import zipfile
from collections import defaultdict
from copy import copy
from math import ceil
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from indicators.errors import PilotageError
from indicators.territories import fold
from indicators.words import words
from pipelines.errors import OfficeError
from pipelines.outputs.libreoffice import convert
from pipelines.outputs.template.styles import BOX, LINK, close_sheet, fit_height, font, form_colour, header, write
from pipelines.outputs.template.wording import wording
from pipelines.store.contents import Content, pieces_of, reading

ORDER = ("refusal", "error", "warning")
ADDRESS = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
Issue = dict[str, Any]
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


class _NotAnnotated(PilotageError):
    """The workbook cannot be copied: the message says why."""


def annotate(content: Content, issues: list[Issue], path: Path) -> Path:
    """Writes the annotated copy of a file, always as `.xlsx`; gives its path.

    `issues` are rows of marts.issue. A file that cannot be opened gives a workbook with the list alone. Macros are
    not carried over, and an `.ods` comes back as `.xlsx`."""
    # stable: the order of the sheets is kept
    ordered = sorted(issues, key=lambda issue: ORDER.index(issue["severity"]))
    try:
        workbook, note = _open(content, ordered), ""
        forget_earlier_list(workbook)
    except _NotAnnotated as problem:
        workbook, note = Workbook(), wording()["annotate"]["list_only"].format(reason=problem)
        workbook.remove(workbook.worksheets[0])
    fills = _mark(workbook, ordered)
    sheet = workbook.create_sheet(wording()["annotate"]["sheet"], 0)
    write_list(sheet, ordered, {id(issue): _target(workbook, issue) for issue in ordered}, note)
    remember_fill(sheet, fills)
    for other in workbook.worksheets:  # two sheets left selected would be edited together
        other.sheet_view.tabSelected = other is sheet
    workbook.active = 0
    path = path.with_suffix(".xlsx")
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path


def _open(content: Content, issues: list[Issue]) -> Workbook:
    """The workbook, ready to be written on. Never tries a file that the reader refused to open."""
    text = wording()["annotate"]
    if any(str(issue.get("code", "")).startswith("file_") for issue in issues):
        raise _NotAnnotated(text["not_opened"])
    if not content.startswith(b"PK"):
        raise _NotAnnotated(text["not_a_workbook"])
    try:
        if _is_open_document(content):
            content = _as_xlsx(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl leaves out is said in the documentation
            return openpyxl.load_workbook(reading(content), rich_text=True)
    except OfficeError as error:
        raise _NotAnnotated(str(error)) from None
    except Exception:  # openpyxl raises whatever it stumbled on
        raise _NotAnnotated(text["not_opened"]) from None


def _is_open_document(content: Content) -> bool:
    with zipfile.ZipFile(reading(content)) as package:
        return "mimetype" in package.namelist() and package.read("mimetype").strip() == OPEN_DOCUMENT


def _as_xlsx(content: Content) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        original = Path(folder) / "classeur.ods"
        with original.open("wb") as file:
            file.writelines(pieces_of(content))
        return convert(original, "xlsx").read_bytes()


def _mark(workbook: Workbook, issues: list[Issue]) -> dict[tuple[str, str], PatternFill]:
    """Colours and comments the faulty cells; gives the fill that each had before."""
    by_cell: dict[tuple[str, str], list[Issue]] = defaultdict(list)
    for issue in issues:
        sheet, address = _target(workbook, issue)
        if sheet and address:
            by_cell[sheet, address].append(issue)
    fills = {}
    for (name, address), cell_issues in by_cell.items():
        sheet = workbook[name]
        sheet.sheet_state = "visible"  # a link leads nowhere in a hidden sheet
        cell: Cell = sheet[address]
        fills[name, address] = copy(cell.fill)
        cell.fill = PatternFill("solid", fgColor=COLOURS[cell_issues[0]["severity"]])
        cell.comment = _comment(cell, cell_issues)
    return fills


def _comment(cell: Cell, issues: list[Issue]) -> Comment:
    """What the cell already said is kept above what we say."""
    text = wording()["annotate"]
    ours = "\n\n".join(
        f"{words()['severity'][issue['severity']]}. {issue['problem']} {issue['advice']}" for issue in issues
    )
    before = f"{cell.comment.text}\n\n" if cell.comment else ""
    whole = ILLEGAL_CHARACTERS_RE.sub(" ", f"{before}{text['comment_mark']}\n{ours}")
    return Comment(whole, text["author"], width=380, height=60 + 18 * (len(whole) // 48 + whole.count("\n")))


def _target(workbook: Workbook, issue: Issue) -> tuple[str | None, str | None]:
    """The sheet and the cell an issue speaks of, as they are in this workbook; of merged cells, the first."""
    sheet = _sheet(workbook, issue.get("sheet"))
    address = issue.get("cell")
    if sheet is None or not address or not ADDRESS.fullmatch(address):
        return (sheet.title if sheet else None), None
    if isinstance(sheet[address], MergedCell):
        merged = next(cells for cells in sheet.merged_cells.ranges if address in cells)
        return sheet.title, merged.start_cell.coordinate
    return sheet.title, address


def _sheet(workbook: Workbook, name: str | None) -> Worksheet | None:
    if not name:
        return None
    sheets = workbook.worksheets
    return next((candidate for candidate in sheets if candidate.title == name), None) or next(
        (candidate for candidate in sheets if fold(candidate.title) == fold(name)), None
    )


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
    for sheet in [candidate for candidate in workbook.worksheets if fold(candidate.title) == fold(text["sheet"])]:
        for cell in sheet[MEMORY]:
            _restore(workbook, cell.value)
        workbook.remove(sheet)


def _restore(workbook: Workbook, remembered: Any) -> None:
    memory = REMEMBERED.fullmatch(str(remembered))
    if memory is None or memory["sheet"] not in workbook.sheetnames:
        return
    cell = workbook[memory["sheet"]][memory["cell"]]
    cell.fill = _fill(memory)
    if cell.comment:
        text = cell.comment.text.partition(wording()["annotate"]["comment_mark"])[0].strip()
        cell.comment.text = text
        if not text:
            cell.comment = None


def _fill(memory: re.Match[str]) -> PatternFill:
    if memory["kind"] is None:
        return PatternFill()
    kind = memory["kind"]
    color: dict[str, Any] = {kind: memory["value"] if kind == "rgb" else int(memory["value"])}
    return PatternFill("solid", fgColor=Color(type=kind, tint=float(memory["tint"]), **color))


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
