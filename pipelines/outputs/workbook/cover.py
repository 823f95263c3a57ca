"""What a workbook says of itself: its cover, the list of its sheets, and what its words mean."""

from __future__ import annotations

from indicators.palette import colour
from indicators.typography import day, number, plural, short, typeset
from pipelines.facts.open_campaign import opening as provisional
from pipelines.facts.sentences.openings import caveats
from pipelines.outputs.workbook.book import Book, Page
from pipelines.outputs.workbook.columns import Column, columns
from pipelines.outputs.workbook.table import write_table
from pipelines.outputs.workbook.wording import phrase, word, wording

STATES = "level expected counted with_reserves draft refused missing"


def write_cover(book: Book) -> Page:
    """The first sheet; its list of sheets is filled once the others are written."""
    facts, edition = book.edition.facts, book.edition
    table_columns = columns(STATES, level={"width": 30}, **{state: {"width": 14} for state in STATES.split()[1:]})
    page = book.page("Couverture", book.title, [state.width for state in table_columns], size=24)
    page.row += 1
    level = "" if facts.level == "national" else f" ({word('level', facts.level).lower()})"
    fact(page, "Territoire", f"{facts.territory_name}{level}")
    state_of_figures(page, book)
    page.heading("Rapports des comités")
    states = edition.rows("collection_states")
    write_table(page, table_columns, states, "Rapports_des_comites", empty=phrase("empty", "committees"))
    return page


def state_of_figures(page: Page, book: Book) -> None:
    """What every cover says of the figures: which campaign, beside which, received until when, from whom."""
    edition = book.edition
    fact(page, "Campagne", edition.campaign)
    if edition.collecting:
        fact(page, "État", provisional(edition.collecting))
    else:
        fact(page, "Comparée à", edition.previous_campaign or "aucune campagne précédente")
    fact(page, "Édition", f"données reçues jusqu'au {day(edition.built_at)}")
    fact(page, "Couverture", coverage(book))
    fact(page, "Réserves", reserves(book))


def write_contents(page: Page) -> None:
    """The list of the sheets, each a link, and the small print."""
    page.heading("Feuilles")
    link = page.formats.of(font_color=colour("accent"), underline=1)
    for other in page.book.pages[1:]:
        page.sheet.write_url(page.row, 0, f"internal:'{other.name}'!A1", link, other.name)
        page.text(page.row, 1, other.title, page.formats.of(font_color=colour("soft")))
        page.set_row(page.row, 12.5)
        page.row += 1
    page.row += 1
    small_print(page)
    page.print_all()


def small_print(page: Page) -> None:
    """The licence, the version of the tool, the fingerprint of the data."""
    facts = page.book.edition.facts
    page.paragraph(phrase("document", "licence"))
    digest = facts.content_digest[:16]
    page.paragraph(phrase("document", "made_by", version=facts.program_version, digest=digest))


def fact(page: Page, name: str, text: str) -> None:
    """One line of a cover: what it is about, and what is so."""
    at = page.row
    page.paragraph(text, page.formats.of(text_wrap=True, font_size=10), size=10, start=1)
    page.text(at, 0, name, page.formats.of(bold=True, font_size=10))


def coverage(book: Book) -> str:
    """How many committees sent a report that counts."""
    if consulted := book.edition.outside():
        return phrase("note", "scope", names=consulted)
    committees = book.edition.row("coverage")
    if not committees or not committees["expected"]:
        return phrase("empty", "committees")
    if committees["expected"] == 1:
        return phrase("coverage", "one_counted" if committees["counted"] else "one_silent")
    has = "a envoyé" if committees["counted"] < 2 else "ont envoyé"
    return f"{number(committees['counted'])} des {plural(committees['expected'], 'comité')} {has} un rapport qui compte"


def reserves(book: Book) -> str:
    """What limits the figures, counted."""
    if consulted := book.edition.outside(detailed=True):
        return phrase("note", "scope", names=consulted)
    sentence = caveats(
        (row["nature"] for row in book.edition.rows("reserves")), len(book.edition.rows("discrepancies"))
    )
    return sentence or phrase("empty", "reserves")


def write_glossary(book: Book) -> None:
    """One row per word."""
    facts = book.edition.facts
    thresholds = {
        "on_track": short(facts.on_track),
        "watch": short(facts.watch),
        "coverage_threshold": short(facts.coverage_threshold),
        "target_campaign": facts.target_campaign,
    }
    table_columns = [Column("name", "Mot", 26, "text"), Column("text", "Ce qu'il veut dire", 120, "text")]
    page = book.page("Lecture", phrase("note", "reading"), [column.width for column in table_columns])
    page.row += 1
    rows = [{"name": _name(term), "text": typeset(term["text"].format(**thresholds))} for term in wording()["term"]]
    write_table(page, table_columns, rows, "Mots", freeze=1)
    page.print_all(one_page=True)


def _name(term: dict[str, str]) -> str:
    """The word that is explained: a status is called what it is called everywhere."""
    return word("status", term["status"]) if "status" in term else typeset(term["name"])
