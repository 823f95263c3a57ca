"""What keeps typed text from ever being a formula: in a CSV that a spreadsheet opens, in a workbook.

Apart, so that what writes one kind of file alone loads no other, and both keep the same rule."""

from __future__ import annotations

_STARTS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula
# The options of a workbook that leave a text as it was typed.
TEXT_STAYS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def never_a_formula(cell: str) -> str:
    """The text of a cell of CSV, with an apostrophe before what a spreadsheet would compute."""
    return f"'{cell}" if cell.startswith(_STARTS) else cell
