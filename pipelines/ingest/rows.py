"""Grids of text → verbatim rows: which sheet, which header, which cell, and nothing more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.territories import fold
from pipelines.ingest.grids import Grid, Note, cut_where_too_long
from pipelines.ingest.limits import MEGABYTE, UnreadableFile, bounds
from pipelines.ingest.mending import mend_report, mend_table
from pipelines.ingest.parsed import KINDS, TABLE_FIELDS, Cell, FileRow, Finding, Header, Parsed, column_letter
from pipelines.ingest.report_format import HEADER_ROWS, Field, Section, header_key, report_format
from pipelines.ingest.territory_columns import OUTSIDE, TerritoryColumns
from pipelines.ingest.text.shifted import Shifts

if TYPE_CHECKING:  # what reads tables is loaded for tables: most files are reports
    from pipelines.ingest.official.definition import OfficialTable

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_CAMPAIGN, _TERRITORY = TABLE_FIELDS.index("campaign"), TABLE_FIELDS.index("territory")
_ADDED = re.compile(r" (?:tableau|table|tabelle) \d+$")
_FEW = 60  # columns
Column = tuple[int, str, str]  # its position, its letter, the field that it holds
FOLLOW_UP = "follow_up"  # the one table of ours whose lines are read as those of a sheet of a report
LONGEST_NAMES = 2_000  # characters, of the columns that are not known
TOTALS = frozenset({"total", "totaux", "total general", "sous total", "somme", "ensemble"})
# What stands in the columns that tell a line of values from a title above the headers; of sheets that have none of
# these columns, what a value looks like.
_SHAPES = {
    "code": re.compile(r"O\d{2}\s?-\s?\d{1,2}", re.IGNORECASE),
    "school_code": re.compile(r"\d{7}\s?[A-Z]", re.IGNORECASE),
    "meeting_date": re.compile(r"\d{4}-\d\d-\d\d.*|\d{1,2}/\d{1,2}/\d{4}.*", re.DOTALL),
    "campaign": re.compile(r".*\d\d.*", re.DOTALL),
}
_VALUE = re.compile(
    r"\d{4}-\d\d-\d\d.*|\d{1,2}/\d{1,2}/\d{4}.*|[\d\s.,]*\d\s?[%€]|(?!20\d\d$)\d[\d\s]{2,}(?:[.,]\d+)?", re.DOTALL
)
# What the column « Valeur » shows of a line that has its figures; typed beside empty ones, it is lost. A formula of
# nothing may give zero.
_RESULT = re.compile(r"(?=[\d\s.,]*[1-9])\d[\d\s.,]*%?")
_ANSWERS = frozenset({"numerator", "denominator", "situation"})
_folded = lru_cache(maxsize=20_000)(fold)
_letter = lru_cache(maxsize=1_000)(column_letter)


def rows(sha256: str, sheets: list[Grid], catalogue: Path | None = None, received: int | None = None) -> Parsed:
    """What the sheets say: a report, or a table, ours or an official one. Raises UnreadableFile for neither.

    `received` is the weight of their file, in bytes: a report does not say much more than that."""
    parsed = Parsed()
    sheets = [cut_where_too_long(sheet) for sheet in sheets]
    by_section = _sections(sheets)
    for sheet in sheets:
        parsed.findings += [_noted(sha256, sheet, note) for note in sheet.notes]
    if "identification" in by_section:
        _weigh(by_section, received)
        _read_report(parsed, sha256, sheets, by_section)
    elif table := _find_table(sheets, catalogue):
        kind, sheet, header = table
        if isinstance(kind, Section):
            _read_table(parsed, sha256, kind, sheet, header)
        else:
            _read_official(parsed, sha256, kind, sheet, header)
        _say_hidden(parsed, sha256, sheet)
        _say_unread(parsed, sha256, sheets, sheet)
    else:
        raise _neither(sheets, catalogue)
    return parsed


SHORT, SQUEEZED = 512 * 1024, 8  # bytes of text that any report may say, and for each byte of its file


def _weigh(by_section: dict[str, Grid], received: int | None) -> None:
    """Raises UnreadableFile where a report says more than people write: a few bytes can name one text a thousand
    times, and each is a text of its own once it is read."""
    room = bounds().text * MEGABYTE
    if received is not None:
        room = min(room, SHORT + SQUEEZED * received)
    for sheet in by_section.values():
        if sum(map(len, chain.from_iterable(sheet.rows))) <= room:  # else nothing that heavy is put together
            room -= len("".join(chain.from_iterable(sheet.rows)).encode(errors="surrogatepass"))
        else:
            room = -1
        if room < 0:
            raise UnreadableFile("file_too_heavy")


def _neither(sheets: list[Grid], catalogue: Path | None) -> UnreadableFile:
    """Why these sheets are neither a report nor a table: the table that they look like, or their names."""
    from pipelines.ingest.official.recognition import keys_of, known_keys, unknown_table

    if sheets and not sheets[0].name:
        return unknown_table(sheets[0].rows[:HEADER_ROWS], catalogue) or UnreadableFile("file_not_recognised")
    keys = known_keys(catalogue)
    lines = [
        line
        for sheet in sheets
        for line in sheet.rows[:HEADER_ROWS]
        if sum(bool({*keys_of(t)} & keys) for t in line) > 1
    ]
    return (unknown_table(lines, catalogue, is_workbook=True) if lines else None) or UnreadableFile(
        "no_identification", _names(sheets)
    )


def _read_official(parsed: Parsed, sha256: str, table: OfficialTable, sheet: Grid, header: int) -> None:
    """An official table in whatever form it came, but for its lines that are no rows."""
    from pipelines.ingest.official.recognition import Columns
    from pipelines.ingest.official.sheets import read_sheet

    if sheet.delimited is None:
        sheet, note = mend_table(sheet)
        parsed.findings += [_noted(sha256, sheet, note)] if note else []
    if header:
        columns = Columns.of(sheet.rows[header])
        wanted = {column.field: column.headers for column in table.column if column.required}
        wanted |= {"campaign": table.year.headers} if table.year else {}
        places = {name: place for name, headers in wanted.items() if (place := columns.place(headers)) is not None}
        _say_above(parsed, sha256, sheet, header, places, places)
    lines = [(number, row) for number, row in enumerate(sheet.rows[header + 1 :], start=header + 2) if any(row)]
    lines = [(number, row) for number, row in lines if not _is_aside(parsed, sha256, sheet, number, row, header)]
    parsed.add(read_sheet(sha256, table, sheet, header, lines))


def _names(sheets: list[Grid]) -> str:
    """The names of sheets in French quotation marks, the first ten of them."""
    named = ", ".join(f"«\u202f{readable(sheet.name)[:60]}\u202f»" for sheet in sheets[:10])
    return (f"{named}…" if len(sheets) > 10 else named) or "aucune"


def _noted(sha256: str, sheet: Grid, note: Note) -> Finding:
    return Finding(sha256, note.code, sheet.name or None, note.cell, None, note.value_read)


def _sections(sheets: list[Grid]) -> dict[str, Grid]:
    """The sheets of a report by the id of their section; of two sheets of one name, the first."""
    sections: dict[str, Grid] = {}
    for sheet in sheets:
        section = report_format().sheets.get(_sheet_name(sheet))
        if section:
            sections.setdefault(section.id, sheet)
    return sections


def _sheet_name(sheet: Grid) -> str:
    """The folded name of a sheet, without what the exports of Numbers add to it (« Identification - Tableau 1 »)."""
    return _ADDED.sub("", _folded(sheet.name))


def _read_report(parsed: Parsed, sha256: str, sheets: list[Grid], by_section: dict[str, Grid]) -> None:
    parsed.files.append(FileRow(sha256, "report", None))
    read = {sheet.name for sheet in by_section.values()}
    for sheet in sheets:
        name = _sheet_name(sheet)
        if sheet.name not in read and name not in report_format().unread and any(map(any, sheet.rows)):
            code = "sheet_twice" if name in report_format().sheets else "sheet_unknown"
            name = readable(sheet.name)
            parsed.findings.append(Finding(sha256, code, name, None, None, name))
    if "indicators" not in by_section:
        parsed.findings.append(Finding(sha256, "indicators_missing", None, None, None, _names(sheets)))
    after, notes = mend_report(list(by_section.values()))
    parsed.findings += [_noted(sha256, sheet, note) for sheet, note in notes]
    by_section = dict(zip(by_section, after, strict=True))
    for section in report_format().sheets.values():
        sheet = by_section.get(section.id)
        if sheet and section.id == "identification":
            _read_labels(parsed, sha256, section, sheet)
        elif sheet:
            _read_sheet(parsed, sha256, section, sheet)
        if sheet:
            _say_hidden(parsed, sha256, sheet)


def _say_hidden(parsed: Parsed, sha256: str, sheet: Grid) -> None:
    """What is read although the sheet does not show it: it counts like the rest, and whoever sends it may not know."""
    name = readable(sheet.name) or None
    if sheet.hidden and any(map(any, sheet.rows)):
        parsed.findings.append(Finding(sha256, "sheet_hidden", name, None, None, name))
    hidden = [place for place in sorted(sheet.hidden_rows) if place < len(sheet.rows) and any(sheet.rows[place])]
    if hidden:
        first = next(index for index, text in enumerate(sheet.rows[hidden[0]]) if text)
        named = ", ".join(str(place + 1) for place in hidden[:10]) + ("…" if len(hidden) > 10 else "")
        cell = f"{_letter(first)}{hidden[0] + 1}"
        parsed.findings.append(Finding(sha256, "rows_hidden", name, cell, None, f"{len(hidden)} ({named})"))


def _say_unread(parsed: Parsed, sha256: str, sheets: list[Grid], read: Grid) -> None:
    """A table is one sheet: the others that hold something are named."""
    others = [sheet for sheet in sheets if sheet is not read and any(map(any, sheet.rows))]
    if others:
        parsed.findings.append(Finding(sha256, "table_sheet_unread", None, None, None, _names(others)))


def _read_labels(parsed: Parsed, sha256: str, section: Section, sheet: Grid) -> None:
    fields_read: set[str] = set()
    for number, row in enumerate(sheet.rows, start=1):
        field = section.headers.get(_folded(row[0])) if row else None
        if field and field.id not in fields_read:
            fields_read.add(field.id)
            value = row[1] if len(row) > 1 else ""
            parsed.cells.append(Cell(sha256, section.id, sheet.name, number, field.id, f"B{number}", readable(value)))


def _read_sheet(parsed: Parsed, sha256: str, section: Section, sheet: Grid) -> None:
    header = _header_row(section, sheet)
    if header is None:
        if any(any(row) for row in sheet.rows):
            code = "indicators_header_missing" if section.id == "indicators" else "header_missing"
            parsed.findings.append(Finding(sha256, code, sheet.name, "A1", 1, None))
        return
    _read_cells(parsed, sha256, section, sheet, header)


def _read_cells(parsed: Parsed, sha256: str, section: Section, sheet: Grid, header: int) -> None:
    """The cells of the columns that are known, each with its address."""
    columns = _columns(parsed, sha256, section, sheet, header)
    _say_above(parsed, sha256, sheet, header, {field: index for index, _, field in columns}, section.required)
    add, cell = parsed.cells.append, KINDS["cells"][-1]
    value = _value_column(section, sheet.rows[header])
    answers = [index for index, _, field in columns if field in _ANSWERS]
    for number, row in _lines(parsed, sha256, section, sheet, header):
        wide = len(row)
        for index, letter, field in columns:
            if index < wide and row[index] and (text := row[index].strip()):
                if not text.isprintable():
                    text = readable(text)
                add(cell((sha256, section.id, sheet.name, number, field, f"{letter}{number}", text)))
        if value is None or value >= wide or not _RESULT.fullmatch(row[value].strip()):
            continue
        if not any(row[index].strip() for index in answers if index < wide):
            place, text = f"{_letter(value)}{number}", readable(row[value])
            parsed.findings.append(Finding(sha256, "value_alone", sheet.name, place, number, text))


def _value_column(section: Section, headers: list[str]) -> int | None:
    """Where the sheet of indicators shows what each line comes to, for the reader alone; no other sheet has it."""
    fields = (section.headers.get(_folded(text)) for text in headers)
    return next((index for index, field in enumerate(fields) if field and field.reader and field.id == "value"), None)


def _lines(parsed: Parsed, sha256: str, section: Section, sheet: Grid, header: int) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table with their numbers: no totals, no header said again; nothing below headers of another order,
    which another table begins."""
    for number, row in enumerate(sheet.rows[header + 1 :], start=header + 2):
        if not any(row) or _is_aside(parsed, sha256, sheet, number, row, header):
            continue
        if columns := header_places(section, row):
            if columns == header_places(section, sheet.rows[header]):
                continue
            parsed.findings.append(other_headers(sha256, sheet.name, number, row, sheet.rows[number:]))
            return
        yield number, row


