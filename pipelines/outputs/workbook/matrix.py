"""Objectives × territories on one page: the figure, and under it the word of its status."""

from __future__ import annotations

from indicators.typography import typeset
from pipelines.outputs.workbook.appearance import NUMBER_FORMATS
from pipelines.outputs.workbook.book import Book, Page
from pipelines.outputs.workbook.edition import Row
from pipelines.outputs.workbook.wording import phrase, word

NUMBER, TITLE = 5.0, 40.0
NARROW, WIDE = 12.5, 14.0
WORDS = 9.0  # points of a status under its figure
MANY = 8  # territories; with fewer, their columns are wider and their names lie flat


def write_matrix(book: Book, name: str, title: str, query: str) -> None:
    """Every objective in each of the territories of a query of sql/export."""
    rows = book.edition.rows(query)
    names = list(dict.fromkeys(row["territory_name"] for row in rows))
    many = len(names) > MANY
    page = book.page(name, title, [NUMBER, TITLE, *[NARROW if many else WIDE] * len(names)], repeated=2)
    page.paragraph(phrase("note", "matrix"))
    page.row += 1
    header = page.row
    for at, text in enumerate(["N°", "Objectif", *names]):
        turned = {"rotation": 90 if many else 0, "align": "center"} if at > 1 else {}
        page.text(header, at, text, page.formats.header(valign="bottom", **turned))
    page.sheet.set_row(header, 108 if many else 42)
    page.row += 1
    objectives: dict[int, list[Row]] = {}
    for row in rows:
        objectives.setdefault(row["objective_id"], []).append(row)
    for cells in objectives.values():
        _write_objective(page, cells)
    page.sheet.freeze_panes(header + 1, 2)
    page.sheet.repeat_rows(header)
    page.print_all(one_page=True)
    if page.beside < page.last:  # as many territories as take two sheets of paper
        page.sheet.fit_to_pages(2, 1)


def _write_objective(page: Page, cells: list[Row]) -> None:
    """Two rows: the numbers, then the words."""
    formats, top = page.formats, page.row
    number = formats.cell(bold=True, num_format="0", align="left")
    page.sheet.merge_range(top, 0, top + 1, 0, None, number)
    page.sheet.write_number(top, 0, cells[0]["objective_id"], number)
    title = formats.cell(text_wrap=True)
    page.sheet.merge_range(top, 1, top + 1, 1, "", title)
    page.text(top, 1, typeset(cells[0]["objective_title"]), title)
    for at, cell in enumerate(cells, start=2):
        status = cell["status"]
        percent = NUMBER_FORMATS["percent"]
        look = formats.status("status", status, align="center", font_size=10, bottom=0, num_format=percent)
        if cell["progress"] is None:
            page.sheet.write_blank(top, at, None, look)
        else:
            page.sheet.write_number(top, at, cell["progress"], look)
        under = formats.status("status", status, align="center", font_size=WORDS, text_wrap=True)
        page.text(top + 1, at, word("status", status), under)
    page.sheet.set_row(top, 14)
    page.sheet.set_row(top + 1, 21)
    page.row += 2
