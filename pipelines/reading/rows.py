"""Grids of text → verbatim rows: which sheet, which header, which cell, and nothing more."""

from __future__ import annotations

import re
from functools import lru_cache

from indicators.territories import fold
from pipelines.reading.format import HEADER_ROWS, Field, Section, report_format
from pipelines.reading.grids import Grid
from pipelines.reading.parsed import TABLE_FIELDS, Cell, FileRow, Finding, Header, Parsed, column_letter
from pipelines.reading.safety import UnreadableFile

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
LONGEST_NAMES = 2_000  # characters, of the columns that are not known
TOTALS = frozenset({"total", "totaux", "total general", "sous total", "somme", "ensemble"})
_folded = lru_cache(maxsize=20_000)(fold)
_letter = lru_cache(maxsize=1_000)(column_letter)


def rows(sha256: str, sheets: list[Grid]) -> Parsed:
    """What the sheets say: a report, or a table. Raises UnreadableFile for neither."""
    parsed = Parsed()
    by_section = _sections(sheets)
    for sheet in sheets:
        for note in sheet.notes:
            parsed.findings.append(Finding(sha256, note.code, sheet.name or None, note.cell, None, note.value_read))
    if "identification" in by_section:
        _read_report(parsed, sha256, sheets, by_section)
    elif table := _find_table(sheets):
        _read_table(parsed, sha256, *table)
    else:
        raise UnreadableFile("file_not_recognised" if sheets and not sheets[0].name else "no_identification")
    return parsed


def _sections(sheets: list[Grid]) -> dict[str, Grid]:
    """The sheets of a report by the id of their section; of two sheets of one name, the first."""
    found: dict[str, Grid] = {}
    for sheet in sheets:
        section = report_format().sheets.get(_folded(sheet.name))
        if section:
            found.setdefault(section.id, sheet)
    return found


def _read_report(parsed: Parsed, sha256: str, sheets: list[Grid], by_section: dict[str, Grid]) -> None:
    parsed.files.append(FileRow(sha256, "report", None))
    read = {sheet.name for sheet in by_section.values()}
    for sheet in sheets:
        if sheet.name not in read and _folded(sheet.name) not in report_format().unread and any(map(any, sheet.rows)):
            code = "sheet_twice" if _folded(sheet.name) in report_format().sheets else "sheet_unknown"
            name = readable(sheet.name)
            parsed.findings.append(Finding(sha256, code, name, None, None, name))
    if "indicators" not in by_section:
        parsed.findings.append(Finding(sha256, "indicators_missing", None, None, None, None))
    for section in report_format().sheets.values():
        sheet = by_section.get(section.id)
        if sheet and section.id == "identification":
            _read_labels(parsed, sha256, section, sheet)
        elif sheet:
            _read_sheet(parsed, sha256, section, sheet)


def _read_labels(parsed: Parsed, sha256: str, section: Section, sheet: Grid) -> None:
    seen: set[str] = set()
    for number, row in enumerate(sheet.rows, start=1):
        field = section.headers.get(_folded(row[0])) if row else None
        if field and field.id not in seen:
            seen.add(field.id)
            value = row[1] if len(row) > 1 else ""
            parsed.cells.append(Cell(sha256, section.id, sheet.name, number, field.id, f"B{number}", readable(value)))


def _read_sheet(parsed: Parsed, sha256: str, section: Section, sheet: Grid) -> None:
    header = _header_row(section, sheet)
    if header is None:
        if any(any(row) for row in sheet.rows):
            code = "indicators_header_missing" if section.id == "indicators" else "header_missing"
            parsed.findings.append(Finding(sha256, code, sheet.name, "A1", 1, None))
        return
    columns = _columns(parsed, sha256, section, sheet, header)
    for number, row in enumerate(sheet.rows[header + 1 :], start=header + 2):
        if not any(row) or _is_total(parsed, sha256, sheet, number, row) or _is_header(sheet.rows[header], row):
            continue
        for index, letter, field in columns:
            if index < len(row) and row[index] and (value := readable(row[index])):
                parsed.cells.append(Cell(sha256, section.id, sheet.name, number, field, f"{letter}{number}", value))


def readable(text: str) -> str:
    """A text without the spaces around it; what would command a terminal is shown as an unknown character."""
    text = text.strip()
    return text if text.isprintable() else _CONTROL.sub("\ufffd", text)


