"""A table taken from a screen, as a workbook of one sheet or as text: the rows shown, in their order, and nothing else.

Apart: it asks nothing of the marts, and the page that offers a table loads no more than this."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter

from indicators.typography import typeset
from pipelines.outputs.plain_text import never_a_formula
from pipelines.outputs.workbook.book import OPTIONS

Cell = str | float | int | None
DECIMAL = "[$-40C]#,##0.0"


def screen_table(title: str, notes: Sequence[str], header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """The workbook's bytes, the same for the same table. Numbers are numbers; texts are never formulas."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {**OPTIONS, "in_memory": True}) as workbook:
        workbook.set_properties({"title": title, "created": datetime(2000, 1, 1)})  # noqa: DTZ001  the same bytes each time
        sheet = workbook.add_worksheet("Tableau")
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        number, text = workbook.add_format({"num_format": DECIMAL}), workbook.add_format({"quote_prefix": True})
        sheet.write_string(0, 0, typeset(title), workbook.add_format({"bold": True, "font_size": 14}))
        for line, note in enumerate(notes, start=1):
            sheet.write_string(line, 0, typeset(note))
        top = len(notes) + 2
        for column, label in enumerate(header):
            sheet.write_string(top, column, typeset(label), bold)
        for line, row in enumerate(rows, start=top + 1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, column, cell, text)
                elif cell is not None:
                    sheet.write_number(line, column, cell, number)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, max(1, len(header) - 1), 14)
        sheet.freeze_panes(top + 1, 1)
        if rows:
            sheet.autofilter(top, 0, top + len(rows), len(header) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
    return file.getvalue()


def screen_csv(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """The same as text that a French spreadsheet opens by itself: semicolons, decimal commas, UTF-8 with its mark."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([_plain(typeset(label)) for label in header])
    writer.writerows([[_plain(cell) for cell in row] for row in rows])
    return ("\ufeff" + file.getvalue()).encode("utf-8")


def _plain(cell: Cell) -> str:
    """A cell of text; a spreadsheet that opens it must not take what people typed for a formula."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return never_a_formula(cell)
    return repr(cell).replace(".", ",")
