"""A workbook of ours and its sheets: properties, head and foot of each sheet, printing, the demonstration banner."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format

from indicators.palette import colour
from pipelines.outputs.plain_text import TEXT_STAYS_TEXT
from pipelines.outputs.workbook.appearance import FONT, SIZE, Formats
from pipelines.outputs.workbook.edition import Edition, Row
from pipelines.outputs.workbook.wording import phrase, word

OPTIONS = {
    "in_memory": True,
    "constant_memory": False,
    **TEXT_STAYS_TEXT,
    "nan_inf_to_errors": False,
    # Columns are as wide as so many of its digits: where a font is missing, the one in its place makes them wider, and
    # what is fitted to a page smaller. Ours is replaced by closer ones than the library's, and is on more computers.
    "default_format_properties": {"font_name": FONT, "font_size": 10, "font_scheme": "none"},
}
A4, A3 = 9, 8  # as the file format numbers them
LEAST_PRINTED = 9.0  # points of the type of a table, once a sheet is shrunk to its paper
SLACK = 1.08  # a sheet that holds on its paper by less than this is taken not to
CHARACTERS = 1.2  # characters of 9 points in a unit of column width, in a wide font
PAPER = {A4: "A4", A3: "A3"}
BETWEEN_MARGINS = {A4: (798, 526), A3: (1147, 773)}  # points between the margins of a sheet lying on its side
POINTS = 0.75  # in a pixel
ROW = 15.0  # points of a row whose height was not set
WIDE_DIGIT = 1.21  # how much wider a digit is where a wide font stands in for ours
WIDE_LETTER = 0.68  # of the size of bold letters in a wide font
LEAST_TITLE = 12.0  # points
LONGEST = 32_000  # a cell holds 32,767 characters


class Page:
    """One sheet being written from top to bottom: `row` is the next free one."""

    def __init__(
        self,
        book: Book,
        name: str,
        title: str,
        widths: list[float],
        size: float,
        paper: int | None,
        repeated: int | None = None,
    ) -> None:
        self.book, self.formats, self.widths = book, book.formats, widths
        self.repeated = repeated
        self.name, self.title = name, title
        self.sheet = book.workbook.add_worksheet(name)
        self.row = 0
        self.heights: dict[int, float] = {}  # points, of the rows whose height was set
        self.last = self.beside = len(widths) - 1  # the last column, and that of the first sheet of paper
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, width, self.formats.of())
        self.paper = paper or (A4 if self._fits(A4) else A3)
        self._paper(self.paper)
        if repeated is not None and not self._fits(self.paper):
            self._spread(repeated)
        self._head(title, size)

    def _paper(self, paper: int) -> None:
        sheet, facts = self.sheet, self.book.edition.facts
        sheet.hide_gridlines(2)
        sheet.set_paper(paper)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.55)
        header = f"{facts.strategy} — {facts.territory_name}, {facts.campaign}".replace("&", "&&")
        mark = f" — {word('demonstration', 'banner')}" if facts.demonstration else ""
        page = phrase("document", "page")
        right = f"{self.name.replace('&', '&&')} — {page} &P / &N — {PAPER[paper]}"
        foot = f'&L&"{FONT}"&10{header}{mark}&R&"{FONT}"&10{right}'
        sheet.set_footer(foot, {"scale_with_doc": False})  # LibreOffice scales it all the same

    def _fits(self, paper: int) -> bool:
        """Whether its columns hold across this paper, shrunk to no less than the least type."""
        shrunk = LEAST_PRINTED / self.formats.size
        return self.pixels * POINTS * WIDE_DIGIT * SLACK * shrunk <= BETWEEN_MARGINS[paper][0]

    def _spread(self, repeated: int) -> None:
        """A table too wide for one sheet of paper goes on at its right, under the same `repeated` first columns: its
        type is as large as on one."""
        room = BETWEEN_MARGINS[self.paper][0] / POINTS / WIDE_DIGIT * self.formats.size / LEAST_PRINTED
        while self.beside > repeated and self.pixels > room:
            self.beside -= 1
        self.sheet.set_print_scale(math.ceil(100 * LEAST_PRINTED / self.formats.size))
        self.sheet.print_across()
        if repeated:
            self.sheet.repeat_columns(0, repeated - 1)

    def _head(self, title: str, size: float) -> None:
        facts = self.book.edition.facts
        across = self.pixels * POINTS / (len(title) * WIDE_LETTER)  # points at which it is not cut at the edge
        size = min(size, max(LEAST_TITLE, across))
        self.line(title, self.formats.of(font_size=size, bold=True, font_color=colour("accent")), height=size * 1.6)
        subject = f"{facts.strategy} — {facts.territory_name} — campagne {facts.campaign}"
        self.line(subject, self.formats.of(font_color=colour("soft")), height=15)
        if facts.demonstration:
            banner = f"{word('demonstration', 'banner')}. {word('demonstration', 'explanation')}"
            ground = colour("warning_ground")
            style = self.formats.of(bold=True, font_color=colour("warning"), bg_color=ground, text_wrap=True)
            self.paragraph(banner, style)

    def line(self, text: str, style: Format, height: float | None = None) -> None:
        """A text that runs over the cells at its right."""
        self.set_row(self.row, height)
        self.sheet.write_string(self.row, 0, text, style)
        self.row += 1

    def paragraph(
        self,
        text: str,
        style: Format | None = None,
        size: float = 0,
        start: int = 0,
        spacing: float = 5,
        leading: float = 1.4,
    ) -> None:
        """A text over the whole width from the column `start`: lines `leading` times as high as its letters, and
        `spacing` points more."""
        size = size or self.formats.size
        style = style or self.formats.of(text_wrap=True, font_color=colour("soft"), font_size=size)
        # A merged row does not find its own height.
        across = sum(self.widths[start : self.beside + 1])
        lines = max(1, math.ceil(len(text) * size / SIZE / (across * CHARACTERS)))
        self.set_row(self.row, spacing + lines * size * leading)
        if self.beside > start:
            self.sheet.merge_range(self.row, start, self.row, self.beside, "", style)
        self.sheet.write_string(self.row, start, text, style)
        self.row += 1

    @property
    def pixels(self) -> int:
        """How wide the sheet is (of paper: the first), in the measure of charts: seven pixels a unit, and five about
        each column."""
        return self.across()

    def across(self, start: int = 0) -> int:
        """The same from a column on."""
        return sum(round(width * 7) + 5 for width in self.widths[start : self.beside + 1])

    @property
    def down(self) -> float:
        """How many points of rows one sheet of paper lying on its side holds, shrunk as its columns ask for."""
        across, down = BETWEEN_MARGINS[self.paper]
        if self.beside < self.last:
            return down * self.formats.size / LEAST_PRINTED
        return down / min(1, across / (self.pixels * POINTS * WIDE_DIGIT))

    def written(self, first: int = 0, last: int | None = None) -> float:
        """How many points high these rows are, all that were written unless some are asked for."""
        return sum(self.heights.get(row, ROW) for row in range(first, self.row if last is None else last + 1))

    def rows_left(self) -> int:
        """How many rows of the usual height still come on the first sheet of paper."""
        return int((self.down - self.written()) / ROW)

    def set_row(self, row: int, height: float | None) -> None:
        """Gives a row its height in points; None leaves it to the office suite."""
        self.sheet.set_row(row, height)
        if height is not None:
            self.heights[row] = height

    def heading(self, text: str) -> None:
        """The heading of a part of the sheet."""
        self.row += 1
        self.line(text, self.formats.of(font_size=12, bold=True, font_color=colour("accent")), height=20)

    def text(self, row: int, column: int, text: str, style: Format) -> None:
        """A text cell, never a formula, whatever it begins with."""
        self.sheet.write_string(row, column, text if len(text) <= LONGEST else text[:LONGEST] + "…", style)

    def print_all(self, one_page: bool = False) -> None:
        """The print area: all that was written; on one page where asked."""
        self.print_until(max(self.row - 1, 0))
        if one_page:
            self.sheet.fit_to_pages(1, 1)

    def print_until(self, row: int) -> None:
        """A print area that stops at a row."""
        self.sheet.print_area(0, 0, row, self.last)


class Book:
    """A workbook being written; its sheets come in the order in which they are asked for."""

    def __init__(self, path: Path, edition: Edition, title: str, size: float = SIZE) -> None:
        self.edition = edition
        self.title = title
        self.workbook = xlsxwriter.Workbook(str(path), OPTIONS)
        self.formats = Formats(self.workbook, size)
        self.pages: list[Page] = []
        # name of a table → its sheet, the row of its header, its rows
        self.tables: dict[str, tuple[Page, int, Sequence[Row]]] = {}
        facts = edition.facts
        comments = phrase("document", "licence")
        if facts.demonstration:
            comments = f"{word('demonstration', 'banner')}. {comments}"
        self.workbook.set_properties(
            {
                "title": title,
                "subject": f"{facts.strategy} — {facts.territory_name}, campagne {facts.campaign}",
                "author": phrase("document", "creator"),
                "comments": comments,
                "created": edition.built_at,
            }
        )

    def page(
        self,
        name: str,
        title: str,
        widths: list[float],
        size: float = 16,
        paper: int | None = None,
        repeated: int | None = None,
    ) -> Page:
        """A new sheet, `size` being that of its title; without a paper, the one that its width asks for. `repeated`: it
        may go on at its right on other sheets of paper, where so many columns come again."""
        page = Page(self, name, title, widths, size, paper, repeated)
        self.pages.append(page)
        return page


@contextmanager
def writing(path: Path, edition: Edition, title: str, size: float = SIZE) -> Iterator[Book]:
    """A workbook that takes its place when the block ends well: nobody opens half of one. `size`: that of its type."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    book = Book(partial, edition, title, size)
    yield book
    book.workbook.close()
    partial.replace(path)