def other_headers(sha256: str, sheet: str, number: int, row: list[str], below: Iterable[list[str]]) -> Finding:
    """What is said of headers of another order, below which no line is read."""
    first = next(index for index, text in enumerate(row) if text.strip())
    text, left = readable(" | ".join(filter(str.strip, row))[:200]), sum(any(map(str.strip, line)) for line in below)
    return Finding(sha256, "header_otherwise", sheet or None, f"{_letter(first)}{number}", number, text, str(left))


def header_places(section: Section, row: list[str]) -> dict[str, tuple[int, str | None]]:
    """Where a line puts each field of a section, with what its header says of the values, where the line holds every
    header that is needed, and two at least; nothing for any other line."""
    key = _folded if section.sheet else header_key
    if key(next(filter(str.strip, row), "")) not in section.headers:
        return {}  # most lines
    columns: dict[str, tuple[int, str | None]] = {}
    for index, text in enumerate(row):
        if text and (field := section.headers.get(key(text))) and not field.reader:
            columns.setdefault(field.id, (index, section.words_of(text)))
    return columns if len(columns) > 1 and section.required <= columns.keys() else {}


def _say_above(
    parsed: Parsed, sha256: str, sheet: Grid, header: int, places: Mapping[str, int], required: Iterable[str]
) -> None:
    """Tells of lines of values above the headers, where a sort of the whole sheet leaves them: they are no rows."""
    needed = frozenset(required)
    lost = [place for place, row in enumerate(sheet.rows[:header]) if _is_of_values(row, places, needed)]
    if lost:
        row = sheet.rows[lost[0]]
        first = next(index for index, text in enumerate(row) if text.strip())
        cell, text = f"{_letter(first)}{lost[0] + 1}", readable(" | ".join(filter(str.strip, row))[:200])
        parsed.findings.append(
            Finding(sha256, "rows_above_header", sheet.name or None, cell, lost[0] + 1, text, str(len(lost)))
        )


