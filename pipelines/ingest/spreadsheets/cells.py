"""The cells of a sheet as they are found, put in rows: within bounds of place and of text, whatever a file claims."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby

from pipelines.ingest.limits import Bounds, UnreadableFile

# A number that, typed as a text, would be two numbers: 1.125, or 1,125 with the mark of thousands.
_TWO_MEANINGS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
_FIGURES = re.compile(r"\(?\d[\d\s.,;]*\)?")


class Room:
    """How much the sheets of one file may still hold, all together: a few bytes can ask for thousands of millions."""

    def __init__(self, limits: Bounds) -> None:
        self.cells = limits.memory * 40_000  # empty rows, and empty cells before a full one, included
        self.letters = limits.memory * 250_000  # characters, each time a text is told

    def take(self, cells: int, letters: int) -> None:
        """Raises UnreadableFile where nothing is left."""
        self.cells -= cells
        self.letters -= letters
        if self.cells < 0 or self.letters < 0:
            raise UnreadableFile("file_too_heavy")


class Sheet:
    """The rows of one sheet: texts by row and column from 0. `hidden_rows` are those that the sheet does not show."""

    MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
    _FIRST = tuple(range(MOST_COLUMNS))
    _NOTHING: list[str] = []  # noqa: RUF012 - one empty row for all: never written to

    def __init__(self, room: Room) -> None:
        self.rows: list[list[str]] = []
        self.hidden_rows: set[int] = set()
        self._room = room

    def put_row(self, place: int, cells: list[tuple[int, str]]) -> None:
        """Puts texts in a row, by column. Raises UnreadableFile where the sheet goes beyond what a sheet, or the
        memory, holds."""
        if not cells:
            return
        rows = self.rows
        if not 0 <= place < self.MOST_ROWS:
            raise UnreadableFile("file_too_heavy")
        blank = place + 1 - len(rows)
        if blank > 0 and cells[-1][0] == len(cells) - 1 < self.MOST_COLUMNS:  # most rows: new, and without a gap
            columns, texts = zip(*cells, strict=True)
            if columns == self._FIRST[: len(cells)]:
                self._room.take(blank + len(texts), sum(map(len, texts)))
                rows.extend([self._NOTHING] * (blank - 1))
                rows.append(list(texts))
                return
        if blank > 0:
            rows.extend([self._NOTHING] * blank)
        line = rows[place]
        if line is self._NOTHING:
            line = rows[place] = []
        before, wide, letters = len(line), len(line), 0
        for column, text in cells:
            if column == wide:  # most come one after the other
                if column >= self.MOST_COLUMNS:
                    raise UnreadableFile("file_too_heavy")
                line.append(text)
                wide += 1
            elif column > wide:
                if column >= self.MOST_COLUMNS:
                    raise UnreadableFile("file_too_heavy")
                line.extend([""] * (column - wide))
                line.append(text)
                wide = column + 1
            elif text:
                line[column] = text
            letters += len(text)
        self._room.take(max(blank, 0) + wide - before, letters)


def number_text(value: float | Decimal) -> str:
    """A number as plain text: `1234.5`; never one that would have two meanings (`1.1250`)."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not exact.is_finite():
        return str(value)  # infinite, or no number: no spreadsheet shows it, and it is not taken
    if exact == exact.to_integral_value():
        return str(int(value))
    text = format(exact, "f")
    return text + "0" if _TWO_MEANINGS.fullmatch(text) else text


def joined(runs: Iterable[tuple[str, bool]]) -> str:
    """The text of a cell in several looks; a run whose look sets it apart (raised, lowered, struck out) says so.

    Figures set apart are no part of the number beside them: the call of a note after 90 does not make 901 of it."""
    pieces = [("".join(text for text, _ in same), apart) for apart, same in groupby(runs, key=lambda run: run[1])]
    texts = [text for text, _ in pieces]
    for place, (text, apart) in enumerate(pieces):
        if not apart or not _FIGURES.fullmatch(text.strip()):
            continue
        before = pieces[place - 1][0].rstrip()[-1:] if place else ""
        after = pieces[place + 1][0].lstrip()[:1] if place + 1 < len(pieces) else ""
        if before.isdigit() or after.isdigit():
            texts[place] = f"{' ' if before else ''}({text.strip(' ()')}){' ' if after else ''}"
    return "".join(texts)
