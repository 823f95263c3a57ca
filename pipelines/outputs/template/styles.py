"""How the template looks: colours, borders, number formats, the ways to write a cell, and what every sheet shares."""

from __future__ import annotations

from math import ceil
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from indicators.palette import colour, hexadecimal
from pipelines.outputs.template.wording import wording

FONT = "Arial"


def form_colour(name: str) -> str:
    """A colour of the forms, as openpyxl writes it."""
    return hexadecimal(colour(name, "form"))


def _plain(name: str) -> PatternFill:
    return PatternFill("solid", fgColor=form_colour(name))


def _rule(name: str) -> PatternFill:
    """The fill of a conditional format, whose ground is its second colour."""
    return PatternFill("solid", fgColor=form_colour(name), bgColor=form_colour(name))


INK, GREY, LINK = form_colour("ink"), form_colour("soft"), form_colour("link")
HEADER, INPUT, PAST = _plain("header"), _plain("input"), _plain("past")
ERROR, DOUBT, GOOD = _rule("error"), _rule("warning"), _rule("good")
THIN = Side(style="thin", color=form_colour("line"))
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
UNLOCKED = Protection(locked=False)

# A French LibreOffice rewrites `0.0 %` into something else: the space before % is escaped. Thousands are set apart by
# an escaped space too, the same on every computer; it is not repeated by itself, hence the sections.
PERCENT = r"0.0\ %"
COUNT = r"[>=1000000]#\ ###\ ##0;[>=1000]#\ ##0;0"
DECIMAL = r"[>=1000000]#\ ###\ ##0.0;[>=1000]#\ ##0.0;0.0"
AMOUNT = r'[>=1000000]#\ ###\ ##0" €";[>=1000]#\ ##0" €";0" €"'
DATE = "dd/mm/yyyy"
TEXT = "@"
LINE_HEIGHT = 13.0


def font(size: float = 10, bold: bool = False, color: str = INK, italic: bool = False) -> Font:
    """The one font, in the size and colour asked for."""
    return Font(name=FONT, size=size, bold=bold, color=color, italic=italic)


def write(cell: Cell | MergedCell, value: Any, look: Font | None = None, fill: PatternFill | None = None) -> Cell:
    """A locked cell, for reading. Text is wrapped and never becomes a formula."""
    assert isinstance(cell, Cell)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with = stays a text
    cell.font = look or font()
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    if fill:
        cell.fill = fill
    return cell


def formula(cell: Cell | MergedCell, text: str, look: Font | None = None) -> Cell:
    """A locked cell that calculates."""
    assert isinstance(cell, Cell)
    cell.value = text
    cell.font = look or font()
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def offer(cell: Cell | MergedCell, number_format: str = "General", value: Any = None) -> Cell:
    """A cell to fill in: coloured, boxed and unlocked."""
    assert isinstance(cell, Cell)
    if value is not None:
        cell.value = value
    cell.font = font()
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with = stays a text, for who types in it again too
        cell.quotePrefix = value.lstrip().startswith(("=", "+", "-", "@"))
    cell.fill = INPUT
    cell.border = BOX
    cell.protection = UNLOCKED
    cell.number_format = number_format
    numeric = number_format not in ("General", TEXT, DATE)
    side = "right" if numeric else "left"
    cell.alignment = Alignment(vertical="center", horizontal=side, wrap_text=not numeric, indent=1)
    return cell


def header(cell: Cell | MergedCell, text: str) -> Cell:
    """A column's name."""
    write(cell, text, font(bold=True), HEADER)
    cell.border = BOX
    assert isinstance(cell, Cell)
    return cell


def fit_height(sheet: Worksheet, row: int, texts: list[tuple[str, float]], least: int = 1) -> None:
    """Room for the longest of the texts, given with the width of their columns; no program measures it for us."""
    lines = max(sum(ceil((len(part) or 1) * 1.05 / width) for part in text.split("\n")) for text, width in texts)
    sheet.row_dimensions[row].height = max(lines, least) * LINE_HEIGHT + 6


TITLE_ROW, SUBTITLE_ROW, NOTE_ROW, HEADER_ROW = 1, 2, 3, 4


def open_sheet(sheet: Worksheet, widths: list[float], title: str, subtitle: str) -> None:
    """Column widths, title and the line that says what is asked."""
    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    for row in range(TITLE_ROW, HEADER_ROW):  # locked even where whole columns are open
        for column in range(1, len(widths) + 1):
            sheet.cell(row, column).font = font()
    _line(sheet, TITLE_ROW, title, 15, True, 24)
    _line(sheet, SUBTITLE_ROW, subtitle, 10, False, 17)
    _line(sheet, NOTE_ROW, None, 9, False, 17)


def note(sheet: Worksheet, text: str) -> None:
    """A second line under the title."""
    write(sheet.cell(NOTE_ROW, 1), text, font(9, color=GREY)).alignment = Alignment(vertical="center")


def close_sheet(sheet: Worksheet, last_row: int, columns: int, label: str, header_row: int | None = HEADER_ROW) -> None:
    """Protects the sheet and prepares its printing."""
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = False  # False: allowed, so that anyone may widen a column
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.35, right=0.35, top=0.45, bottom=0.65, header=0.25, footer=0.3)
    sheet.print_area = f"A1:{get_column_letter(columns)}{last_row}"
    footer: Any = sheet.oddFooter
    footer.left.text = label.replace("&", "&&")
    footer.right.text = wording()["page"]["footer"]
    if header_row:
        sheet.print_title_rows = f"{header_row}:{header_row}"


def _line(sheet: Worksheet, row: int, text: str | None, size: float, bold: bool, height: float) -> None:
    cell = write(sheet.cell(row, 1), text, font(size, bold, GREY if size < 15 else INK))
    cell.alignment = Alignment(vertical="center")
    sheet.row_dimensions[row].height = height
