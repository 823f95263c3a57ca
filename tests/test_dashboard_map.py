"""The map in a real browser: drawn, reached and followed with the keyboard alone, the same words for everyone."""

from typing import Any

import pytest
from browsing import marks, until, wait

pytestmark = marks

FOCUSED = "document.activeElement.getAttribute('aria-label')"


@pytest.fixture
def page(served: str, browser: Any) -> Any:
    opened = browser.new_page(viewport={"width": 1440, "height": 900})
    opened.goto(f"{served}/?campagne=2025-2026")
    wait(opened)
    opened.wait_for_selector(".map svg a")
    yield opened
    opened.close()


def test_every_territory_is_a_link_with_its_words(page: Any) -> None:
    links = page.locator(".map svg a")
    assert links.count() == 18
    labels = [links.nth(number).get_attribute("aria-label") for number in range(18)]
    assert all(" : " in label.replace("\u202f", " ") for label in labels)
    assert len(set(labels)) == 18
    assert page.locator(".map svg a[tabindex='0']").count() == 1


def test_arrows_move_and_enter_opens_the_territory(page: Any) -> None:
    page.locator(".map svg a[tabindex='0']").focus()
    page.locator('.map a[data-code="REG-76"]').focus()
    assert page.evaluate(FOCUSED).startswith("Occitanie")
    page.keyboard.press("ArrowUp")
    above = page.evaluate(FOCUSED)
    assert not above.startswith("Occitanie")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.locator('.map a[data-code="REG-76"]').focus()
    page.keyboard.press("Enter")
    until(page, "document.querySelector('h1')?.innerText === 'Occitanie'")
    assert "territoire=REG-76" in page.url
    assert "campagne=2025-2026" in page.url
    page.go_back()
    until(page, "document.querySelector('h1')?.innerText === 'Vision nationale'")


def test_a_status_is_a_pattern_before_it_is_a_colour(page: Any) -> None:
    filled = page.eval_on_selector_all(
        ".map > svg > a > path", "paths => [...new Set(paths.map(path => path.getAttribute('fill')))]"
    )
    assert filled
    assert all(fill.startswith(("url(#", "var(--map-empty")) for fill in filled)
    legend = page.locator(".map .legend li")
    assert legend.count() == len(filled)


@pytest.mark.parametrize(("level", "count"), [("academy", 30), ("department", 101)])
def test_the_other_levels_are_drawn(served: str, browser: Any, level: str, count: int) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{served}/?niveau={level}&campagne=2025-2026")
    wait(page)
    page.wait_for_selector(".map svg a")
    assert page.locator(".map svg a").count() == count
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    page.close()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/objectifs", "Axes et objectifs"),
        ("/academie?academie=ACA-16", "Académie"),
        ("/departement?departement=DEPT-976", "Département"),
        ("/region-academique?region=REG-76", "Région académique"),
    ],
)
def test_pages_of_territories_fit_their_screen(served: str, browser: Any, width: int, path: str, title: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(served + path)
    wait(page)
    assert page.title() == title
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
    assert faults == []
    page.close()
