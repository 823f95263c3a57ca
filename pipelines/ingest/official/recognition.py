"""Which known table a line of headers is, ours or an official one; of none, the nearest, with what it has and lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from indicators.territories import fold
from indicators.typography import typeset
from indicators.words import words
from pipelines.ingest.limits import UnreadableFile
from pipelines.ingest.official.definition import OfficialTable, official_tables
from pipelines.ingest.report_format import HEADER_ROWS, Section, header_key, report_format

MOST_NAMED = 12
LABELS = 3  # of a sheet Identification, below one another, that no other text has
DIRECTORY = "school_directory"


def keys_of(header: str) -> tuple[str, ...]:
    """The keys under which a header may be known: whole, and without the explanation in brackets that follows it."""
    short = header.partition("(")[0]
    return (header_key(header), header_key(short)) if short != header else (header_key(header),)


@dataclass(frozen=True)
class Columns:
    """The headers of one line of a file, by their keys: the first column of each."""

    headers: tuple[str, ...]
    places: dict[str, int]

    @classmethod
    def of(cls, line: Sequence[str]) -> Columns:
        """The columns of a line of headers."""
        places: dict[str, int] = {}
        for index, header in enumerate(line):
            for key in keys_of(header):
                if key:
                    places.setdefault(key, index)
        return cls(tuple(line), places)

    def place(self, spellings: Iterable[str]) -> int | None:
        """The column that has one of these spellings, the first of them that is there."""
        return next((self.places[key] for name in spellings if (key := header_key(name)) in self.places), None)


def official_table(line: Sequence[str], catalogue: Path | None = None) -> OfficialTable | None:
    """The official table whose headers stand in a line: of several, the one that asks for most."""
    columns = Columns.of(line)
    tables = [table for table in official_tables(catalogue) if not _missing(table, columns)]
    return max(tables, key=lambda table: (len(table.required()), _known_count(table, columns)), default=None)


def known_table(line: Sequence[str], catalogue: Path | None = None) -> Section | OfficialTable | None:
    """The table that a line of headers begins: observations of ours, an official table, then a directory of ours."""
    kinds = [kind for kind in report_format().tables.values() if kind_has(kind, line)]
    ours = [kind for kind in kinds if kind.id != DIRECTORY]
    return next(iter(ours), None) or official_table(line, catalogue) or next(iter(kinds), None)


def wanted_columns(table: OfficialTable, columns: Columns) -> list[int]:
    """The columns of a file that are read, in their order."""
    spelled = [names for place in table.place for names in (place.code, place.label)]
    spelled += [column.headers for column in (*table.column, *table.measure, *table.trait)]
    spelled += [table.dated, *([table.year.headers] if table.year else [])]
    return sorted({place for names in spelled if (place := columns.place(names)) is not None})


def columns_read(table: Section | OfficialTable, line: Sequence[str]) -> frozenset[int]:
    """The columns that are read of the table that a line of headers begins."""
    if isinstance(table, OfficialTable):
        return frozenset(wanted_columns(table, Columns.of(line)))
    return frozenset(place for place, text in enumerate(line) if header_key(text) in table.headers)


def kind_has(kind: Section, line: Sequence[str]) -> bool:
    """Whether a line holds every header that a kind of table of ours needs."""
    keys = {key for text in line if (key := header_key(text)) in kind.headers}
    return kind.required <= {kind.headers[key].id for key in keys}


def known_keys(catalogue: Path | None = None) -> frozenset[str]:
    """The key of every header of every known table."""
    ours = {key for table in report_format().tables.values() for key in table.headers}
    return frozenset(ours | {key for table in official_tables(catalogue) for key in table.headers()})


def unknown_table(
    lines: Sequence[Sequence[str]], catalogue: Path | None = None, is_workbook: bool = False
) -> UnreadableFile | None:
    """The refusal of a table that is not known: the sheet of a report that it is, or the nearest table, the columns
    found, those missing; None where these are no lines of headers and values."""
    if not is_workbook and (sheet := _sheet_of_report(lines[:HEADER_ROWS])):
        return UnreadableFile("report_sheet_alone", sheet)
    line = max(
        lines[:HEADER_ROWS], key=lambda row: (_weight(row, catalogue), len([*filter(str.strip, row)])), default=[]
    )
    headers = [text.strip() for text in line if text.strip()]
    wide = [row for row in lines if len([*filter(str.strip, row)]) > 1]
    if len(headers) < 2 or len(wide) < 2 or not any(map(_says, headers)):  # a sentence with a comma is no table
        return None
    near = max(_candidates(line, catalogue), key=lambda candidate: candidate.score)
    return UnreadableFile("table_unknown", _named(headers), typeset(near.sentence()))


def _sheet_of_report(lines: Sequence[Sequence[str]]) -> str | None:
    """The sheet of a report that a text holds, as a spreadsheet program saves the one that is open: its labels, or
    headers that are all its own; two columns may be anyone's."""
    sheets = report_format().sheets.values()
    first = {fold(line[0]) for line in lines if line}
    labels = next(section for section in sheets if not section.required)
    if len(first & labels.headers.keys()) >= LABELS:
        return labels.sheet
    for line in lines:
        headers = [key for text in line if (key := fold(text))]
        for section in sheets:
            ids = {section.headers[key].id for key in headers if key in section.headers}
            if section.required and section.required <= ids and len(headers) > 2 and len(ids) == len(headers):
                return section.sheet
    return None


