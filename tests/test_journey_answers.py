"""In a real browser: a demand answered and told to who asked, a decision corrected and withdrawn, a report returned and
approved by its région, an edition frozen."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from books import load_workbook
from browsing import choose, marks, serving, until, wait
from reports import copied
from test_visas import TODAY, YEAR, asking, built  # noqa: F401

from pipelines.facts.demands import demands
from pipelines.outputs.template.write import write_template
from pipelines.releases.freeze import editions
from pipelines.settings import Settings
from pipelines.store import decision_log
from pipelines.store.decision_log import Terms

pytestmark = marks

CAMPAIGN, NEXT = "2025-2026", "2026-2027"
ANSWER = "Un guide sera publié avec les associations d'élus avant le printemps"


@pytest.fixture(scope="module")
def own_data(demo_data: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Demonstration data of these journeys alone: they write to them; no decision is there yet."""
    own = copied(demo_data, tmp_path_factory.mktemp("answers") / "data")
    shutil.rmtree(own.decisions)
    return own


@pytest.fixture(scope="module")
def address(own_data: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(own_data.data, tmp_path_factory.mktemp("elsewhere")) as url:
        yield url


def opened(browser: Any, address: str, width: int = 1440) -> Any:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(address)
    wait(page)
    return page


def press(page: Any, button: str, words: str) -> None:
    """Clicks until the page says what was recorded: a click that met a run of the page is lost, a second one records
    nothing twice and says so."""
    from playwright.sync_api import TimeoutError as TooLate

    for patience in (10_000, 20_000, 30_000):
        page.get_by_role("button", name=button).click()
        try:
            page.wait_for_selector(f"text=/{words}|Déjà enregistré/", timeout=patience)
        except TooLate:
            continue
        return wait(page)
    raise AssertionError(f"jamais dit : {words}")


def spaced(page: Any) -> str:
    return re.sub(r"\s+", " ", page.locator("[data-testid=stMain]").inner_text())


def test_a_demand_is_answered_and_told_to_who_asked(
    own_data: Settings, address: str, browser: Any, tmp_path: Path
) -> None:
    waiting = [each for each in demands(own_data, CAMPAIGN) if each.level == "region" and not each.standing.history]
    demand = waiting[0]
    page = opened(browser, address)
    page.get_by_role("link", name="Demandes", exact=True).click()
    until(page, "document.querySelector('h1')?.innerText === 'Demandes'")
    wait(page)
    choose(page, "Demande à laquelle répondre", demand.text)
    choose(page, "État", "acceptée")
    page.get_by_label("Fonction responsable (jamais un nom)").fill("Direction du numérique pour l'éducation")
    page.get_by_label("Réponse", exact=True).fill(ANSWER)
    page.get_by_role("button", name="Enregistrer la réponse").dblclick()
    page.wait_for_selector("text=/Réponse enregistrée|Déjà enregistré/")
    page.goto(f"{address}/region-academique?region={demand.territory_code}&campagne={CAMPAIGN}")
    wait(page)
    assert ANSWER in spaced(page)
    [answered] = [each for each in demands(own_data, CAMPAIGN) if each.id == demand.id]
    assert (answered.state, len(answered.standing.history)) == ("acceptée", 1), "a double click answers once"
    path = write_template(own_data, demand.territory_code, NEXT, tmp_path / "modele.xlsx")
    book = load_workbook(path)
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert any(ANSWER in cell.replace("\u202f", " ") for cell in cells)
    page.close()


def test_a_decision_is_corrected_then_withdrawn(own_data: Settings, address: str, browser: Any) -> None:
    terms = Terms("Comité des partenaires", "Publier le référentiel", "Bureau du numérique", "NAT-FR",
                  due_on=date(2026, 10, 1))  # fmt: skip
    number = decision_log.record(own_data, terms).record.id
    page = opened(browser, f"{address}/revue?campagne={CAMPAIGN}")
    first = page.locator("table").first.locator("tbody tr").first
    assert "Publier le référentiel" in first.inner_text(), "what is overdue is at the head of the review"
    page.get_by_text("Corriger ou retirer une décision").first.click()
    field = page.get_by_label("Décision", exact=True).last
    field.fill("Publier le référentiel et son guide")
    field.press("Tab")
    press(page, "Enregistrer la correction", "ancienne rédaction reste")
    assert "Publier le référentiel et son guide" in page.locator("table").first.inner_text()
    if not page.get_by_label("Pourquoi elle est retirée").is_visible():
        page.get_by_text("Corriger ou retirer une décision").first.click()
    page.get_by_label("Pourquoi elle est retirée").fill("Reprise dans une autre décision")
    press(page, "Retirer la décision", "Elle reste dans")
    [decision] = [each for each in decision_log.decisions(own_data, date(2026, 11, 28)) if each.last.id == number]
    assert (decision.last.status, decision.pending, len(decision.history)) == ("withdrawn", False, 3)
    page.close()


def test_an_edition_is_frozen_from_the_page(own_data: Settings, address: str, browser: Any) -> None:
    page = opened(browser, f"{address}/figer?campagne={CAMPAIGN}")
    page.get_by_label("Nom de l'édition").fill("Comité de décembre 2026")
    for field in page.get_by_label(re.compile("^Phrase du comité")).all():
        field.fill("Vu avec le comité : ces chiffres sont assumés.")
    page.get_by_role("button", name="Figer l'édition").click()
    page.wait_for_url("**figee=comite-de-decembre-2026**", timeout=120_000)
    wait(page)
    assert [edition.slug for edition in editions(own_data)] == ["comite-de-decembre-2026"]
    page.locator("a[href*='edition=comite-de-decembre-2026']").first.click()
    page.wait_for_selector("text=Édition figée")
    page.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_region_returns_a_report_then_approves_the_other(
    built: Settings,  # noqa: F811
    browser: Any,
    tmp_path: Path,
    width: int,
) -> None:
    own = copied(built, tmp_path / "data")
    more: dict[str, Any] = {"PILOTAGE_CATALOGUE": str(built.catalogue), "PILOTAGE_TODAY": TODAY.isoformat()}
    with serving(own.data, tmp_path, **more) as served:
        page = opened(browser, f"{served}/region-academique?region=REG-32&campagne={YEAR}", width)
        if width < 500:  # a part that is folded on a telephone
            page.get_by_role("button", name="Visa des rapports départementaux").click()
        choose(page, "Rapport à viser", "Nord")
        choose(page, "Décision", "Renvoyer le rapport")
        page.get_by_role("button", name="Enregistrer le visa").click()
        page.wait_for_selector(".notice.refused")
        page.get_by_label("Motif (obligatoire pour renvoyer)").fill("Les conventions manquent")
        page.get_by_role("button", name="Enregistrer le visa").click()
        until(page, "document.body.innerText.includes('Les conventions manquent')")
        page.goto(f"{served}/departement?departement=DEPT-59&campagne={YEAR}")
        wait(page)
        assert "Les conventions manquent" in spaced(page)
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
        page.close()