def _is_of_values(row: list[str], places: Mapping[str, int], required: frozenset[str]) -> bool:
    """Whether a line above the headers is one of the table: every column that it needs is filled, with what belongs
    there; a title, a note or a heading over several columns is not."""
    texts = {name: text for name, place in places.items() if place < len(row) and (text := row[place].strip())}
    if not required <= texts.keys():
        return False
    if shaped := [name for name in required if name in _SHAPES]:
        return all(_SHAPES[name].fullmatch(texts[name]) for name in shaped)
    return len(texts) > 1 and any(_VALUE.fullmatch(text) or _folded(text) in _listed_words() for text in texts.values())


@lru_cache(maxsize=1)
def _listed_words() -> frozenset[str]:
    return frozenset(_folded(word) for words in report_format().words.values() for word in words)


def readable(text: str) -> str:
    """A text without the spaces around it; what would command a terminal is shown as an unknown character."""
    text = text.strip()
    return text if text.isprintable() else _CONTROL.sub("\ufffd", text)


def _is_aside(parsed: Parsed, sha256: str, sheet: Grid, number: int, row: list[str], header: int) -> bool:
    """Whether a line is no row of a table: a total, or the header once more. Most lines begin with a figure."""
    if row[0][:1].isdecimal() and not sheet.rows[header][0][:1].isdecimal():
        return False
    return _is_total(parsed, sha256, sheet, number, row) or _is_header(sheet.rows[header], row)


