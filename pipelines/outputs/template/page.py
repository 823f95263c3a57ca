"""What every sheet of the template shares: title, protection without a password, and A4 landscape printing."""

from __future__ import annotations

from typing import Any

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.outputs.template.styles import GREY, INK, font, write
from pipelines.outputs.template.wording import wording

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
