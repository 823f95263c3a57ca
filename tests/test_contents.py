"""Long pages in a real Chromium: the list of parts, its addresses, the place one comes back to, a telephone's folds."""

from __future__ import annotations

import pytest
from browsing import READY, marks, until

pytestmark = marks

LONG = "/region-academique?region=REG-76&campagne=2025-2026"
TOP = "document.querySelector('[data-testid=stMain]').scrollTop"
TALLEST = 8_000  # pixels of a page on a telephone
PARTS = "document.querySelectorAll('.contents li').length"


def opened(browser, address: str, width: int = 1440):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(address)
    page.wait_for_selector(READY, timeout=60_000)
    until(page, f"{PARTS} > 8 && document.querySelector('.contents li:last-child').textContent === 'Télécharger'")
    return page


def test_a_part_is_opened_from_the_list_and_from_its_address(served: str, browser) -> None:
    page = opened(browser, served + LONG)
    page.get_by_text("Sur cette page").click()
    titles = page.locator("[data-testid=stMain] h2[id]").all_text_contents()
    assert page.locator(".contents li").all_text_contents() == titles
    assert len(set(titles)) == len(titles)
    page.locator(".contents").get_by_role("link", name="Les objectifs", exact=True).click()
    seen = "Math.abs(document.getElementById('les-objectifs').getBoundingClientRect().top) < 40"
    until(page, seen)
    assert page.url.endswith("#les-objectifs")
    assert "campagne=2025-2026" in page.url
    assert page.evaluate("document.activeElement.id") == "les-objectifs"
    until(page, "document.querySelector('.contents [aria-current]').dataset.part === 'les-objectifs'")
    address = page.url
    page.close()

    page = opened(browser, address)
    until(page, seen)
    page.close()


def test_back_leads_to_where_one_was(served: str, browser) -> None:
    page = opened(browser, served + LONG)
    link = page.get_by_role("link", name="Développer l'éco-responsabilité", exact=False).last
    link.scroll_into_view_if_needed()
    until(page, f"{TOP} > 800")
    before = page.evaluate(TOP)
    link.click()
    until(page, "document.querySelector('h1')?.innerText.startsWith('Objectif 16')")
    page.go_back()
    until(page, "document.querySelector('h1')?.innerText === 'Occitanie'")
    until(page, f"Math.abs({TOP} - {before}) < 60")
    page.close()


@pytest.mark.parametrize("end", ["#%", "#100%25", "#nulle-part"])
def test_an_address_that_names_no_part_changes_nothing_else(served: str, browser, end: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(served + LONG + end)
    page.wait_for_selector(READY, timeout=60_000)
    until(page, f"{PARTS} > 3")
    assert faults == []
    page.close()


def test_what_stands_in_a_folded_part_opens_it(served: str, browser) -> None:
    page = opened(browser, f"{served}/objectif?objectif=4&campagne=2025-2026#territoires", 390)
    until(page, "document.getElementById('territoires')?.offsetHeight > 0")
    page.close()


@pytest.mark.parametrize(
    "path", ["/", LONG, "/departement?departement=DEPT-31", "/objectif?objectif=4", "/academie?academie=ACA-16"]
)
def test_a_page_on_a_telephone_is_short_and_opens_the_rest_on_demand(served: str, browser, path: str) -> None:
    page = opened(browser, served + path, 390)
    until(page, f"document.querySelector('[data-testid=stMain]').scrollHeight < {TALLEST}")
    folded = page.locator("h2 button[aria-expanded=false]")
    assert folded.count() > 3
    part = folded.first
    title = part.inner_text()
    part.focus()
    page.keyboard.press("Enter")
    until(
        page,
        "title => [...document.querySelectorAll('h2 button')].find(one => one.innerText === title)"
        "?.getAttribute('aria-expanded') === 'true'",
        title,
    )
    page.close()


def test_a_long_table_on_a_telephone_begins_short(served: str, browser) -> None:
    page = opened(browser, served + LONG, 390)
    shown = page.get_by_role("button", name="Voir les 16 lignes", exact=False).first
    rows = page.locator("table.shortened").first.locator("tbody tr")
    assert sum(rows.nth(place).is_visible() for place in range(16)) == 5
    shown.click()
    until(page, "[...document.querySelectorAll('table.unfolded tbody tr')].every(row => row.offsetHeight > 0)")
    page.close()


def test_the_first_screen_of_the_front_page_holds_the_strategy(served: str, browser) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{served}/?campagne=2025-2026")
    page.wait_for_selector(READY, timeout=60_000)
    page.wait_for_selector(".map svg a")
    wanted = [".lead", ".card .bar", ".axis-lines li", ".strip li"]
    lowest = (
        "found => Math.max(...[...document.querySelectorAll(found)].map(one => one.getBoundingClientRect().bottom))"
    )
    assert {one: page.evaluate(lowest, one) < 900 for one in wanted} == dict.fromkeys(wanted, True)
    assert page.locator(".strip a").count() == 16
    assert page.locator(".map svg").first.bounding_box()["y"] < 560
    page.get_by_role("link", name="Objectif 11 :", exact=False).first.click()
    until(page, "document.querySelector('h1')?.innerText.startsWith('Objectif 11')")
    page.close()
