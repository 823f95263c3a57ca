"""The whole journey in a browser: sent to the provider, back where one was going, out, and every tab closed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from browsing import DRAWN, marks, serving, wait
from gated import address_of, listen
from provider import Provider, providing
from test_accessibility import axe, grave_faults

from pipelines.access.table import grant
from pipelines.settings import Settings

pytestmark = marks
ACCOUNT = "administration@academie.example"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with providing() as provided:
        provided.person("administrator", email=ACCOUNT, email_verified=True)
        provided.person("newcomer", email="nouveau@academie.example", email_verified=True)
        yield provided


@pytest.fixture(scope="module")
def dashboard(provider: Provider, demo_data: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard that signs people in with the provider, on demonstration data of its own."""
    own = Settings(tmp_path_factory.mktemp("identified") / "data")
    shutil.copytree(demo_data.data, own.data, symlinks=True, ignore=shutil.ignore_patterns("raw", "parsed", "scopes"))
    grant(own, ACCOUNT, "national", "NAT-FR", "console:essai")
    with listen() as free:
        address = address_of(free)
    provider.register(f"{address}/connexion/retour", f"{address}/deconnecte")
    environment = {
        "PILOTAGE_IDENTITY": "oidc",
        "PILOTAGE_PUBLIC_URL": address,
        "PILOTAGE_OIDC_ISSUER": provider.issuer,
        "PILOTAGE_OIDC_CLIENT_ID": provider.client_id,
        "PILOTAGE_OIDC_CLIENT_SECRET": provider.client_secret,
    }
    with serving(
        own.data, tmp_path_factory.mktemp("elsewhere"), int(address.rpartition(":")[2]), **environment
    ) as served:
        yield served


@pytest.fixture
def person(browser: Any) -> Iterator[Any]:
    """A browser that knows nothing yet."""
    context = browser.new_context()
    yield context
    context.close()


def identify(page: Any, sub: str) -> None:
    page.get_by_role("link", name="S'identifier").click()
    page.get_by_placeholder("sub").fill(sub)
    page.get_by_role("button", name="Authorize").click()


def test_in_to_the_page_that_was_asked_and_out_of_every_tab(dashboard: str, person: Any) -> None:
    page, refused = person.new_page(), []
    page.on(
        "console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None
    )
    page.goto(f"{dashboard}/objectif?objectif=7&campagne=2024-2025")
    assert page.title().startswith("Se connecter")
    identify(page, "administrator")
    wait(page)
    assert page.url == f"{dashboard}/objectif?objectif=7&campagne=2024-2025"
    assert page.locator("h1").inner_text().startswith("Objectif 7")
    other = person.new_page()
    other.goto(dashboard)
    wait(other)
    page.get_by_role("link", name="Se déconnecter").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url(f"{dashboard}/deconnecte?state=*")
    other.wait_for_url(f"{dashboard}/session-terminee", timeout=15_000)
    page.goto(dashboard)
    assert page.title().startswith("Se connecter")
    assert refused == []


def test_a_newcomer_sees_that_a_role_is_missing_and_no_data(dashboard: str, person: Any) -> None:
    page = person.new_page()
    page.goto(dashboard)
    identify(page, "newcomer")
    page.get_by_role("heading", name="Votre compte n'a pas encore d'accès").wait_for()
    assert page.locator(DRAWN).count() == 0


@pytest.mark.parametrize("path", ["/connexion", "/deconnexion", "/deconnecte", "/session-terminee", "/media/a.png"])
def test_the_pages_of_the_gate_are_readable_in_both_themes(dashboard: str, person: Any, path: str) -> None:
    page = person.new_page()
    page.goto(dashboard + path)
    page.evaluate(axe())
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert grave_faults(page) == [], theme
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
