"""The PDF that a browser prints: no column lost, no heading alone at the foot of a sheet, folds by choice, small."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter

import pytest
from browsing import marks, wait

pytestmark = marks

CAMPAIGN = "campagne=2025-2026"
PAGES = {
    "front": f"/?{CAMPAIGN}",
    "matrix": f"/objectifs?{CAMPAIGN}",
    "review": f"/revue?{CAMPAIGN}",
}
# Every other page has nothing wider than a sheet: test_accessibility looks at each.
if os.environ.get("PROOF") == "long":
    PAGES |= {"region": f"/region-academique?territoire=REG-76&{CAMPAIGN}", "changes": f"/changements?{CAMPAIGN}"}
HEAVIEST = 1_000_000  # bytes of the front page
FOOT = 3  # lines at most: state, address, day and number of the sheet
# The words of a table that a sheet could lose: those of its heads, and of its last column.
SHOWN = """() => {
  const CELLS = 'thead th, tbody tr > :last-child';
  const read = (one) => one.checkVisibility() && parseFloat(getComputedStyle(one).fontSize) > 0;
  const texts = (cell) => [cell, ...cell.querySelectorAll('*')].filter(read).flatMap(
    (one) => [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data));
  const words = (cells) => cells.flatMap(texts).flatMap((text) => text.split(/[\\s-]+/));
  const tables = [...document.querySelectorAll('[data-testid=stMain] table')];
  return {
    words: words(tables.flatMap((one) => [...one.querySelectorAll(CELLS)])).filter(Boolean),
    titles: [...document.querySelectorAll('[data-testid=stMain] :is(h1, h2, h3)')].map((one) => one.innerText.trim()),
    folded: [...document.querySelectorAll('details:not([open])')].length,
  };
}"""


@pytest.fixture(scope="module")
def pdftotext() -> str:
    program = shutil.which("pdftotext")
    if not program:
        pytest.skip("pdftotext n'est pas installé : le PDF que le navigateur imprime n'est pas relu")
    return program


def printed(page, pdftotext: str) -> tuple[list[str], bytes]:
    """The text of each sheet, and the file."""
    content = page.pdf(prefer_css_page_size=True)
    read = subprocess.run([pdftotext, "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return read.stdout.decode("utf-8").split("\f")[:-1], content


def opened(browser, address: str):
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="dark")
    page.goto(address)
    wait(page)
    return page


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_a_page_is_whole_on_paper(served: str, browser, pdftotext: str, address: str) -> None:
    page = opened(browser, served + address)
    if "territoire" in address or address.startswith("/?"):
        page.wait_for_selector(".map svg a")
    page.emulate_media(media="print")
    on_screen = page.evaluate(SHOWN)
    sheets, content = printed(page, pdftotext)
    text = re.sub(r"\s", "", "".join(sheets))
    wanted = Counter(on_screen["words"])
    assert len(wanted) > 10
    assert {word: times for word, times in wanted.items() if text.count(word) < times} == {}
    assert len(content) < HEAVIEST
    for number, sheet in enumerate(sheets, start=1):
        lines = [line.strip() for line in sheet.splitlines() if line.strip()]
        foot = " ".join(lines[-FOOT:])
        assert "Source : Pilotage du numérique éducatif" in foot.replace("\u202f", " ")
        assert f"{served}{address.split('?')[0]}" in foot
        assert f"Page {number} / {len(sheets)}" in foot
        last = next(line for line in reversed(lines) if not re.search(r"Source|https?://|Imprimé le|Page \d", line))
        assert last not in on_screen["titles"]
    page.close()


def test_the_reader_chooses_whether_what_is_folded_is_printed(served: str, browser, pdftotext: str) -> None:
    page = opened(browser, served + PAGES["review"])
    assert page.evaluate(SHOWN)["folded"] > 2
    inside = page.evaluate("document.querySelector('details:not([open]) table caption').textContent")
    page.evaluate("window.print = () => {}")
    page.get_by_role("button", name="Imprimer les parts ouvertes seulement").click()
    sheets, _content = printed(page, pdftotext)
    assert inside not in "".join(sheets)
    assert "(replié, non imprimé)" in "".join(sheets)
    assert "Imprimer" not in "".join(sheets)
    assert inside in "".join(printed(page, pdftotext)[0])
    page.close()
