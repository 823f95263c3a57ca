"""The pages of schools: a département spread and listed, a school beside those alike, and nobody else's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import browsing
import pytest
from reading_pages import chosen, html, offered, open_page, tables, text
from reports import DIRECTORY, SCHOOLS, Report, named, table, warehouse

from dashboard import data
from dashboard.identity.current import Identity
from pipelines.access.rights import Grant, Rights
from pipelines.access.scoped import scoped
from pipelines.demo.register import school_code
from pipelines.facts.school_lists import PAGE
from pipelines.releases.freeze import Edition
from pipelines.settings import Settings

BEFORE, YEAR = "2024-2025", "2025-2026"
NORD, ARDECHE = "DEPT-59", "DEPT-07"
TOWNS = ("Saint-Étienne-au-Bois", "Œuilly", "Le Mesnil", "Lille")
CODES = [school_code("059", at) for at in range(1, 71)]
FOREIGN = school_code("007", 1)
HEADER = (*DIRECTORY, "date_fermeture", "uai_successeur")
BODIES = ("UAI", "Type", "Instance", "Date", "Volet numérique")
LIST = {"departement": NORD, "campagne": YEAR, "indicateur": "O04-1"}


def files() -> dict[str, bytes]:
    """70 schools of the Nord, of which the third was merged into the second and the last two never answer.

    The indicator concerns collèges alone: ten écoles answer all the same."""
    kinds = ["école" if at % 7 == 1 else "collège" for at in range(70)]
    directory = [
        (
            code,
            f"École n° {at}",
            kinds[at],
            "59",
            TOWNS[at % 4],
            "oui",
            *(("2025-09-01", CODES[1]) if at == 2 else ("", "")),
        )
        for at, code in enumerate(CODES)
    ]
    directory.append((FOREIGN, "École étrangère", "école", "07", "Privas", "oui", "", ""))
    lines = [
        (year, code, "O04-1", 20 + at, 100 + at)
        for year in (BEFORE, YEAR)
        for at, code in enumerate(CODES[:68])
        if year == BEFORE or at != 2
    ]
    lines[0] = (BEFORE, CODES[0], "O04-1", 2, 30)
    lines.append((YEAR, FOREIGN, "O04-1", 777, 999))
    report = Report(
        NORD,
        sheets={"Établissements": [BODIES, (CODES[1], "école", "conseil d'école", date(2025, 11, 4), "oui")]},
        rows={"O01-3": (3, 4)},
    )
    return {
        "annuaire.csv": table(directory, HEADER),
        "valeurs.csv": table(lines, SCHOOLS),
        **named([report]),
    }


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return warehouse(tmp_path_factory.mktemp("schools") / "data", files())


def listed(app) -> list[list[str]]:
    [table_lines] = [
        lines[1:] for caption, lines in tables(app).items() if "établissement" in caption and "Nord" in caption
    ]
    return table_lines


def look_as(monkeypatch: pytest.MonkeyPatch, *grants: tuple[str, str]) -> None:
    rights = Rights(tuple(Grant(role, territory) for role, territory in grants))  # type: ignore[arg-type]
    monkeypatch.setattr(data, "current", lambda: Identity("a@exemple.fr", "1" * 20, rights, "session"))


def test_a_departement_shows_its_spread_its_completeness_and_its_councils(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page(monkeypatch, settings, "schools", LIST)
    page_tables = tables(app)
    [kinds] = [lines for caption, lines in page_tables.items() if caption.startswith("Réponses")]
    assert [line[:3] for line in kinds[1:]] == [
        ["collège", "57", "59"],
        ["ensemble", "57", "59"],
    ]
    [spread] = [lines for caption, lines in page_tables.items() if "quartiles" in caption]
    values = sorted(100 * (20 + at) / (100 + at) for at in range(68) if at != 2)
    assert spread[1][3] == f"{values[33]:.1f}\u202f%".replace(".", ",")
    assert sum(int(count) for count in [part.split(" établissement")[0].split()[-1] for part in _bars(app)]) == 67
    [bodies] = [lines for caption, lines in page_tables.items() if caption.startswith("Instances")]
    assert bodies[1][:3] == ["conseil d'école", "école", "1"]


def _bars(app) -> list[str]:
    return [part.split('"')[0] for part in html(app).split('title="De')[1:]]


def test_the_list_is_searched_without_case_nor_accents_filtered_and_sorted(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for typed in ("saint etienne", "SAINT-ÉTIENNE", "oeuilly"):
        app = open_page(monkeypatch, settings, "schools", LIST | {"recherche": typed})
        towns = {line[3] for line in listed(app)}
        assert towns == ({TOWNS[1]} if typed == "oeuilly" else {TOWNS[0]}), typed
    matches = listed(open_page(monkeypatch, settings, "schools", LIST | {"recherche": CODES[4].lower()}))
    assert [line[1] for line in matches] == [CODES[4]]
    app = open_page(monkeypatch, settings, "schools", LIST | {"type": "college", "ordre": "highest"})
    assert {line[2] for line in listed(app)} == {"collège"}
    assert next(line[1] for line in listed(app)) == CODES[67]
    silent = listed(open_page(monkeypatch, settings, "schools", LIST | {"reponse": "silent"}))
    assert {line[1] for line in silent} == set(CODES[68:])
    assert all(line[-1] == "sans réponse" for line in silent)
    closed = listed(open_page(monkeypatch, settings, "schools", LIST | {"reponse": "closed"}))
    assert [line[1] for line in closed] == [CODES[2]]
    none = open_page(monkeypatch, settings, "schools", LIST | {"recherche": "nulle part"})
    assert "Aucun établissement" in text(none)


def test_fifty_rows_at_most_travel(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_page(monkeypatch, settings, "schools", LIST)
    second = open_page(monkeypatch, settings, "schools", LIST | {"page": "2"})
    pages = [line[1] for line in listed(first)], [line[1] for line in listed(second)]
    assert [len(page) for page in pages] == [PAGE, 20]
    assert set(pages[0]) | set(pages[1]) == set(CODES)
    assert "page=2" in html(first)
    assert len(html(first).encode()) < 200_000
    assert [line[1] for line in listed(open_page(monkeypatch, settings, "schools", LIST | {"page": "99"}))] == pages[0]


def test_a_school_is_seen_beside_those_alike_with_its_past(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page(monkeypatch, settings, "school", {"uai": CODES[1], "campagne": YEAR})
    page_text, page_tables = text(app), tables(app)
    assert "École n° 1" in page_text
    assert f"Prend la suite de : École n° 2 ({CODES[2]})." in page_text
    [own] = [lines for caption, lines in page_tables.items() if caption == f"École n° 1, {YEAR}"]
    assert own[1][1:3] == ["21 ÷ 101", "20,8\u202f%"]
    assert own[1][5] == "10"
    assert own[1][6] == "valeurs.csv, ligne 71"
    [past] = [lines for caption, lines in page_tables.items() if "par campagne" in caption]
    assert past[0][1:] == [BEFORE, YEAR]
    [councils] = [lines for caption, lines in page_tables.items() if caption.startswith("Réunions")]
    assert councils[1] == [YEAR, "conseil d'école", "4 novembre 2025", "oui"]
    assert {"Fiche de l'établissement (PDF)", "La même, modifiable (Word)"} <= set(offered(app))


def test_few_pupils_are_masked_on_the_page_of_the_school(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page(monkeypatch, settings, "school", {"uai": CODES[0], "campagne": BEFORE})
    [own] = [lines for caption, lines in tables(app).items() if caption == f"École n° 0, {BEFORE}"]
    assert own[1][1:3] == ["masqué", "masqué"]
    assert "2 ÷ 30" not in text(app)


@pytest.mark.parametrize("code", [FOREIGN, school_code("007", 9), school_code("059", 999), "n'importe quoi"])
def test_a_foreign_school_is_out_of_sight_and_nothing_else_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    look_as(monkeypatch, ("department", NORD))
    app = open_page(monkeypatch, settings, "school", {"uai": code, "campagne": YEAR})
    assert "Hors de votre périmètre" in text(app)
    assert "étrangère" not in text(app)
    assert not tables(app)
    assert not offered(app)


def test_a_departement_alone_sees_its_schools_and_a_reader_none(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_as(monkeypatch, ("department", NORD))
    app = open_page(monkeypatch, settings, "schools")
    assert chosen(app)["territoire"] == NORD
    assert len(listed(app)) == PAGE
    foreign = open_page(monkeypatch, settings, "schools", {"departement": ARDECHE})
    assert "Hors de votre périmètre" in text(foreign)
    assert not tables(foreign)
    look_as(monkeypatch, ("reader", "REG-32"))
    assert "Hors de votre périmètre" in text(open_page(monkeypatch, settings, "schools"))
    assert "ecoles?" not in html(open_page(monkeypatch, settings, "department", {"departement": NORD}))


def test_the_page_of_a_departement_leads_to_its_schools(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page(monkeypatch, settings, "department", {"departement": NORD, "campagne": YEAR})
    assert f"ecoles?territoire={NORD}" in html(app)


def test_an_edition_says_that_it_keeps_no_school(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = Edition("novembre", "Novembre", YEAR, "2026-11-12T09:00:00+00:00", "1", "0" * 64, "0" * 64, [])
    monkeypatch.setattr(data, "edition", lambda: frozen)
    monkeypatch.setattr("dashboard.components.layout.releases.choose", lambda: None)
    for page in ("schools", "school"):
        app = open_page(monkeypatch, settings, page, {"uai": CODES[0]})
        assert "n'est pas gardé par les éditions" in text(app)
        assert not tables(app)


def test_a_scope_reads_its_own_rows_alone(settings: Settings, tmp_path: Path) -> None:
    from pipelines.errors import OutOfSight
    from pipelines.facts.school_lists import Sight, figures
    from pipelines.facts.school_profile import profile

    own = scoped(settings, Rights((Grant("department", NORD),)))
    assert figures(Sight(own), NORD, YEAR, "O04-1").num_rows == 67
    assert figures(Sight(own), ARDECHE, YEAR, "O04-1").num_rows == 0
    with pytest.raises(OutOfSight):
        profile(Sight(own), FOREIGN, YEAR)


@pytest.mark.browser
@pytest.mark.browser
def test_the_keyboard_alone_finds_a_school_and_opens_it(served: str, browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{served}/ecoles?departement=DEPT-48&indicateur=O05-2&campagne={YEAR}")
    browsing.wait(page)
    page.get_by_label("Chercher un nom").focus()
    page.keyboard.type("0489002z")
    browsing.until(page, "document.body.innerText.includes('Appuyez sur Entrée')")
    page.keyboard.press("Enter")
    browsing.until(page, "document.body.innerText.includes('1 établissement, Lozère')")
    assert "recherche=0489002z" in page.url
    page.locator(".stHtml tbody th a", has_text="École").last.focus()
    page.keyboard.press("Enter")
    browsing.until(page, "document.querySelector('.identity .code')?.innerText === '0489002Z'")
    assert "uai=0489002Z" in page.url
    page.close()
