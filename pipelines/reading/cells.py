"""The cells of a sheet as they are found, put in rows: within bounds of place and of text, whatever a file claims."""

from __future__ import annotations

import re
from decimal import Decimal

from pipelines.reading.safety import Bounds, UnreadableFile

# A number that, typed as a text, would be two numbers: 1.125, or 1,125 with the mark of thousands.
_TWO_MEANINGS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")


class Sheet:
    """The rows of one sheet: texts by row and column from 0. `hidden_rows` are those that the sheet does not show."""

    MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
    _NOTHING: list[str] = []  # noqa: RUF012 - one empty row for all: never written to

    def __init__(self, limits: Bounds) -> None:
        self.rows: list[list[str]] = []
        self.hidden_rows: set[int] = set()
        self._room = limits.memory * 40_000  # cells, the empty ones before a full one included
        self._letters = limits.memory * 250_000  # characters, each time a text is told

    def put_row(self, place: int, cells: list[tuple[int, str]]) -> None:
        """Puts texts in a row, by column. Raises UnreadableFile where the sheet goes beyond what a sheet, or the
        memory, holds."""
        if not cells:
            return
        rows = self.rows
        if not 0 <= place < self.MOST_ROWS:
            raise UnreadableFile("file_too_heavy")
        if place >= len(rows):
            rows.extend([self._NOTHING] * (place + 1 - len(rows)))
        line = rows[place]
        if line is self._NOTHING:
            line = rows[place] = []
        for column, text in cells:
            missing = column - len(line)
            if missing >= 0:
                self._room -= missing + 1
                if column >= self.MOST_COLUMNS or self._room < 0:
                    raise UnreadableFile("file_too_heavy")
                if missing:
                    line.extend([""] * missing)
                line.append(text)
            elif text:
                line[column] = text
            self._letters -= len(text)
        if self._letters < 0:
            raise UnreadableFile("file_too_heavy")


def number_text(value: float | Decimal) -> str:
    """A number as plain text: `1234.5`; never one that would have two meanings (`1.1250`)."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not exact.is_finite():
        return str(value)  # infinite, or no number: no spreadsheet shows it, and it is not taken
    if exact == exact.to_integral_value():
        return str(int(value))
    text = format(exact, "f")
    return text + "0" if _TWO_MEANINGS.fullmatch(text) else text