def _is_header(header: list[str], row: list[str]) -> bool:
    """Whether a line says the header again, as a page break or a copy leaves it in the middle of a table, or the
    second of two files put end to end: in whatever case, with empty ends or without."""
    if row == header:
        return True
    first = next(filter(None, header), "")
    text = next(filter(None, row), "")
    return _folded(text) == _folded(first) and _spelled(row) == _spelled(header)


def _spelled(row: list[str]) -> list[str]:
    return [folded for text in row if (folded := _folded(text))]


def _is_total(parsed: Parsed, sha256: str, sheet: Grid, number: int, row: list[str]) -> bool:
    """Whether a line is a total that someone added under the table: said once, never read as a row of it."""
    first = next(filter(str.strip, row), "")
    if _folded(first) not in TOTALS:
        return False
    cell = f"{_letter(row.index(first))}{number}"
    parsed.findings.append(Finding(sha256, "total_ignored", sheet.name or None, cell, number, readable(first)))
    return True


def _header_row(section: Section, sheet: Grid) -> int | None:
    """The first of the twenty top rows of a sheet of a report that holds every required header."""
    for index, row in enumerate(sheet.rows[:HEADER_ROWS]):
        fields = {section.headers[name].id for text in row if (name := _folded(text)) in section.headers}
        if section.required <= fields:
            return index
    return None


