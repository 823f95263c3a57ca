"""A factsheet as a tagged PDF (PDF/UA-1), two pages of A4 at most, always the same bytes for the same state."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from indicators.palette import look
from pipelines.errors import PdfNotAvailable
from pipelines.outputs.factsheet.blocks import (
    Cell,
    Facts,
    Factsheet,
    Group,
    Line,
    Map,
    OnPaper,
    Points,
    Section,
    Series,
    Table,
    Written,
    together,
)
from pipelines.outputs.factsheet.progress import legend_rows
from pipelines.outputs.factsheet.svg import SVG, svg_map, svg_swatch, svg_trajectory
from pipelines.outputs.factsheet.wording import phrase

FOLDER = Path(__file__).parent
LONG_TITLE = 60
PAGES = 2
CHARACTERS = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2212",
    "latin-ext": "U+0100-0130,U+0132-0151,U+0154-024F,U+1E00-1EFF",
}
SIZES = (8.0, 7.6, 7.2, 6.8, 6.4, 6.0)  # points
ZOOMED_MM, COUNTRY_MM = (86.0, 88.0), (101.0, 100.0)
CHART_MM = (184.0, 62.0)


def write_pdf(factsheet: Factsheet, sizes: Sequence[float] = SIZES) -> bytes:
    """The bytes of the PDF, in smaller letters where a talkative committee needs them. Raises PdfNotAvailable."""
    document = _laid_out_in(factsheet, sizes)
    identifier = bytes.fromhex(factsheet.digest)[:16]
    return document.write_pdf(finisher=_scoped, pdf_variant="pdf/ua-1", pdf_identifier=identifier)


def _scoped(_document: Any, pdf: Any) -> None:
    """Says of each header of a table whether it is that of a line or of a column: who hears the table is told both.

    The library names to each cell its headers, but not to a header what it is the header of: that of the first column,
    whose cells are headers too, was that of nothing."""
    objects: list[Any] = [element for element in pdf.objects if isinstance(element, dict)]
    numbered: dict[Any, Any] = {element.reference: element for element in objects}
    for element in objects:
        if element.get("S") == "/TH":
            line = numbered[element["P"]]
            group = numbered.get(line["P"], {}) if line.get("S") == "/TR" else {}
            element["A"]["Scope"] = "/Column" if group.get("S") == "/THead" else "/Row"


def _laid_out_in(factsheet: Factsheet, sizes: Sequence[float]) -> Any:
    """The document in the first of these sizes that holds it in two pages, else in the last."""
    size, *smaller = sizes
    document = _weasyprint().HTML(string=page(factsheet, size), base_url=FOLDER.as_uri() + "/").render()
    return _laid_out_in(factsheet, smaller) if smaller and len(document.pages) > PAGES else document


def _weasyprint():
    # Where HarfBuzz-Subset is absent, fontTools cuts the fonts and writes the hour into each: the same state would give
    # other bytes a second later. It takes the hour from this variable, as every tool of reproducible builds does.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    try:
        import weasyprint
    except (ImportError, OSError) as missing:
        raise PdfNotAvailable from missing
    return weasyprint


def _fonts(parts: Sequence[str] = tuple(CHARACTERS), address: Callable[[Path], str] = Path.as_uri) -> str:
    """Faces of one weight each: a variable font would be cut at each writing, slowly and never to the same bytes."""
    return "".join(
        f'@font-face {{ font-family: "Public Sans"; font-weight: {weight}; unicode-range: {CHARACTERS[part]}; '
        f'src: url("{address(FOLDER / "fonts" / f"public-sans-{part}-{name}.ttf")}"); }}\n'
        for part in parts
        for name, weight in (("regular", 400), ("bold", 700))
    )


def _sheet(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def page(factsheet: Factsheet, size: float = SIZES[0]) -> str:
    """The HTML that is laid out, in letters of this size."""
    return _page(factsheet, f"html {{ font-size: {size}pt; }}\n{_fonts()}{_sheet('page.css')}")


def standalone(factsheet: Factsheet) -> str:
    """The same as a page to keep, which needs nothing else: it opens in a browser, on a telephone too, and prints."""
    fonts = _fonts(["latin"], lambda path: f"data:font/ttf;base64,{b64encode(path.read_bytes()).decode('ascii')}")
    viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    return _page(factsheet, f"{fonts}{_sheet('page.css')}{_sheet('screen.css')}", viewport)


def _page(factsheet: Factsheet, style: str, more: str = "") -> str:
    date = factsheet.edition.strftime("%Y-%m-%dT%H:%M:%SZ")
    banner = f'<p class="banner">{escape(factsheet.banner)}</p>' if factsheet.banner else ""
    return (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{escape(factsheet.title)}</title>'
        f'<meta name="author" content="{escape(phrase("document", "creator"))}">'
        f'<meta name="description" content="{escape(factsheet.subtitle)}">'
        f'<meta name="dcterms.created" content="{date}"><meta name="dcterms.modified" content="{date}">'
        f"{more}<style>{style}</style></head>"
        f"<body{' class=long' if len(factsheet.title) > LONG_TITLE else ''}><footer>{escape(factsheet.footer)}</footer>"
        f"<header><h1>{escape(factsheet.title)}</h1>"
        f'<p class="subtitle">{escape(factsheet.subtitle)}</p>{banner}</header>'
        f'<p class="sentence">{escape(factsheet.sentence)}</p>{_laid_out(factsheet.blocks)}</body></html>'
    )


def _laid_out(blocks: Sequence[OnPaper]) -> str:
    """In the order of reading; a map begins the second page, with the tables that follow it at its side."""
    return "".join(
        side_by_side(first, others) if isinstance(first, Map) else html_of(first) for first, *others in together(blocks)
    )


def html_of(block: OnPaper, level: int = 2) -> str:
    """One block under its heading."""
    if isinstance(block, Section):
        sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in block.sentences)
        inner = "".join(html_of(each, 3) for each in block.blocks)
        return f"<section>{_heading(block, level)}{sentences}{inner}</section>"
    if isinstance(block, Group):
        return _group(block)
    if isinstance(block, Map):
        picture = _picture(svg_map(block, *(ZOOMED_MM if block.zoomed else COUNTRY_MM)), block.alt)
        return f"<section>{_heading(block, level)}{picture}{_legend(block)}</section>"
    if isinstance(block, Series):
        return f"<section>{_heading(block, level)}{_picture(_chart(block), block.alt)}</section>"
    return f"<section>{_heading(block, level)}{_written(block)}</section>"


def _heading(block: OnPaper, level: int) -> str:
    return f"<h{level}>{escape(block.heading)}</h{level}>" if block.heading else ""


def _written(block: Written) -> str:
    if isinstance(block, Table):
        return _table(block)
    return _list(block) if isinstance(block, Points) else _facts(block)


def _chart(block: Series) -> str:
    return svg_trajectory(block, *CHART_MM)


def _table(block: Table) -> str:
    if not block.lines and not block.to_fill:
        return f'<p class="note">{escape(block.empty)}</p>' if block.empty else ""
    total = sum(column.part for column in block.columns)
    columns = "".join(f'<col style="width:{100 * column.part / total:.2f}%">' for column in block.columns)
    heads = "".join(
        f'<th scope="col"{_number(column.number) if at else ""}>{escape(column.title)}</th>'
        for at, column in enumerate(block.columns)
    )
    blank = f'<tr class="blank">{"<td></td>" * len(block.columns)}</tr>' * block.to_fill
    lines = "".join(_line(block, line) for line in block.lines) + blank
    note = f'<p class="note">{escape(block.note)}</p>' if block.note else ""
    table = f"<table><colgroup>{columns}</colgroup><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
    return f"{table}{note}"


def _line(block: Table, line: Line) -> str:
    head, *others = zip(block.columns, line.cells, strict=True)
    cells = [f"<td{_number(column.number)}>{_cell(cell)}</td>" for column, cell in others]
    strong = ' class="strong"' if line.strong else ""
    return f'<tr{strong}><th scope="row">{_cell(head[1])}</th>{"".join(cells)}</tr>'


def _number(is_number: bool) -> str:
    return ' class="number"' if is_number else ' class="word"'


def _cell(cell: Cell) -> str:
    if cell.status is None:
        return _lines(cell.text)
    own = look(cell.status)
    drawn = f'<path d="{own.shape}" fill="{own.ink}" fill-rule="evenodd"/>'
    shape = _data(f'<svg {SVG} viewBox="0 0 10 10">{drawn}</svg>')
    mark = f'<span class="shape" style="background-image:url({shape})"></span>'
    return f'<span class="status" style="color:{own.ink}">{mark}{escape(cell.text)}</span>'


def _list(points: Points) -> str:
    if not points.items:
        return f'<p class="note">{escape(points.empty)}</p>' if points.empty else ""
    # in the line of the item: a paragraph of its own would be neither the mark nor the body that an item is read by
    line = f'<span class="answer">{escape(points.answer)}\u00a0:</span>' if points.answer else ""
    items = "".join(f"<li>{escape(item)}{line}</li>" for item in points.items)
    if not points.answer:
        return f"<ul>{items}</ul>"
    # said to the browser that shows the page, then to the library that lays it out, which does not read the attribute
    return f'<ol start="{points.first}" style="counter-reset: list-item {points.first - 1}">{items}</ol>'


def _lines(text: str) -> str:
    return "<br>".join(map(escape, text.split("\n")))


def _facts(block: Facts) -> str:
    facts = ((escape(name), _lines(text)) for name, text in block.items)
    mark = ("<code>", "</code>") if block.exact else ("", "")
    lines = "".join(f"<dt>{name}</dt><dd>{mark[0]}{text}{mark[1]}</dd>" for name, text in facts)
    lead = f"<p>{escape(block.lead)}</p>" if block.lead else ""
    return f"{lead}<dl>{lines}</dl>"


def _group(block: Group) -> str:
    parts = [f"<section><h3>{escape(points.heading)}</h3>{_list(points)}</section>" for points in block.points]
    layout = "pair" if len(parts) == 2 else "columns"
    return f'<section><h2>{escape(block.heading)}</h2><div class="{layout}">{"".join(parts)}</div></section>'


def _legend(block: Map) -> str:
    items = "".join(f"<li>{_swatch(status)}{escape(text)}</li>" for text, status in legend_rows(block))
    return f'<ul class="legend">{items}</ul>'


def _swatch(status: str) -> str:
    return f'<span class="swatch" style="background:url({_data(svg_swatch(status))}) 0 0/100% 100%"></span>'


def _picture(svg: str, alt: str) -> str:
    return f'<img src="{_data(svg)}" alt="{escape(alt, quote=True)}">'


def _data(svg: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg.encode('utf-8')).decode('ascii')}"


def side_by_side(drawing: Map, tables: Sequence[OnPaper]) -> str:
    """A map, and beside it the tables that follow it, on a page of their own."""
    layout = "pair second" if drawing.zoomed else "pair second wide"
    return f'<div class="{layout}"><div>{html_of(drawing)}</div><div>{"".join(map(html_of, tables))}</div></div>'
