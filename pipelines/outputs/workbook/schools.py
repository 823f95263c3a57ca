"""Schools as a workbook, written row after row: the list as it is filtered, and all that a département knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from indicators.toml_file import toml_beside
from indicators.typography import number, typeset
from pipelines.facts.school_lists import Filters, Row, Sight, figures, rows, table
from pipelines.outputs.workbook.book import OPTIONS
from pipelines.outputs.workbook.edition import Edition, edition_of
from pipelines.outputs.workbook.wording import word
from pipelines.warehouse.builds import of_one_build
from pipelines.warehouse.disclosure import threshold

LISTED, VALUED = 20_000, 60_000  # rows of a list and of the values of a département, at most
WHOLE, DECIMAL, DAY = "#,##0", "#,##0.0#", "dd/mm/yyyy"


def _words() -> dict[str, Any]:
    return toml_beside(__file__, "schools.toml")


@of_one_build
def write_list(sight: Sight, filters: Filters, path: Path) -> Path:
    """Writes the schools that the filters keep, in their order. Raises NothingToExport and NoWarehouse."""
    edition = edition_of(sight.settings, filters.territory, filters.campaign)
    values = figures(sight, filters.territory, filters.campaign, filters.indicator)
    schools = table(sight, "listing", values, **filters.query(LISTED))
    notes = [filters.sentence] if filters.sentence else []
    if schools.num_rows and schools["found"][0].as_py() > LISTED:
        notes.append(_phrase("cut", most=number(LISTED)))
    with _book(path, edition) as book:
        _sheet(book, edition, "list", _each(schools), notes)
    return path


@of_one_build
def write_department(sight: Sight, territory: str, campaign: str, path: Path) -> Path:
    """Writes what is known of the schools of a département. Raises NothingToExport and NoWarehouse."""
    edition = edition_of(sight.settings, territory, campaign)
    at = {"territory": territory, "campaign": campaign}
    every = Filters(territory, campaign, "")
    none = figures(sight, territory, campaign, "")
    values = table(sight, "every", figures(sight, territory, campaign), rows=VALUED + 1)
    cut = [_phrase("cut", most=number(VALUED))] if values.num_rows > VALUED else []
    with _book(path, edition) as book:
        _sheet(book, edition, "directory", _each(table(sight, "listing", none, **every.query(LISTED))))
        _sheet(book, edition, "values", _each(values.slice(0, VALUED)), cut)
        _sheet(book, edition, "follow_up", rows(sight, "follow_up", **at))
        _sheet(book, edition, "bodies", rows(sight, "bodies", **at))
    return path


def _each(table: Any) -> Iterable[Row]:
    """Rows one batch after the other: never all of them as Python's."""
    for batch in table.to_batches(max_chunksize=2_000):
        yield from batch.to_pylist()


@contextmanager
def _book(path: Path, edition: Edition):
    """A workbook that keeps one row in memory at a time, and takes its place when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    book = xlsxwriter.Workbook(str(partial), {**OPTIONS, "in_memory": False, "constant_memory": True})
    book.set_properties({"title": _phrase("title", name=edition.facts.territory_name), "created": edition.built_at})
    yield book
    book.close()
    partial.replace(path)


def _sheet(
    book: xlsxwriter.Workbook, edition: Edition, name: str, lines: Iterable[Row], notes: Sequence[str] = ()
) -> None:
    """One sheet: what it is, what must be known to read it, then its rows."""
    texts = _words()["sheet"][name]
    sheet = book.add_worksheet(texts["name"])
    looks = _looks(book)
    for place, (_, _, width) in enumerate(texts["columns"]):
        sheet.set_column(place, place, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    facts = edition.facts
    title = f"{texts['title']} — {facts.territory_name}, campagne {edition.campaign}"
    head = [_phrase("secrecy", least=threshold() - 1), *notes]
    if facts.demonstration:
        head.insert(0, f"{word('demonstration', 'banner')}. {word('demonstration', 'explanation')}")
    sheet.write_string(0, 0, typeset(title), looks["title"])
    for line, note in enumerate(head, start=1):
        sheet.write_string(line, 0, typeset(note))
    top = len(head) + 2
    for place, (_, label, _) in enumerate(texts["columns"]):
        sheet.write_string(top, place, typeset(label), looks["header"])
    sheet.freeze_panes(top + 1, 1)
    sheet.repeat_rows(top)
    last = _rows(sheet, top, [key for key, _, _ in texts["columns"]], lines, looks)
    sheet.autofilter(top, 0, max(last, top + 1), len(texts["columns"]) - 1)


def _rows(sheet: Any, top: int, keys: Sequence[str], lines: Iterable[Row], looks: dict[str, Any]) -> int:
    last = top
    for last, row in enumerate(lines, start=top + 1):
        for place, key in enumerate(keys):
            _cell(sheet, last, place, _value(row, key), looks)
    return last


def _cell(sheet: Any, line: int, place: int, value: object, looks: dict[str, Any]) -> None:
    if isinstance(value, str):
        sheet.write_string(line, place, value, looks["text"])
    elif isinstance(value, date):
        sheet.write_datetime(line, place, datetime.combine(value, time()), looks["day"])
    elif isinstance(value, int | float):
        sheet.write_number(line, place, value, looks["whole" if float(value).is_integer() else "decimal"])


def _value(row: Row, key: str) -> object:
    """What a cell holds; two columns are words for what the row is."""
    if key == "state":
        texts = _words()["state"]
        return texts["unlisted"] if row["open"] is None else texts["open" if row["open"] else "closed"]
    if key == "answer":
        texts = _words()["answer"]
        return texts["masked"] if row["masked"] else texts["given" if row.get("answered", True) else "silent"]
    return row[key]


def _looks(book: xlsxwriter.Workbook) -> dict[str, Any]:
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "header": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "text": book.add_format({"quote_prefix": True}),
        "whole": book.add_format({"num_format": WHOLE}),
        "decimal": book.add_format({"num_format": DECIMAL}),
        "day": book.add_format({"num_format": DAY}),
    }


def _phrase(code: str, /, **facts: object) -> str:
    return typeset(_words()["said"][code].format(**facts))