def _columns(parsed: Parsed, sha256: str, section: Section, sheet: Grid, header: int) -> list[Column]:
    """Each column that is read, by its field; what is not known is said once, a column twice too."""
    texts = tuple(sheet.rows[header])
    read_columns = _known_columns if len(texts) <= _FEW and sum(map(len, texts)) <= LONGEST_NAMES else _told_columns
    columns, twice, unknown = read_columns(section.id, texts, header)
    for cell, text in twice:
        parsed.findings.append(Finding(sha256, "column_twice", sheet.name or None, cell, header + 1, text))
    for _, letter, field in columns:
        parsed.headers.append(Header(sha256, section.id, sheet.name, field, letter))
    if unknown:
        parsed.findings.append(_unknown_columns(sha256, sheet.name, header, unknown))
    return columns


def _told_columns(
    section_id: str, texts: tuple[str, ...], header: int
) -> tuple[list[Column], list[tuple[str, str]], list[tuple[str, str]]]:
    """The columns of a line of headers; cell and text of those that are there twice, then of the unknown ones."""
    section = next(section for section in report_format().sections() if section.id == section_id)
    columns: dict[str, Column] = {}
    twice: list[tuple[str, str]] = []
    unknown: list[tuple[str, str]] = []
    key = _folded if section.sheet else header_key
    for index, text in enumerate(texts):
        field: Field | None = section.headers.get(key(text))
        cell = f"{_letter(index)}{header + 1}"
        if field is None and text.strip():
            unknown.append((cell, readable(text)))
        elif field and field.id in columns and not section.words_of(text):
            twice.append((cell, readable(text)))
        elif field and not field.reader and field.id not in columns:
            columns[field.id] = (index, _letter(index), field.id)
    return list(columns.values()), twice, unknown


