"""The search of the header: what it finds, in which order, for whom; and its box in a real Chromium."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import READY, until
from reading_pages import html, open_page, text
from reports import rows
from streamlit import runtime as app_runtime
from streamlit.testing.v1 import AppTest

from dashboard import data, finding
from dashboard.finding import SHOWN, best, entries, words
from dashboard.identity.current import Identity
from indicators.territories import territories
from pipelines.access.rights import Grant, Rights
from pipelines.settings import Settings
from pipelines.warehouse import builds

NOW = "2025-2026"
Search = Callable[..., AppTest]


def results(app: AppTest) -> dict[str, list[tuple[str, str]]]:
    """The kinds of things that a page found: the words and the address of each."""
    parts = re.findall(r"<h2[^>]*>([^<]+)</h2>(.*?)</section>", html(app), re.DOTALL)
    return {
        name.partition(",")[0]: [
            (unescape(label).replace("\u202f", " "), unescape(address))
            for address, label in re.findall(r'<li><a href="([^"]+)">([^<]+)</a>', content)
        ]
        for name, content in parts
    }


def codes(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@pytest.fixture
def search(monkeypatch: pytest.MonkeyPatch, demo_data: Settings) -> Search:
    return lambda typed, **others: open_page(monkeypatch, demo_data, "search", {"q": typed, "campagne": NOW, **others})


@pytest.mark.parametrize(
    ("typed", "kind", "label", "page", "parameter", "code"),
    [
        ("HERAULT", "Territoires", "Hérault (34)", "departement", "territoire", "DEPT-34"),
        ("côtes d’armor", "Territoires", "Côtes-d'Armor (22)", "departement", "territoire", "DEPT-22"),
        ("31", "Territoires", "Haute-Garonne (31)", "departement", "territoire", "DEPT-31"),
        ("1", "Territoires", "Ain (01)", "departement", "territoire", "DEPT-01"),
        ("2a", "Territoires", "Corse-du-Sud (2A)", "departement", "territoire", "DEPT-2A"),
        ("région occitanie", "Territoires", "Occitanie", "region-academique", "territoire", "REG-76"),
        ("objectif 4", "Objectifs", None, "objectif", "objectif", "4"),
        ("ECO-RESPONSABILITE", "Objectifs", None, "objectif", "objectif", "16"),
        ("o04-1", "Indicateurs", None, "objectif", "indicateur", "O04-1"),
        ("feuille", "Pages", "Feuille de route", "feuille-de-route", "campagne", NOW),
        ("rgpd", "Pages", "Données personnelles", "donnees-personnelles", "campagne", NOW),
        ("0489002z", "Écoles et établissements", None, "ecole", "uai", "0489002Z"),
    ],
)
def test_a_thing_is_found_first_by_its_number_its_code_or_its_name(
    search: Search, typed: str, kind: str, label: str | None, page: str, parameter: str, code: str
) -> None:
    heading, address = results(search(typed))[kind][0]
    assert label in (None, heading)
    assert urlsplit(address).path == page
    assert codes(address)[parameter] == code
    assert codes(address)["campagne"] == NOW


def test_an_action_is_found_and_its_list_shows_it(
    search: Search, demo_data: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    [action] = rows(
        demo_data,
        f"select title, count(*) as declared from marts.action where campaign = '{NOW}' group by title"
        " order by declared, title limit 1",
    )
    title = action["title"]
    listed = results(search(title.upper()))["Actions"]
    assert len(listed) == min(action["declared"], SHOWN)
    label, address = listed[0]
    assert label.replace(" ", "") == title.replace("\u202f", " ").replace(" ", "")
    app = open_page(monkeypatch, demo_data, "roadmap", codes(address))
    assert title.split()[0] in text(app)
    assert "Aucune ne répond à ces choix" not in text(app)


def test_a_message_leads_to_those_of_its_region(search: Search, demo_data: Settings) -> None:
    [message] = rows(
        demo_data,
        "select problem, region_code, name from marts.issue join marts.report using (source_sha256)"
        f" join marts.territory as place using (territory_code) where campaign = '{NOW}'"
        " and counts and place.level = 'department'"
        " order by source_file, row_number, cell limit 1",
    )
    listed = results(search(f"{message['name']} {message['problem']}"[:80]))["Messages"]
    assert {codes(address)["territoire"] for _, address in listed} == {message["region_code"]}


def test_at_most_ten_of_a_kind_and_how_many_there_are(search: Search) -> None:
    app = search("départements")
    assert len(results(app)["Territoires"]) == SHOWN
    assert "Les 10 premiers résultats sur 101 : ajoutez un mot" in text(app)


def test_nothing_found_says_so_and_what_can_be_searched(search: Search) -> None:
    app = search("zzzz")
    assert "Aucun résultat pour « zzzz »." in text(app)
    assert "Rien ne correspond" in text(app)
    assert "territoires (les départements aussi par leur numéro)" in text(app)
    assert results(app) == {}
    assert "Que cherchez-vous ?" in text(search(""))
    assert results(search("«?!»")) == {}


def test_what_is_typed_is_written_as_text(search: Search) -> None:
    hostile = "<b>gras</b>[evil](https://evil.example) $1"
    app = search(hostile)
    assert "<b>gras" not in html(app)
    assert f"Aucun résultat pour « {hostile} »." in text(app)
    assert not app.get("markdown")
    assert '"><b>' not in html(search('"><b>'))


def test_an_account_finds_nothing_outside_its_scope(search: Search, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = {territory.code for territory in territories() if "REG-76" in (territory.code, territory.parent_code)}
    inside |= {territory.code for territory in territories() if territory.parent_code in inside}
    everyone = results(search("numérique"))["Actions"]
    assert not {codes(address)["territoire"] for _, address in everyone} <= inside
    school = results(search("0139001N"))["Écoles et établissements"]
    assert len(school) == 1

    rights = Rights((Grant("region", "REG-76"),))
    monkeypatch.setattr(data, "current", lambda: Identity("a@exemple.fr", "1" * 20, rights, "session"))
    own = results(search("numérique"))["Actions"]
    assert own
    assert {codes(address)["territoire"] for _, address in own} <= inside
    assert "Écoles et établissements" not in results(search("0139001N"))
    assert len(results(search("0489002Z"))["Écoles et établissements"]) == 1
    messages = [
        address for word in ("colonne", "cellule", "a") for _, address in results(search(word)).get("Messages", [])
    ]
    assert {codes(address)["territoire"] for address in messages} <= {"REG-76"}
    rights = Rights((Grant("reader", "REG-76"),))
    assert "Écoles et établissements" not in results(search("0489002Z"))
    assert not {"Actions", "Messages"} & set(results(search("numérique")))
    assert "Pages" not in results(search("déposer"))


def test_the_nearest_come_first_and_every_word_counts() -> None:
    names = ["Vieux collège de l'Œuvre", "Collège neuf", "Écollège", "Lycée, près du collège"]
    index = entries({"title": name, "exact": ["12"] if name == "Écollège" else [], "searched": name} for name in names)

    def titles(typed: str) -> list[str]:
        return [row["title"] for row in best(index, words(typed)).rows]

    assert titles("COLLEGE") == [names[1], names[0], names[3], names[2]]
    assert titles("collège pres") == [names[3]]
    assert titles("oeuvre") == [names[0]]
    assert titles("12") == [names[2]]
    assert titles("college absent") == []
    assert words("a" * 500) == "a" * 80


def test_what_can_be_found_is_read_before_anybody_searches(
    search: Search, apart: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_runtime, "exists", lambda: True)  # as where the page is served
    monkeypatch.setattr(finding, "LASTING", 0)  # as if it were there for a while
    open_page(monkeypatch, apart, "legal", {})
    for reading in [thread for thread in threading.enumerate() if thread.name == "search"]:
        reading.join()
    queries, read = [], builds.rows
    monkeypatch.setattr(
        builds, "rows", lambda where, *of, **parameters: queries.append(of) or read(where, *of, **parameters)
    )
    sections = results(open_page(monkeypatch, apart, "search", {"q": "départements", "campagne": NOW}))
    assert len(sections["Territoires"]) == SHOWN
    assert [name for folder, name in queries if folder == "search"] == []


def test_a_build_that_has_just_come_is_not_read_for_searches_that_the_next_would_answer(
    apart: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared: list[object] = []
    monkeypatch.setattr(app_runtime, "exists", lambda: True)
    monkeypatch.setattr(finding, "_prepared", lambda _settings, build, *_: prepared.append(build))
    for seconds, times in ((10**9, 0), (0, 1)):
        monkeypatch.setattr(finding, "LASTING", seconds)
        open_page(monkeypatch, apart, "legal", {})
        assert len(prepared) == times


@pytest.mark.parametrize(
    ("shown", "present", "lasted"), [(3600, 30, False), (3600, 120, True), (5, 120, False), (120, 120, True)]
)
def test_nothing_is_read_for_searches_while_builds_follow_one_another(
    monkeypatch: pytest.MonkeyPatch, shown: int, present: int, lasted: bool
) -> None:
    """What a scope is shown may be older than the present build, of which another is made soon."""
    now, second = time.time_ns(), 1_000_000_000
    monkeypatch.setattr(data, "build", lambda: ("", 1, now - shown * second))
    monkeypatch.setattr(data, "present_build", lambda: ("", 2, now - present * second))
    assert finding._has_lasted() is lasted


@pytest.mark.browser
def test_the_slash_key_leads_to_the_box_and_enter_to_what_it_finds(served: str, browser) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url) if request.is_navigation_request() else None)
    page.goto(f"{served}/objectifs?campagne=2024-2025&territoire=REG-76")
    page.wait_for_selector(READY, timeout=60_000)
    until(page, "document.querySelector('.masthead form input[name=q]') && document.querySelector('.colophon')")
    assert page.evaluate("document.querySelector('.masthead').offsetHeight") < 90
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    assert page.evaluate("document.activeElement.value") == ""
    page.keyboard.type("a/b")  # once in the box, a letter like any other
    assert page.evaluate("document.activeElement.value") == "a/b"
    page.locator(".masthead input[name=q]").fill("herault")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('h1')?.innerText === 'Rechercher'")
    until(page, "document.querySelector('.found a')?.innerText.startsWith('Hérault')")
    assert codes(page.url) == {"q": "herault", "campagne": "2024-2025", "territoire": "REG-76"}
    assert page.evaluate("document.querySelector('.masthead input[name=q]').value") == "herault"
    page.locator(".found a").first.click()
    until(page, "document.querySelector('h1')?.innerText.startsWith('Hérault')")
    assert codes(page.url) == {"campagne": "2024-2025", "territoire": "DEPT-34"}
    assert len(loaded) == 1  # the program was loaded once
    page.go_back()
    until(page, "document.querySelector('h1')?.innerText === 'Rechercher'")
    page.close()