def _is_header(header: list[str], row: list[str]) -> bool:
    """Whether a line says the header again, as those that a page break or a copy leaves in the middle of a table."""
    return row == header


def _is_total(parsed: Parsed, sha256: str, sheet: Grid, number: int, row: list[str]) -> bool:
    """Whether a line is a total that someone added under the table: said once, never read as a row of it."""
    first = next(filter(str.strip, row), "")
    if _folded(first) not in TOTALS:
        return False
    cell = f"{_letter(row.index(first))}{number}"
    parsed.findings.append(Finding(sha256, "total_ignored", sheet.name or None, cell, number, readable(first)))
    return True


def _header_row(section: Section, sheet: Grid) -> int | None:
    """The first of the twenty top rows that holds every required header."""
    for index, row in enumerate(sheet.rows[:HEADER_ROWS]):
        fields = {section.headers[name].id for text in row if (name := _folded(text)) in section.headers}
        if section.required <= fields:
            return index
    return None


def _columns(parsed: Parsed, sha256: str, section: Section, sheet: Grid, header: int) -> list[tuple[int, str, str]]:
    """Position, letter and field of each column that is read; what is not known is said once, a column twice too."""
    columns: dict[str, tuple[int, str, str]] = {}
    unknown: list[tuple[str, str]] = []
    for index, text in enumerate(sheet.rows[header]):
        field: Field | None = section.headers.get(_folded(text))
        cell = f"{_letter(index)}{header + 1}"
        if field is None and text.strip():
            unknown.append((cell, readable(text)))
        elif field and field.id in columns:
            name = sheet.name or None
            parsed.findings.append(Finding(sha256, "column_twice", name, cell, header + 1, readable(text)))
        elif field and not field.reader:
            columns[field.id] = (index, _letter(index), field.id)
            parsed.headers.append(Header(sha256, section.id, sheet.name, field.id, _letter(index)))
    if unknown:
        parsed.findings.append(_unknown_columns(sha256, sheet.name, header, unknown))
    return list(columns.values())


def _unknown_columns(sha256: str, sheet: str, header: int, unknown: list[tuple[str, str]]) -> Finding:
    """The columns that are not known, as one: the cell of the first, then the names of all."""
    code = "column_unknown" if len(unknown) == 1 else "columns_unknown"
    names = ", ".join(name for _, name in unknown)
    names = names if len(names) <= LONGEST_NAMES else names[:LONGEST_NAMES].rpartition(", ")[0] + "…"
    return Finding(sha256, code, sheet or None, unknown[0][0], header + 1, names, str(len(unknown)))


def _find_table(sheets: list[Grid]) -> tuple[Section, Grid, int] | None:
    """The first kind of table whose required columns stand in a sheet's top rows."""
    for sheet in sheets:
        for kind in report_format().tables.values():
            header = _header_row(kind, sheet)
            if header is not None:
                return kind, sheet, header
    return None


def _read_table(parsed: Parsed, sha256: str, kind: Section, sheet: Grid, header: int) -> None:
    parsed.files.append(FileRow(sha256, "table", kind.id))
    columns = _columns(parsed, sha256, kind, sheet, header)
    place = {field: index for index, _, field in columns}
    order = [place.get(field, -1) for field in TABLE_FIELDS]
    width = len(sheet.rows[header])
    for number, row in enumerate(sheet.rows[header + 1 :], start=header + 2):
        if not any(row) or _is_total(parsed, sha256, sheet, number, row) or _is_header(sheet.rows[header], row):
            continue
        if sheet.delimited and any(map(str.strip, row[width:])):
            parsed.findings.append(too_long(sha256, sheet.name, number, row, width))
            continue
        values = (readable(row[i]) or None if 0 <= i < len(row) else None for i in order)
        parsed.table_rows.append((sha256, kind.id, sheet.name, number, *values))


def too_long(sha256: str, sheet: str, number: int, row: list[str], width: int) -> Finding:
    """What is said of a line of a text that goes beyond the `width` columns of its header: a separator cut a value."""
    return Finding(sha256, "row_too_long", sheet, f"{_letter(width)}{number}", number, readable(" | ".join(row)[:200]))
