"""Cells whose letters a wrong encoding spoiled, in a workbook or a Parquet file: read as they were meant, and said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from indicators.typography import typeset
from pipelines.ingest.grids import Grid, Note
from pipelines.ingest.limits import UnreadableFile
from pipelines.ingest.parsed import column_letter
from pipelines.ingest.text.encoding import Mended, Spoiled, is_suspect, mended

CITED = 5
_EURO = "€"
Place = tuple[int, int, int]  # sheet, row, column


def mend_table(sheet: Grid) -> tuple[Grid, Note | None]:
    """The sheet of a table, and what is to be said of its letters. Raises UnreadableFile where nothing fits."""
    places = list(_spellings([sheet]))
    if not _any_suspect([sheet], places):
        return sheet, None
    try:
        repair = mended([sheet.rows[row][column] for _, row, column in places])
    except Spoiled as spoiled:
        text = typeset(f"{_address(places[spoiled.place])} : {spoiled.word}")
        raise UnreadableFile("csv_encoding", text) from None
    (after,) = _rewritten([sheet], places, repair)
    if not repair:
        return after, None
    return after, _note("csv_encoding_guessed", repair.how, [places[place] for place in repair.changed])


def mend_report(sheets: list[Grid]) -> tuple[list[Grid], list[tuple[Grid, Note]]]:
    """The sheets of a report, and what is to be said of the letters of its first sheet that has such."""
    if _sound(sheets):
        return sheets, []
    places = list(_spellings(sheets))
    if not _any_suspect(sheets, places):
        return sheets, []
    repair = mended([sheets[sheet].rows[row][column] for sheet, row, column in places], strict=False)
    if not repair:
        return sheets, []
    notes = []
    for code, ones in (("csv_encoding_guessed", repair.changed), ("text_spoiled", repair.left)):
        if ones:
            how = repair.how if ones is repair.changed else repair.texts[ones[0]][:80]
            cited = [places[place] for place in ones]
            notes.append((sheets[cited[0][0]], _note(code, how, cited)))
    return _rewritten(sheets, places, repair), notes


def _sound(sheets: list[Grid]) -> bool:
    """Whether the letters of a report are told at a glance to be sound, as nearly always: those of all its texts at
    once, but for the sign of the euro, which stands in every report, and whose texts are looked at one by one."""
    whole = "\n".join(chain.from_iterable(chain.from_iterable(sheet.rows for sheet in sheets)))
    if is_suspect(whole.replace(_EURO, "")):
        return False
    if _EURO not in whole:
        return True
    priced = [text for sheet in sheets for row in sheet.rows for text in row if _EURO in text]
    return mended(priced, strict=False) is None


def _spellings(sheets: list[Grid]) -> Iterator[Place]:
    """Where a text beyond ASCII stands, or one whose letters were replaced by question marks."""
    for number, sheet in enumerate(sheets):
        for index, row in enumerate(sheet.rows):
            whole = "".join(row)
            if whole.isascii() and "?" not in whole:
                continue
            for column, text in enumerate(row):
                if (not text.isascii() and text.strip()) or "?" in text:
                    yield number, index, column


def _any_suspect(sheets: list[Grid], places: list[Place]) -> bool:
    return is_suspect("\n".join(sheets[sheet].rows[row][column] for sheet, row, column in places))


def _rewritten(sheets: list[Grid], places: list[Place], repair: Mended | None) -> list[Grid]:
    if not repair:
        return sheets
    after = [replace(sheet, rows=[list(row) for row in sheet.rows]) for sheet in sheets]
    for place in repair.changed:
        sheet, row, column = places[place]
        after[sheet].rows[row][column] = repair.texts[place]
    return after


def _note(code: str, how: str, places: list[Place]) -> Note:
    addresses = [_address(place) for place in places]
    more = "…" if len(addresses) > CITED else ""
    number = f"{len(addresses)} cellule{'s' if len(addresses) > 1 else ''}"
    return Note(code, addresses[0], typeset(f"{how}, {number} : {', '.join(addresses[:CITED])}{more}"))


def _address(place: Place) -> str:
    return f"{column_letter(place[2])}{place[1] + 1}"
