"""axe-core on every page, in both themes: nothing serious or critical; keyboard, French, a phone and paper."""

import os
from functools import lru_cache
from pathlib import Path

import pytest
from browsing import marks, until, wait, whole

from dashboard.components.layout.shell import ALL_PAGES

pytestmark = marks

AXE = Path(__file__).parent / "axe" / "axe.min.js"
LONG = os.environ.get("PROOF") == "long"
COLOURS = {} if LONG else {"runOnly": ["color-contrast", "link-in-text-block"]}
ADDRESSES = {page: f"/{page}" for page in ALL_PAGES} | {
    "comprendre": "/comprendre?indicateur=O04-1&territoire=DEPT-59&campagne=2025-2026",
    "comprendre une moyenne": "/comprendre?indicateur=axe-2",
    "comparer": "/comparer?territoires=REG-76,DEPT-12,DEPT-75&indicateurs=O05-1,objectif-4&campagne=2025-2026",
    "comparer en tableau": "/comparer?territoires=REG-76,DEPT-12&indicateurs=O05-1&vue=tableau",
    "ecoles": "/ecoles?departement=DEPT-48&indicateur=O05-2&campagne=2025-2026",
    "ecole": "/ecole?uai=0489002Z&campagne=2025-2026",
    "recherche": "/recherche?q=pix&campagne=2025-2026",
}
PAPER = 688  # pixels between the margins of a sheet
TALLEST = 12_000 if LONG else 4_000  # pixels of a page that are looked at
# What a sheet would cut off.
WIDER = """(paper) => [...document.querySelectorAll('[data-testid=stMain] *')]
  .filter((one) => !one.closest('svg') && one.checkVisibility() && one.getBoundingClientRect().right > paper + 1)
  .map((one) => `${one.tagName} ${one.textContent.slice(0, 60)}`).slice(0, 3)"""
# Every word that Streamlit shows by itself, outside of what our pages write.
CHROME = """() => {
  const said = [];
  for (const e of document.querySelectorAll('body *')) {
    if (e.closest('.stHtml, script, style, noscript')) continue;
    for (const a of ['aria-label', 'title', 'placeholder', 'alt']) if (e.hasAttribute(a)) said.push(e.getAttribute(a));
    for (const n of e.childNodes) if (n.nodeType === 3) said.push(n.data);
  }
  return said.map((one) => one.trim()).filter(Boolean);
}"""


@lru_cache(maxsize=1)
def axe() -> str:
    return AXE.read_text(encoding="utf-8")


@pytest.mark.proof
@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_a_page_is_readable_in_both_themes_and_on_a_phone(served: str, browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page.goto(served + address)
    wait(page)
    whole(page, 1280, TALLEST)  # axe measures no colour of what the page would have to be scrolled to
    page.evaluate(axe())
    for theme, rules in (("light", {}), ("dark", COLOURS)):  # a theme changes nothing but colours
        page.emulate_media(color_scheme=theme)
        until(page, f"getComputedStyle(document.querySelector('.stApp')).colorScheme === '{theme}'")
        assert grave_faults(page, rules) == [], theme
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    page.set_viewport_size({"width": PAPER, "height": 980})
    page.emulate_media(media="print")
    assert page.evaluate(WIDER, PAPER) == []
    page.close()


def grave_faults(page, rules: dict | None = None) -> list[str]:
    options = {"resultTypes": ["violations"], **(rules or {})}
    violations = page.evaluate("options => axe.run(document, options).then((result) => result.violations)", options)
    return [
        f"{rule['id']} ({rule['impact']}) : {rule['nodes'][0]['html'][:200]} {rule['nodes'][0]['failureSummary'][:300]}"
        for rule in violations
        if rule["impact"] in ("serious", "critical")
    ]


def test_axe_would_see_a_fault(served: str, browser) -> None:
    page = browser.new_page()
    page.goto(served + "/mentions")
    wait(page)
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"x.png\">')")
    page.evaluate(axe())
    violations = page.evaluate("axe.run(document).then((result) => result.violations.map((one) => one.id))")
    assert "image-alt" in violations
    page.close()


def test_what_streamlit_writes_is_french(served: str, browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(served + "/collecte")
    wait(page)
    field = page.get_by_label("Campagne").first
    field.click()
    field.fill("zzz")
    page.get_by_text("Aucun résultat").wait_for()
    labels = page.evaluate(CHROME)
    english = {"No results", "Open", "Choose an option", "Running...", "Stop", "Copy to clipboard"}
    assert not english & set(labels)
    assert "Ouvrir" in labels
    page.close()


def test_an_unknown_address_is_said_in_french(served: str, browser) -> None:
    page = browser.new_page()
    answer = page.goto(served + "/nulle-part")
    assert answer.status == 404
    assert page.title() == "Page introuvable"
    page.get_by_role("link", name="Ouvrir la vision nationale").click()
    wait(page)
    assert page.title() == "Vision nationale"
    page.close()


def test_the_keyboard_alone_reaches_a_figure_and_its_source(served: str, browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(served + "/region-academique?region=REG-76&campagne=2025-2026")
    wait(page)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('why')"):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    until(page, "document.querySelector('h1')?.innerText === 'Comprendre un chiffre'")
    assert "territoire=REG-76" in page.url
    page.close()


def test_paper_is_light_and_whole(served: str, browser) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(served + "/gouvernance")
    wait(page)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).colorScheme") == "light"
    assert page.evaluate("getComputedStyle(document.querySelector('.stHtml h1')).color") == "rgb(27, 36, 48)"
    assert page.evaluate("getComputedStyle(document.querySelector('.stHtml section')).breakInside") == "avoid"
    assert len(page.pdf(format="A4")) > 20_000
    page.close()
