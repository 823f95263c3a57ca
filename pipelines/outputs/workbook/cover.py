"""The cover: what this is, of when, how much of the country it rests on, what is wrong with it, and where to look."""

from __future__ import annotations

from collections import Counter

from indicators.palette import colour
from indicators.typography import day, listing, number, plural
from pipelines.facts.open_campaign import opening as provisional
from pipelines.outputs.workbook.book import Book, Page
from pipelines.outputs.workbook.columns import columns
from pipelines.outputs.workbook.table import write_table
from pipelines.outputs.workbook.wording import phrase, word, wording

NAME = "Couverture"
STATES = "level expected counted with_reserves draft refused missing"


def write_cover(book: Book) -> Page:
    """The first sheet; its list of sheets is filled once the others are written."""
    facts, edition = book.edition.facts, book.edition
    shown = columns(STATES, level={"width": 34}, **{one: {"width": 17} for one in STATES.split()[1:]})
    page = book.page(NAME, book.title, [one.width for one in shown], size=24)
    page.row += 1
    level = "" if facts["level"] == "national" else f" ({word('level', facts['level']).lower()})"
    _fact(page, "Territoire", f"{facts['territory_name']}{level}")
    _fact(page, "Campagne", edition.campaign)
    if edition.collecting:
        _fact(page, "État", provisional(edition.collecting))
    else:
        _fact(page, "Comparée à", edition.previous_campaign or "aucune campagne précédente")
    _fact(page, "Édition", f"données reçues jusqu'au {day(edition.built_at)}")
    _fact(page, "Couverture", _coverage(book))
    _fact(page, "Réserves", _reserves(book))
    page.heading("Rapports des comités")
    states = edition.rows("collection_states")
    write_table(page, shown, states, "Rapports_des_comites", empty=phrase("empty", "committees"))
    return page


def write_contents(page: Page) -> None:
    """The list of the sheets, each a link, and the small print."""
    page.heading("Feuilles")
    link = page.formats.of(font_color=colour("accent"), underline=1)
    for other in page.book.pages[1:]:
        page.sheet.write_url(page.row, 0, f"internal:'{other.name}'!A1", link, other.name)
        page.text(page.row, 1, other.title, page.formats.of(font_color=colour("soft")))
        page.row += 1
    facts = page.book.edition.facts
    page.row += 1
    page.paragraph(phrase("document", "licence"))
    digest = facts["content_digest"][:16]
    page.paragraph(phrase("document", "made_by", version=facts["program_version"], digest=digest))
    page.print_all(one_page=True)


def _fact(page: Page, name: str, text: str) -> None:
    at = page.row
    page.paragraph(text, page.formats.of(text_wrap=True, font_size=10), size=10, start=1)
    page.text(at, 0, name, page.formats.of(bold=True, font_size=10))


def _coverage(book: Book) -> str:
    found = book.edition.row("coverage")
    if not found or not found["expected"]:
        return phrase("empty", "committees")
    if found["expected"] == 1:
        return phrase("coverage", "one_counted" if found["counted"] else "one_silent")
    has = "a envoyé" if found["counted"] < 2 else "ont envoyé"
    return f"{number(found['counted'])} des {plural(found['expected'], 'comité')} {has} un rapport qui compte"


def _reserves(book: Book) -> str:
    counted = Counter(row["nature"] for row in book.edition.rows("reserves"))
    counted["discrepancy"] = len(book.edition.rows("discrepancies"))
    words = wording()["reserve_count"]
    parts = [f"{count} {words[nature][count > 1]}" for nature in words if (count := counted[nature])]
    return listing(parts) if parts else phrase("empty", "reserves")
