"""The lines of an official table → rows of schema `raw`: of the directory, of counts, of an indicator, of groups.

Everything is done column by column: a national table has a million cells that are read, and many more that are not."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import pyarrow as pa

from indicators.territories import fold
from indicators.territory_names import NamedTerritory, named_territory
from indicators.typography import number, typeset
from pipelines.ingest.official.definition import Measure, OfficialTable, Trait
from pipelines.ingest.official.recognition import Columns
from pipelines.ingest.parsed import (
    TABLE_COLUMNS,
    TABLE_FIELDS,
    FileRow,
    Finding,
    Header,
    Parsed,
    column_letter,
    table_rows,
)
from pipelines.ingest.report_format import header_key, report_format

KINDS = {
    "directory": "school_directory",
    "counts": "reference_count",
    "indicator": "school_observations",
    "traits": "school_trait",
}
MOST_NAMED = 160  # characters, of the columns that are not read
_WORDS = {"rentree": "Rentrée", "session": "Session", "calendar_year": "Session", "school_year": None}
_BARE_YEAR = re.compile(r"\d{4}(?:\.0)?")
_CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
pc: Any = import_module("pyarrow.compute")  # its functions are made at import: no checker knows them
Texts = Any  # a column of texts, in one piece or in several


def bare_year_said(text: str, word: str | None) -> str:
    """A year as its column means it: `Rentrée 2024` for `2024` under a header that says a rentrée."""
    return f"{word} {text[:4]}" if word and _BARE_YEAR.fullmatch(text) else text


@dataclass
class Sheet:
    """Lines of an official table: `cells` has one column of texts for each column that is read, named by its place;
    `numbers` are those of their rows in the file."""

    sha256: str
    table: OfficialTable
    columns: Columns
    cells: pa.Table
    numbers: pa.Array
    name: str = ""
    header: int = 0
    findings: list[Finding] = field(default_factory=list)

    def texts(self, spellings: Sequence[str]) -> Texts | None:
        """The texts of a column, NULL where empty; None where the file has none of these headers."""
        place = self.columns.place(spellings)
        return None if place is None else self.cells[str(place)]

    def letter(self, spellings: Sequence[str]) -> str | None:
        """The letter of the column of these headers."""
        place = self.columns.place(spellings)
        return None if place is None else column_letter(place)


def parsed_lines(sheet: Sheet) -> Parsed:
    """All that the lines say, with what is to be told of the whole file."""
    sheet.cells = pa.table({name: _clean(sheet.cells[name]) for name in sheet.cells.column_names})
    _agreement(sheet)
    _nameless(sheet)
    _placeless(sheet)
    parsed = Parsed()
    table = sheet.table
    parsed.files.append(FileRow(sheet.sha256, "table", KINDS[table.feeds], table.id, table.title, _dated_on(sheet)))
    parsed.headers += _headers(sheet)
    parts = [_directory(sheet)] if table.feeds == "directory" else []
    parts += [part for measure in table.measure if (part := _measured(sheet, measure)) is not None]
    parts += [part for trait in table.trait if (part := _grouped(sheet, trait)) is not None]
    parsed.tables += [part for part in parts if part.num_rows]
    parsed.findings += [*sheet.findings, _read_as(sheet)]
    return parsed


def _clean(texts: Texts) -> Texts:
    """Texts without the spaces around them; an empty one is NULL, and what would command a terminal is unknown."""
    trimmed = pc.utf8_trim_whitespace(texts)
    if pc.any(pc.match_substring_regex(trimmed, _CONTROL)).as_py():
        trimmed = pc.replace_substring_regex(trimmed, _CONTROL, "\ufffd")
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _each(texts: Texts, meaning: Callable[[str], Any], kind: pa.DataType | None = None) -> Texts:
    """What each text means: every distinct one is looked at once."""
    encoded = pc.dictionary_encode(texts)
    coded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    meant = pa.array([meaning(text) for text in coded.dictionary.to_pylist()], kind or pa.string())
    return meant.take(coded.indices)


def _agreement(sheet: Sheet) -> None:
    """Sets aside the lines whose code and label of a territory disagree: one of them is wrong, and which is unknown."""
    for place in sheet.table.place:
        code, label = sheet.texts(place.code), sheet.texts(place.label)
        if code is None or label is None:
            continue
        pairs = pc.binary_join_element_wise(code, label, "\x1f")
        wrong = _each(pairs, lambda pair, level=place.level: _disagree(pair, level), pa.bool_())
        wrong = pc.fill_null(wrong, False)
        if not pc.any(wrong).as_py():
            continue
        first = pc.index(wrong, True).as_py()
        count = pc.sum(wrong).as_py()
        letter = sheet.letter(place.code)
        row = sheet.numbers[first].as_py()
        text = typeset(f"« {code[first]} » et « {label[first]} »")
        lines = f"{number(count)} ligne{'s' if count > 1 else ''}"
        sheet.findings.append(
            Finding(sheet.sha256, "territories_disagree", sheet.name or None, f"{letter}{row}", None, text, lines)
        )
        sheet.cells, sheet.numbers = sheet.cells.filter(pc.invert(wrong)), sheet.numbers.filter(pc.invert(wrong))


def _nameless(sheet: Sheet) -> None:
    """Leaves out the lines that name no school, in a table that is read school by school: said once."""
    named = next((column for column in sheet.table.column if column.field == "school_code"), None)
    texts = sheet.texts(named.headers) if named else None
    if texts is None or not texts.null_count:
        return
    lines = f"{number(texts.null_count)} ligne{'s' if texts.null_count > 1 else ''}"
    sheet.findings.append(Finding(sheet.sha256, "official_lines_nameless", sheet.name or None, None, None, lines))
    valid = pc.is_valid(texts)
    sheet.cells, sheet.numbers = sheet.cells.filter(valid), sheet.numbers.filter(valid)


def _placeless(sheet: Sheet) -> None:
    """Leaves out the lines whose territory is not understood, in a table that is read territory by territory: said
    once. They are not out of scope: of a total nothing is lost, of a code that is misspelled a figure is."""
    by_school = any(column.field == "school_code" for column in sheet.table.column)
    if by_school or not (column := _finest(sheet)):
        return
    level, spellings = column
    texts = pc.fill_null(sheet.texts(spellings), "")
    unknown = _each(texts, lambda text: named_territory(text, level).kind not in ("known", "out_of_scope"), pa.bool_())
    if not pc.any(unknown).as_py():
        return
    count = pc.sum(unknown).as_py()
    cell = f"{sheet.letter(spellings)}{sheet.numbers[pc.index(unknown, True).as_py()].as_py()}"
    lines = f"{number(count)} ligne{'s' if count > 1 else ''}"
    named = _first_of(pc.unique(texts.filter(unknown)).to_pylist())
    sheet.findings.append(
        Finding(sheet.sha256, "official_territories_unknown", sheet.name or None, cell, None, named, lines)
    )
    sheet.cells, sheet.numbers = sheet.cells.filter(pc.invert(unknown)), sheet.numbers.filter(pc.invert(unknown))


def _first_of(texts: Sequence[str]) -> str:
    """The first ten of some texts, in their order; an empty one says so."""
    named = ", ".join((text or "vide")[:60] for text in sorted(texts)[:10])
    return f"{named}…" if len(texts) > 10 else named


def _disagree(pair: str | None, level: str) -> bool:
    code, _, label = (pair or "").partition("\x1f")
    named, also = named_territory(code, level), named_territory(label, level)
    return named.kind == also.kind == "known" and named.code != also.code


def _dated_on(sheet: Sheet) -> str | None:
    """The day of the extract: the last of the days on which a line was brought up to date."""
    texts = sheet.texts(sheet.table.dated)
    days = [day[:10] for day in pc.unique(texts).to_pylist() if day and _DAY.match(day)] if texts is not None else []
    return max(days, default=None)


def _headers(sheet: Sheet) -> list[Header]:
    """Where each field stands, for the section of each kind of row that it gives."""
    table = sheet.table
    fields = {column.field: sheet.letter(column.headers) for column in table.column}
    fields |= {"campaign": sheet.letter(table.year.headers)} if table.year else {}
    measures = [measure for measure in table.measure if measure.indicator]
    if measures:
        fields |= {"numerator": sheet.letter(measures[0].headers), "code": sheet.letter(measures[0].headers)}
    sections = {
        KINDS[table.feeds],
        *(["school_trait"] if table.trait else []),
        *(["reference_count"] if table.measure else []),
    }
    return [
        Header(sheet.sha256, section, sheet.name, name, letter)
        for section in sorted(sections)
        for name, letter in fields.items()
        if letter
    ]


def _rows(sheet: Sheet, kind: str, texts: dict[str, Any], keep: Texts | None = None) -> pa.Table:
    """Rows of schema `raw`: `texts` are those of each column, or one for all; `keep` tells which lines give one."""
    facts = {"source_sha256": sheet.sha256, "table_kind": kind, "sheet": sheet.name, "row_number": sheet.numbers}
    columns = []
    for name in TABLE_COLUMNS:
        value = (facts | texts).get(name)
        size, type_ = len(sheet.numbers), table_rows().field(name).type
        if value is None or isinstance(value, str):
            columns.append(pa.repeat(pa.scalar(value, type_), size))
        else:
            columns.append((value.combine_chunks() if isinstance(value, pa.ChunkedArray) else value).cast(type_))
    rows = pa.table(columns, schema=table_rows())
    return rows if keep is None else rows.filter(pc.fill_null(keep, False))


def _fields(sheet: Sheet) -> dict[str, Any]:
    """The fields of each line that tell of which school, kind, sector, year and territory it speaks."""
    table = sheet.table
    fields: dict[str, Any] = {
        column.field: texts for column in table.column if (texts := sheet.texts(column.headers)) is not None
    }
    if table.year and (texts := sheet.texts(table.year.headers)) is not None:
        word = _WORDS[table.year.means]
        fields["campaign"] = _each(texts, lambda text: None if text is None else bare_year_said(text, word))
    if "school_code" not in fields and table.place:
        fields["territory"] = _territories(sheet)
    return {name: texts for name, texts in fields.items() if name in TABLE_FIELDS}


def _territories(sheet: Sheet) -> Texts | None:
    """The territory of each line, from the columns of the finest level that the file has."""
    if not (column := _finest(sheet)):
        return None
    level, spellings = column
    return _each(sheet.texts(spellings), lambda text: _territory(text, level))


def _finest(sheet: Sheet) -> tuple[str, Sequence[str]] | None:
    """The level, and the spellings of the column, of the finest level that the file has."""
    columns = ((place.level, spellings) for place in sheet.table.place for spellings in (place.code, place.label))
    return next((column for column in columns if sheet.texts(column[1]) is not None), None)


def _territory(text: str | None, level: str) -> str | None:
    if text is None:
        return None
    named: NamedTerritory = named_territory(text, level)
    return named.code or text


def _directory(sheet: Sheet) -> pa.Table:
    fields = _fields(sheet)
    return _rows(sheet, "school_directory", fields, pc.is_valid(fields["school_code"]))


def _measured(sheet: Sheet, measure: Measure) -> pa.Table | None:
    """The rows of one column of numbers: a line without a number, or of another kind of school, gives none."""
    texts = sheet.texts(measure.headers)
    if texts is None:
        return None
    fields, keep = _fields(sheet), pc.is_valid(texts)
    if measure.kind and "school_kind" in fields:
        keep = pc.and_(
            keep, _each(fields["school_kind"], lambda text: text and kind_of(text) == measure.kind, pa.bool_())
        )
    measured = {
        "code": measure.indicator or measure.counts,
        "numerator": texts,
        "letter": sheet.letter(measure.headers),
    }
    if measure.indicator:
        return _rows(sheet, "school_observations", {**fields, **measured, "source": measure.over}, keep)
    return _rows(sheet, "reference_count", {**fields, **measured, "source": sheet.table.title}, keep)


def kind_of(label: str) -> str | None:
    """The kind of school that a label tells, by its beginning; the longest beginning that is known decides."""
    folded = fold(label)
    labels = [school_label for school_label in report_format().labels if folded.startswith(school_label.begins)]
    return max(labels, key=lambda school_label: len(school_label.begins)).kind if labels else None


def _grouped(sheet: Sheet, trait: Trait) -> pa.Table | None:
    """The group of each school of which the column says one."""
    texts = sheet.texts(trait.headers)
    if texts is None:
        return None
    groups = _each(texts, lambda text: None if text is None else _group(text, trait))
    if trait.bands:
        _say_groupless(sheet, trait, texts.filter(pc.and_(pc.is_valid(texts), pc.is_null(groups))))
    grouped = {"code": trait.dimension, "numerator": groups, "letter": sheet.letter(trait.headers)}
    return _rows(sheet, "school_trait", {**_fields(sheet), **grouped}, pc.is_valid(groups))


def _say_groupless(sheet: Sheet, trait: Trait, texts: Texts) -> None:
    """Schools whose number is withheld, or is none, are in no group: said once for the column."""
    if len(texts):
        named, lines = (
            _first_of(pc.unique(texts).to_pylist()),
            f"{number(len(texts))} ligne{'s' if len(texts) > 1 else ''}",
        )
        cell = f"{sheet.letter(trait.headers)}{sheet.header + 1}"
        sheet.findings.append(
            Finding(sheet.sha256, "official_groups_unread", sheet.name or None, cell, None, named, lines)
        )


def _group(text: str, trait: Trait) -> str | None:
    if trait.member:
        return trait.member if header_key(text) in ("1", "10", "oui", "vrai", "true") else None
    return _band(text, trait.bands) if trait.bands else text


def _band(text: str, bands: Sequence[float]) -> str | None:
    """Between which bounds a number lies, in words."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    if not math.isfinite(value):  # « nan », what programs write of a number that is missing
        return None
    above = [bound for bound in bands if value >= bound]
    if not above:
        return f"moins de {number(bands[0])}"
    rest = bands[len(above) :]
    return f"de {number(above[-1])} à {number(rest[0])}" if rest else f"{number(above[-1])} et plus"


def _read_as(sheet: Sheet) -> Finding:
    """As which table the file was read, and which of its columns were not."""
    read = set(map(int, sheet.cells.column_names))
    unread = [text.strip() for index, text in enumerate(sheet.columns.headers) if index not in read and text.strip()]
    total = len([text for text in sheet.columns.headers if text.strip()])
    sentence = f"{number(len(read))} colonnes sur {number(total)}"
    if unread:
        names = ", ".join(unread)
        names = names if len(names) <= MOST_NAMED else names[:MOST_NAMED].rpartition(", ")[0] + "…"
        sentence += f" ; non lues : {names}"
    return Finding(sheet.sha256, "official_read", sheet.name or None, None, None, sheet.table.title, typeset(sentence))
