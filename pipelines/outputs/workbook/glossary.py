"""The sheet that says what the words of the workbook mean, with the thresholds of the strategy."""

from __future__ import annotations

from indicators.typography import short, typeset
from pipelines.outputs.workbook.book import Book
from pipelines.outputs.workbook.columns import Column
from pipelines.outputs.workbook.table import write_table
from pipelines.outputs.workbook.wording import phrase, wording

NAME = "Lecture"


def write_reading(book: Book) -> None:
    """One row per word."""
    facts = book.edition.facts
    thresholds = {
        "on_track": short(facts["on_track"]),
        "watch": short(facts["watch"]),
        "coverage_threshold": short(facts["coverage_threshold"]),
        "target_campaign": facts["target_campaign"],
    }
    shown = [Column("name", "Mot", 26, "text"), Column("text", "Ce qu'il veut dire", 120, "text")]
    page = book.page(NAME, phrase("note", "reading"), [one.width for one in shown])
    page.row += 1
    rows = [{key: typeset(text.format(**thresholds)) for key, text in term.items()} for term in wording()["term"]]
    write_table(page, shown, rows, "Mots", freeze=1)
    page.print_all(one_page=True)
