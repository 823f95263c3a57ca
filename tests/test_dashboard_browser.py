"""The dashboard in a real Chromium: it is served in French, it fits a phone, its links and the Back button work."""

import subprocess
import sys
import unicodedata

import pytest
from browsing import READY, ROOT, marks, until, wait

pytestmark = marks


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", "Vision nationale"),
        ("/region-academique?region=REG-76", "Région académique"),
        ("/objectif?objectif=4&niveau=department", "Objectif"),
    ],
)
def test_a_page_opens_from_its_address(served: str, browser, width: int, path: str, title: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(served + path)
    page.wait_for_selector(READY, timeout=60_000)
    page.wait_for_selector("h1")
    assert page.title() == title
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
    assert "Public Sans" in page.locator("h1").evaluate("element => getComputedStyle(element).fontFamily")
    assert page.evaluate("document.fonts.check('16px \"Public Sans\"')")
    assert page.locator(".bar .fill").count() > 0
    assert faults == []
    page.close()


def test_links_keep_the_session_and_back_works(served: str, browser) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(served + "/?campagne=2024-2025")
    page.wait_for_selector("h1")
    page.evaluate("window.sameProgram = true")
    page.get_by_role("link", name="Simplifier l'accès", exact=False).first.click()
    until(page, "document.querySelector('h1')?.innerText.startsWith('Objectif 7')")
    assert "objectif=7" in page.url
    assert "campagne=2024-2025" in page.url
    assert page.evaluate("window.sameProgram") is True
    page.go_back()
    until(page, "document.querySelector('h1')?.innerText === 'Vision nationale'")
    assert "campagne=2024-2025" in page.url
    page.close()


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("herault", ["Hérault"]),
        ("hérault", ["Hérault"]),
        ("REUNION", ["La Réunion"]),
        ("saone", ["Haute-Saône", "Saône-et-Loire"]),
        ("Côte-d", ["Côte-d'Or", "Côtes-d'Armor"]),
        ("xyz", []),
    ],
)
def test_accents_do_not_count_when_one_types_in_a_list(served: str, browser, written: str, names: list[str]) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(served + "/departement?departement=DEPT-59")
    wait(page)
    field = page.get_by_role("combobox", name="Département").first
    field.click()
    field.press_sequentially(written)
    options = page.get_by_role("option")
    until(page, "text => document.activeElement.value.normalize('NFC').includes(text)", written)
    choices = [unicodedata.normalize("NFC", text).strip() for text in options.all_inner_texts()]
    assert [name for name in names if not any(name in choice for choice in choices)] == []
    assert names or choices in ([], ["Aucun résultat"])  # the list says that it is empty
    if names:
        options.first.click()
        until(page, "name => document.querySelector('h1')?.innerText.includes(name)", names[0])
    page.close()


def test_a_port_that_is_taken_is_said(served: str) -> None:
    port = served.rpartition(":")[2]
    command = [sys.executable, "-m", "dashboard.serve", "--port", port]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 2
    assert f"Le port {port} est déjà pris" in answer.stderr
    assert "Traceback" not in answer.stderr
