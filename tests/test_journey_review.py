"""A review in a real browser: from the front page to a recorded decision, and its return in the next edition."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from browsing import choose, marks, serving, until, wait
from reports import copied

from pipelines.releases.freeze import freeze, reserves
from pipelines.settings import Settings
from pipelines.store.decision_log import decisions

pytestmark = marks

CAMPAIGN = "2025-2026"
DECISION = "Former les référents avant l'été"


@pytest.fixture(scope="module")
def own_data(demo_data: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Demonstration data of this journey alone: it writes to them; no decision is there yet."""
    own = copied(demo_data, tmp_path_factory.mktemp("review") / "data")
    shutil.rmtree(own.decisions)
    return own


@pytest.fixture(scope="module")
def address(own_data: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(own_data.data, tmp_path_factory.mktemp("elsewhere")) as url:
        yield url


def pick(page: Any, label: str, option: str) -> None:
    choose(page, label, option)
    wait(page)


def test_a_review_from_the_front_page_to_its_return(own_data: Settings, address: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address)
    wait(page)
    page.get_by_role("link", name="Revue annuelle", exact=True).click()
    until(page, "document.querySelector('h1')?.innerText === 'Revue annuelle'")
    wait(page)
    assert page.get_by_text("Aucune décision n'est encore enregistrée").is_visible()
    assert page.locator("ol.discussion li").count() > 3
    page.get_by_role("link", name="Voir qui a contribué").click()
    until(page, "document.querySelector('h1')?.innerText === 'Ce qui a changé'")
    wait(page)
    page.get_by_role("figure", name="progrès réel").wait_for(timeout=60_000)
    page.go_back()
    until(page, "document.querySelector('h1')?.innerText === 'Revue annuelle'")
    wait(page)
    page.get_by_label("Réunion", exact=True).fill("Comité des partenaires, novembre 2026")
    page.get_by_label("Décision", exact=True).fill(DECISION)
    page.get_by_label("Fonction responsable (jamais un nom)").fill("Délégation régionale au numérique")
    page.get_by_role("group", name="Échéance").first.get_by_role("spinbutton").first.click()
    page.keyboard.type("30062026")
    page.get_by_role("button", name="Enregistrer la décision").click()
    page.wait_for_selector("text=Elle reviendra à la prochaine revue")
    assert page.locator("th", has_text=DECISION).is_visible()
    [decision] = decisions(own_data, date(2026, 11, 21))
    last = decision.last
    assert (last.text, last.territory_code, last.due_on) == (DECISION, "NAT-FR", "2026-06-30")

    owned = {caveat["key"]: "Vu avec le comité." for caveat in reserves(own_data, CAMPAIGN)}
    freeze(own_data, "Comité de novembre 2026", CAMPAIGN, owned, datetime(2026, 11, 21, tzinfo=UTC))
    page.goto(address)
    wait(page)
    pick(page, "Édition", "Comité de novembre 2026")
    page.wait_for_selector(
        "text=Édition figée « Comité de novembre 2026 »".replace("« ", "«\u202f").replace(" »", "\u202f»")
    )
    page.get_by_role("link", name="Revue annuelle", exact=True).click()
    until(page, "document.querySelector('h1')?.innerText === 'Revue annuelle'")
    wait(page)
    assert "edition=comite-de-novembre-2026" in page.url
    assert page.locator("th", has_text=DECISION).is_visible()
    assert page.get_by_text("Une édition figée ne change pas").is_visible()
    assert page.get_by_role("button", name="Enregistrer la décision").count() == 0
    page.close()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("path", ["/revue", "/changements"])
def test_the_pages_of_the_review_fit(address: str, browser: Any, path: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(address + path)
    wait(page)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
    assert page.locator("table").count() > 1
    page.close()