@dataclass(frozen=True)
class _Near:
    """A table that a file may have been meant to be: how many of its headers are there, and what it lacks."""

    title: str
    score: tuple[int, int]
    missing: tuple[str, ...]

    def sentence(self) -> str:
        if not self.score[0]:
            return "aucune colonne n'est celle d'un tableau connu"
        lacking = f" ; colonnes manquantes : {_named(self.missing)}" if self.missing else ""
        return f"le tableau connu le plus proche est « {self.title} »{lacking}"


def _candidates(line: Sequence[str], catalogue: Path | None) -> list[_Near]:
    columns, candidates = Columns.of(line), []
    for kind in report_format().tables.values():
        there = {kind.headers[key].id for key in columns.places if key in kind.headers}
        missing = tuple(field.header for field in kind.fields if field.id in kind.required - there)
        candidates.append(_Near(words()["table_kind"][kind.id], (len(there), -len(missing)), missing))
    for table in official_tables(catalogue):
        missing = tuple(names[0] for names in _missing(table, columns))
        candidates.append(_Near(table.title, (_known_count(table, columns), -len(missing)), missing))
    return candidates


def _missing(table: OfficialTable, columns: Columns) -> list[tuple[str, ...]]:
    """The spellings of each column that an official table cannot do without, where the file has none of them."""
    missing = [names for names in table.required() if columns.place(names) is None]
    others = table.alternatives()
    if others and all(columns.place(names) is None for names in others):
        missing.append(others[0])
    if not any(column.required for column in table.column):
        places = [(*place.code, *place.label) for place in table.place]
        if all(columns.place(names) is None for names in places):
            missing.append(places[0])
    return missing


def _known_count(table: OfficialTable, columns: Columns) -> int:
    return len({columns.places[key] for key in table.headers() if key in columns.places})


def _weight(line: Sequence[str], catalogue: Path | None) -> int:
    keys = known_keys(catalogue)
    return len({key for text in line for key in keys_of(text) if key in keys})


def _says(header: str) -> bool:
    return any(map(str.isalpha, header))


def _named(headers: Sequence[str]) -> str:
    names = [header if len(header) <= 60 else header[:60] + "…" for header in headers[:MOST_NAMED]]
    return ", ".join(names) + ("…" if len(headers) > MOST_NAMED else "")
