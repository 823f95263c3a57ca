"""A slower second reading of a workbook, for the cells a fast reader shows empty though they hold an error or a formula."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl

# an error, or a formula without a calculated value: those alone are worth the time of a second reading
_DOUBT = re.compile(rb"t=\"e\"|(?:</f>|<f[^>]*/>)\s*(?:</c>|<v\s*/>|<v>\s*</v>)")
Address = tuple[str, str]  # sheet, cell


def hidden_values(content: bytes) -> dict[Address, str]:
    """What fast readers lose: `#REF!` and formulas never calculated (their text, from `=`), by sheet and cell.

    Empty for a workbook without any: that is told from its XML, without a second parse."""
    if not _doubtful(content):
        return {}
    formulas = openpyxl.load_workbook(io.BytesIO(content), data_only=False)
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
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


def _doubtful(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
            return any(_DOUBT.search(archive.read(name)) for name in sheets)
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
