"""Gives a committee its own workbook back: each faulty cell coloured and commented, and all of them in a list."""

from __future__ import annotations

import io
import re
import tempfile
import warnings
import zipfile
from collections import defaultdict
from copy import copy
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from indicators.errors import PilotageError
from indicators.territories import fold
from indicators.words import words
from pipelines.errors import OfficeError
from pipelines.outputs.libreoffice import convert
from pipelines.outputs.template.annotated_list import COLOURS, forget_earlier_list, remember_fill, write_list
from pipelines.outputs.template.wording import wording

ORDER = ("refusal", "error", "warning")
ADDRESS = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
Issue = dict[str, Any]


class _NotAnnotated(PilotageError):
    """The workbook cannot be copied: the message says why."""


def annotate(content: bytes, issues: list[Issue], path: Path) -> Path:
    """Writes the annotated copy of a file, always as `.xlsx`; gives its path.

    `issues` are rows of marts.issue. A file that cannot be opened gives a workbook with the list alone. Macros are
    not carried over, and an `.ods` comes back as `.xlsx`."""
    ordered = sorted(issues, key=lambda one: ORDER.index(one["severity"]))  # stable: the order of the sheets is kept
    try:
        workbook, note = _open(content, ordered), ""
        forget_earlier_list(workbook)
    except _NotAnnotated as problem:
        workbook, note = Workbook(), wording()["annotate"]["list_only"].format(reason=problem)
        workbook.remove(workbook.worksheets[0])
    fills = _mark(workbook, ordered)
    sheet = workbook.create_sheet(wording()["annotate"]["sheet"], 0)
    write_list(sheet, ordered, {id(one): _target(workbook, one) for one in ordered}, note)
    remember_fill(sheet, fills)
    for other in workbook.worksheets:  # two sheets left selected would be edited together
        other.sheet_view.tabSelected = other is sheet
    workbook.active = 0
    path = path.with_suffix(".xlsx")
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path


def _open(content: bytes, issues: list[Issue]) -> Workbook:
    """The workbook, ready to be written on. Never tries a file that the reader refused to open."""
    text = wording()["annotate"]
    if any(str(one.get("code", "")).startswith("file_") for one in issues):
        raise _NotAnnotated(text["not_opened"])
    if not content.startswith(b"PK"):
        raise _NotAnnotated(text["not_a_workbook"])
    try:
        if _is_open_document(content):
            content = _as_xlsx(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl leaves out is said in the documentation
            return openpyxl.load_workbook(io.BytesIO(content), rich_text=True)
    except OfficeError as error:
        raise _NotAnnotated(str(error)) from None
    except Exception:  # openpyxl raises whatever it stumbled on
        raise _NotAnnotated(text["not_opened"]) from None


def _is_open_document(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "mimetype" in package.namelist() and package.read("mimetype").strip() == OPEN_DOCUMENT


def _as_xlsx(content: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        original = Path(folder) / "classeur.ods"
        original.write_bytes(content)
        return convert(original, "xlsx").read_bytes()


def _mark(workbook: Workbook, issues: list[Issue]) -> dict[tuple[str, str], PatternFill]:
    """Colours and comments the faulty cells; gives the fill that each had before."""
    by_cell: dict[tuple[str, str], list[Issue]] = defaultdict(list)
    for issue in issues:
        sheet, address = _target(workbook, issue)
        if sheet and address:
            by_cell[sheet, address].append(issue)
    fills = {}
    for (name, address), found in by_cell.items():
        sheet = workbook[name]
        sheet.sheet_state = "visible"  # a link leads nowhere in a hidden sheet
        cell: Cell = sheet[address]
        fills[name, address] = copy(cell.fill)
        cell.fill = PatternFill("solid", fgColor=COLOURS[found[0]["severity"]])
        cell.comment = _comment(cell, found)
    return fills


def _comment(cell: Cell, issues: list[Issue]) -> Comment:
    """What the cell already said is kept above what we say."""
    text = wording()["annotate"]
    ours = "\n\n".join(f"{words()['severity'][one['severity']]}. {one['problem']} {one['advice']}" for one in issues)
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
        merged = next(one for one in sheet.merged_cells.ranges if address in one)
        return sheet.title, merged.start_cell.coordinate
    return sheet.title, address


def _sheet(workbook: Workbook, name: str | None) -> Worksheet | None:
    if not name:
        return None
    sheets = workbook.worksheets
    return next((one for one in sheets if one.title == name), None) or next(
        (one for one in sheets if fold(one.title) == fold(name)), None
    )
