"""A page projected in a meeting: its slides as sections, arrows and addresses, what fits on a screen, its notes."""

from __future__ import annotations

import re

import pytest
from browsing import READY, until
from test_accessibility import COLOURS, axe, grave_faults

from dashboard.components.projection import rendered
from pipelines.outputs.factsheet.blocks import Cell, Column, Line, Points, Presentation, Slide, Stack, Table

REGION = "/region-academique?territoire=REG-76&campagne=2025-2026"
REVIEW = "/revue?territoire=NAT-FR&campagne=2025-2026"
OVER = """() => {
  const content = document.querySelector('.slide[data-shown] .slide-content');
  const small = [...document.querySelectorAll('.projection *')].filter((one) => one.offsetParent
    && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
    && parseFloat(getComputedStyle(one).fontSize) < 20).map((one) => one.textContent);
  return {
    down: content.scrollHeight > content.clientHeight + 1, across: content.scrollWidth > content.clientWidth,
    page: document.querySelector('[data-testid=stMain]').scrollHeight - innerHeight, small,
    used: document.querySelector('.projection').getBoundingClientRect().width / innerWidth,
  };
}"""
FITS = {"down": False, "across": False, "page": 0, "small": [], "used": 1}


def projected(*slides: Slide) -> str:
    return rendered.sections(Presentation("Gers", "Campagne", ("Ce qui compte.",), slides), "")


def test_two_sections_of_one_title_have_two_addresses() -> None:
    markup = projected(*(Slide("À décider", (Points("", ("Un point",)),)) for _ in range(2)))
    assert re.findall(r'<section id="([^"]+)"', markup) == ["ouverture", "a-decider", "a-decider-2"]


def test_what_was_typed_is_text_and_what_counts_the_others_stays() -> None:
    markup = projected(Slide("Titre", (Points("", ("<b>x</b>", "Et 3 autres actions.")),), ("Dit <i>tout bas</i>",)))
    assert "&lt;b&gt;x&lt;/b&gt;" in markup
    assert "&lt;i&gt;" in markup
    assert '<li class="rest">Et 3 autres actions.</li>' in markup
    assert 'class="spoken"' in markup


def test_a_number_that_has_no_room_is_left_to_the_words() -> None:
    stack = Stack("Actions", ("Axe 1",), (("en cours", (147,)), ("réalisée", (3,))), "147 en cours et 3 réalisées")
    markup = projected(Slide("Actions", (stack,)))
    assert ">147</span>" in markup
    assert 'class="part-1" style="width:2.00%"></span>' in markup
    assert "réalisée (3)" in markup
    assert 'aria-label="147 en cours et 3 réalisées"' in markup


def test_a_table_keeps_every_line_and_names_its_columns() -> None:
    lines = tuple(Line((Cell(f"Territoire {at}"), Cell("En retard", "late"))) for at in range(40))
    markup = projected(
        Slide("Territoires", (Table("Les territoires", (Column("Nom", 2), Column("Statut", 1)), lines),))
    )
    assert markup.count("status-late") == 40
    assert markup.count('scope="col"') == 2
    assert "<caption>Les territoires</caption>" in markup


@pytest.mark.browser
def test_a_meeting_goes_through_a_region_by_the_keyboard_alone(served: str, browser) -> None:
    page = opened(browser, f"{served}{REGION}")
    page.get_by_role("link", name="Projeter en réunion").press("Enter")
    until(page, "document.querySelector('.projection .count')?.innerText === '1 / 10'")
    assert "affichage=projete" in page.url
    assert page.url.endswith("#ouverture")
    assert page.locator(".masthead, [data-testid=stSelectbox]").first.is_hidden()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageDown")
    counted(page, "3 / 10")
    assert page.evaluate("document.activeElement.id").startswith("axe-1-")
    assert "75,0" in page.locator(".slide[data-shown] table").inner_text()
    assert page.locator(".slide[data-shown] .spoken").is_hidden()
    page.keyboard.press("n")
    page.locator(".slide[data-shown] .spoken").get_by_text("Il manque 147 EPLE").wait_for()
    page.go_back()
    counted(page, "2 / 10")
    page.keyboard.press("End")
    counted(page, "10 / 10")
    assert page.get_by_role("button", name="Suivante").is_disabled()
    page.get_by_role("button", name="Précédente").press("Enter")
    counted(page, "9 / 10")
    page.keyboard.press("Escape")
    until(page, "!document.querySelector('.projection') && document.querySelector('h1')?.innerText === 'Occitanie'")
    assert page.url.endswith("/region-academique?territoire=REG-76&campagne=2025-2026")
    page.goto(f"{served}{REGION}&affichage=demain")
    page.get_by_text("Affichage : l'adresse en demande un que nous ne connaissons pas.").wait_for()
    page.close()


@pytest.mark.browser
def test_each_section_of_a_review_holds_on_a_screen_in_large_letters(served: str, browser) -> None:
    page = opened(browser, f"{served}{REVIEW}&affichage=projete#territoires", ".projection[data-at]")
    counted(page, "8 / 11")
    assert page.locator(".slide[data-shown] img.map-picture").evaluate("one => one.naturalWidth") > 0
    page.set_viewport_size({"width": 1366, "height": 600})
    until(page, "document.querySelector('.slide[data-shown] .cut')?.innerText.startsWith('… et ')")
    rows = page.locator(".slide[data-shown] tbody tr")
    visible = sum(rows.nth(place).is_visible() for place in range(18))
    cut = page.locator(".slide[data-shown] .cut").inner_text()
    assert cut == f"… et {18 - visible} autres, faute de place sur l'écran"
    for width, height in ((1920, 1080), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        page.keyboard.press("Home")
        for place in range(1, 12):
            counted(page, f"{place} / 11")
            assert page.evaluate(OVER) == FITS, (width, place)
            page.keyboard.press("ArrowRight")
    page.keyboard.press("n")
    page.evaluate(axe())
    page.evaluate("document.querySelector('.projection').style.height = 'auto'")  # all the sections at once
    for theme, rules in (("light", {}), ("dark", COLOURS)):  # a theme changes nothing but colours
        page.emulate_media(color_scheme=theme)
        until(page, f"getComputedStyle(document.querySelector('.stApp')).colorScheme === '{theme}'")
        page.evaluate("document.querySelectorAll('.slide').forEach((one) => one.setAttribute('data-shown', ''))")
        assert grave_faults(page, rules) == [], theme
    page.close()


def opened(browser, address: str, until_there: str = READY):
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(address)
    page.wait_for_selector(until_there, timeout=60_000)
    return page


def counted(page, words: str) -> None:
    until(page, "words => document.querySelector('.projection .count')?.innerText === words", words)