_known_columns = lru_cache(maxsize=500)(_told_columns)  # reports have the headers of those before


def _unknown_columns(sha256: str, sheet: str, header: int, unknown: list[tuple[str, str]]) -> Finding:
    """The columns that are not known, as one: the cell of the first, then the names of all."""
    code = "column_unknown" if len(unknown) == 1 else "columns_unknown"
    names = ", ".join(name for _, name in unknown)
    names = names if len(names) <= LONGEST_NAMES else names[:LONGEST_NAMES].rpartition(", ")[0] + "…"
    return Finding(sha256, code, sheet or None, unknown[0][0], header + 1, names, str(len(unknown)))


def _find_table(sheets: list[Grid], catalogue: Path | None) -> tuple[Section | OfficialTable, Grid, int] | None:
    """The first table, ours or an official one, whose required columns stand in one of a sheet's top rows."""
    from pipelines.ingest.official.recognition import known_table

    for sheet in sheets:
        for header, row in enumerate(sheet.rows[:HEADER_ROWS]):
            if kind := known_table(row, catalogue):
                return kind, sheet, header
    return None


def _read_table(parsed: Parsed, sha256: str, kind: Section, sheet: Grid, header: int) -> None:
    if sheet.delimited is None:  # the letters of a text were looked at as a whole
        sheet, note = mend_table(sheet)
        parsed.findings += [_noted(sha256, sheet, note)] if note else []
    from pipelines.ingest.official.lines import bare_year_said

    parsed.files.append(FileRow(sha256, "table", kind.id))
    if kind.id == FOLLOW_UP:
        _read_cells(parsed, sha256, kind, sheet, header)
        return
    columns = _columns(parsed, sha256, kind, sheet, header)
    place = {field: index for index, _, field in columns}
    _say_above(parsed, sha256, sheet, header, place, kind.required)
    order = [place.get(field, -1) for field in TABLE_FIELDS]
    word = kind.words_of(sheet.rows[header][place["campaign"]]) if "campaign" in place else None
    territories = TerritoryColumns(kind, sheet.rows[header]) if "territory" in place else None
    shifts = (
        Shifts(place, len(sheet.rows[header]), sheet.delimited, sheet.rows[header + 1 :]) if sheet.delimited else None
    )
    for number, row in _lines(parsed, sha256, kind, sheet, header):
        if shifts and shifts.may_be(row) and (finding := misread(sha256, sheet.name, number, row, shifts)):
            parsed.findings.append(finding)
            continue
        values = [readable(row[i]) or None if 0 <= i < len(row) else None for i in order]
        if word and (year := values[_CAMPAIGN]):
            values[_CAMPAIGN] = bare_year_said(year, word)
        if territories:
            values[_TERRITORY], fault = territories.read(row, number)
            if fault:
                code, cell, text, detail = fault
                if code != OUTSIDE:  # those are told together
                    parsed.findings.append(Finding(sha256, code, sheet.name, cell, number, readable(text), detail))
                continue
        parsed.table_rows.append((sha256, kind.id, sheet.name, number, *values))
    if territories and (outside := territories.outside(sha256, sheet.name)):
        parsed.findings.append(outside)


def misread(sha256: str, sheet: str, number: int, row: list[str], shifts: Shifts) -> Finding | None:
    """What is said of a line of a text whose values a separator cut: it goes beyond the columns of its header, or its
    values stand in the place of others."""
    if shifts.too_long(row):
        code, column = "row_too_long", shifts.width
    elif (column := shifts.shifted(row)) is not None:
        code = "row_shifted"
    else:
        return None
    return Finding(sha256, code, sheet, f"{_letter(column)}{number}", number, readable(" | ".join(row)[:200]))
