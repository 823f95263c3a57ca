"""A slower second reading of a workbook, for cells that a fast reader shows empty though they are not."""

from __future__ import annotations

import io
import zipfile

import openpyxl

Address = tuple[str, str]  # sheet, cell


def hidden_values(content: bytes) -> dict[Address, str]:
    """What fast readers lose: `#REF!` and formulas never calculated (their text, from `=`), by sheet and cell."""
    try:
        formulas = openpyxl.load_workbook(io.BytesIO(content), data_only=False)
        values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, SyntaxError):
        return {}  # the fast reader has read it; what openpyxl cannot open it cannot correct
    lost: dict[Address, str] = {}
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "e":
                    lost[sheet.title, cell.coordinate] = str(cell.value)
                elif cell.data_type == "f":
                    calculated = values[sheet.title][cell.coordinate]
                    if calculated.data_type == "e" or calculated.value is None:
                        formula = getattr(cell.value, "text", cell.value)
                        lost[sheet.title, cell.coordinate] = str(calculated.value or formula)
    return lost
