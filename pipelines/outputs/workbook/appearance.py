"""How workbooks look: number formats, and one cell format for each use, made once a workbook."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from indicators.palette import colour, tone

FONT = "Arial"
SIZE = 9.0  # points
NARROW = "\u202f"
# The language stands in the format, so that a number is French whatever the language of the reader's office suite.
FRENCH = "[$-40C]"
PERCENT_SIGN = f'"{NARROW}%"'  # quoted: a bare % would multiply by a hundred
MINUS = '"−"'
NUMBER_FORMATS = {
    "percent": f"{FRENCH}0.0{PERCENT_SIGN}",
    "part": f"{FRENCH}0\\ %",
    "points": f"{FRENCH}+0.0;{MINUS}0.0;0.0",
    "whole": f"{FRENCH}#,##0",
    "number": f"{FRENCH}#,##0.##",
    "one_decimal": f"{FRENCH}#,##0.0",
    "two_decimals": f"{FRENCH}#,##0.00",
    "money": f"{FRENCH}#,##0\\ €",
    "day": f"{FRENCH}dd/mm/yyyy",
    "difference_percent": f"{FRENCH}+0.0;{MINUS}0.0;0.0",
    "difference_whole": f"{FRENCH}+#,##0;{MINUS}#,##0;0",
    "difference_two_decimals": f"{FRENCH}+#,##0.00;{MINUS}#,##0.00;0.00",
}


class Formats:
    """Cell formats of one workbook, each made once: a workbook with a format per cell is slow and heavy."""

    def __init__(self, workbook: xlsxwriter.Workbook, size: float = SIZE) -> None:
        self._workbook = workbook
        self.size = size  # points, where a format asks for no other
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._cells: dict[
            tuple[tuple[str, Any], ...], Format
        ] = {}  # as they were asked for: thousands ask for the same

    def of(self, **properties: Any) -> Format:
        """The format with these properties over the common ones."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            common = {"font_name": FONT, "font_size": self.size, "font_color": colour("ink"), "valign": "vcenter"}
            self._made[key] = self._workbook.add_format({**common, **properties})
        return self._made[key]

    def cell(self, **properties: Any) -> Format:
        """A cell of a table: a thin rule under it."""
        look = tuple(properties.items())
        if look not in self._cells:
            self._cells[look] = self.of(**{"bottom": 1, "bottom_color": colour("rule"), **properties})
        return self._cells[look]

    def header(self, **properties: Any) -> Format:
        """A column's header."""
        rule = {"bottom": 2, "bottom_color": colour("accent")}
        return self.of(**{"bold": True, "text_wrap": True, "bg_color": colour("ground"), **rule, **properties})

    def number(self, name: str, **properties: Any) -> Format:
        """A number in a table."""
        return self.cell(num_format=NUMBER_FORMATS[name], align="right", **properties)

    def status(self, group: str, code: str | None, **properties: Any) -> Format:
        """A status word, in its colours."""
        text, ground = tone(group, code)
        return self.cell(font_color=text, bg_color=ground, bold=True, **properties)
