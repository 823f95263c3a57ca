"""A fiche as a tagged PDF (PDF/UA-1), two pages of A4 at most, always the same bytes for the same state."""

from __future__ import annotations

import os
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from pipelines.errors import PdfNotAvailable
from pipelines.outputs.factsheet.markup import html_of, side_by_side
from pipelines.outputs.factsheet.sheet import Block, Map, Sheet, Table
from pipelines.outputs.factsheet.wording import phrase

FOLDER = Path(__file__).parent
LONG_TITLE = 60
PAGES = 2
BESIDE = 3  # columns of a table that is narrow enough to stand beside a map
CHARACTERS = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2212",
    "latin-ext": "U+0100-0130,U+0132-0151,U+0154-024F,U+1E00-1EFF",
}
SIZES = (8.0, 7.6, 7.2, 6.8, 6.4, 6.0)  # points


def write_pdf(sheet: Sheet) -> bytes:
    """The bytes of the PDF, in smaller letters where a talkative committee needs them. Raises PdfNotAvailable."""
    document = _laid_out_in(sheet, SIZES)
    return document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=bytes.fromhex(sheet.digest)[:16])


def _laid_out_in(sheet: Sheet, sizes: Sequence[float]) -> Any:
    """The document in the first of these sizes that holds it in two pages, else in the last."""
    size, *smaller = sizes
    document = _weasyprint().HTML(string=page(sheet, size), base_url=FOLDER.as_uri() + "/").render()
    return _laid_out_in(sheet, smaller) if smaller and len(document.pages) > PAGES else document


def _weasyprint():
    # Where HarfBuzz-Subset is absent, fontTools cuts the fonts and writes the hour into each: the same state would give
    # other bytes a second later. It takes the hour from this variable, as every tool of reproducible builds does.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    try:
        import weasyprint
    except (ImportError, OSError) as missing:
        raise PdfNotAvailable from missing
    return weasyprint


def _fonts() -> str:
    """Faces of one weight each: a variable font would be cut at each writing, slowly and never to the same bytes."""
    return "".join(
        f'@font-face {{ font-family: "Public Sans"; font-weight: {weight}; unicode-range: {characters}; '
        f'src: url("{(FOLDER / "fonts" / f"public-sans-{part}-{name}.ttf").as_uri()}"); }}\n'
        for part, characters in CHARACTERS.items()
        for name, weight in (("regular", 400), ("bold", 700))
    )


def page(sheet: Sheet, size: float = SIZES[0]) -> str:
    """The HTML that is laid out, in letters of this size."""
    style = f"html {{ font-size: {size}pt; }}\n{_fonts()}{(FOLDER / 'page.css').read_text(encoding='utf-8')}"
    date = sheet.edition.strftime("%Y-%m-%dT%H:%M:%SZ")
    banner = f'<p class="banner">{escape(sheet.banner)}</p>' if sheet.banner else ""
    return (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{escape(sheet.title)}</title>'
        f'<meta name="author" content="{escape(phrase("document", "creator"))}">'
        f'<meta name="description" content="{escape(sheet.subtitle)}">'
        f'<meta name="dcterms.created" content="{date}"><meta name="dcterms.modified" content="{date}">'
        f"<style>{style}</style></head>"
        f"<body{' class=long' if len(sheet.title) > LONG_TITLE else ''}><footer>{escape(sheet.footer)}</footer>"
        f'<header><h1>{escape(sheet.title)}</h1><p class="subtitle">{escape(sheet.subtitle)}</p>{banner}</header>'
        f'<p class="sentence">{escape(sheet.sentence)}</p>{_laid_out(sheet.blocks)}</body></html>'
    )


def _laid_out(blocks: Sequence[Block]) -> str:
    """In the order of reading; a map begins the second page, with the tables that follow it at its side."""
    parts, at = [], 0
    while at < len(blocks):
        end = at + 1
        block = blocks[at]
        if isinstance(block, Map):
            while end < len(blocks) and _narrow(blocks[end]):
                end += 1
            parts.append(side_by_side(block, blocks[at + 1 : end]))
        else:
            parts.append(html_of(block))
        at = end
    return "".join(parts)


def _narrow(block: Block) -> bool:
    return isinstance(block, Table) and len(block.columns) == BESIDE
