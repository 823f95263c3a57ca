"""The page « Demandes »: by theme for France and a région, answered once, passed on, and told to who asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from reading_pages import Tables, answered, html, open_page, text
from reports import Report, copied, named, warehouse
from streamlit.testing.v1 import AppTest

from pipelines.facts.demands import demands
from pipelines.settings import Settings
from pipelines.store import audit_log, demand_log
from pipelines.store.demand_log import Answer

YEAR = "2025-2026"
GUIDE, LAW = "Un guide pour les communes", "<b>Un appui</b> =1+1"
HEADER = ("Axe", "Appréciation", "Demandes au niveau supérieur")
ASKED = {
    "DEPT-59": [(1, "favorable", GUIDE), (2, "mitigée", LAW)],
    "DEPT-62": [(3, "mitigée", GUIDE.upper())],
    "REG-32": [(1, "favorable", "Une visibilité pluriannuelle")],
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    reports = [
        Report(code, YEAR, {}, submitted_on=date(2026, 6, 20), sheets={"Synthèse": [HEADER, *lines]})
        for code, lines in ASKED.items()
    ]
    return warehouse(tmp_path_factory.mktemp("demands") / "data", named(reports), today=date(2026, 11, 28))


@pytest.fixture
def settings(built: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("PILOTAGE_TODAY", "2026-09-30")
    return copied(built, tmp_path / "data")


def field(app: Any, kind: str, label: str) -> Any:
    return next(box for box in app.get(kind) if box.label == label)


def press(app: AppTest, label: str) -> None:
    field(app, "button", label).click()
    app.run()
    assert not app.exception


def rows(app: AppTest, title: str) -> list[list[str]]:
    return next(lines for caption, lines in Tables(html(app)).by_caption.items() if caption.startswith(title))


def test_france_reads_what_is_asked_by_theme(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    app = open_page(monkeypatch, settings, "demands", {"campagne": YEAR})
    assert "4 demandes de 3 comités, aucune n'a de réponse, la plus ancienne depuis 102 jours" in text(app)
    [own] = rows(app, "Adressées à la France")[1:]
    assert own[1:] == ["1", "1", "102 jours", "sans réponse", "—"]
    first, second = rows(app, "Adressées aux régions académiques")[1:]
    assert (first[0].startswith(GUIDE), first[1:4]) == (True, ["2", "1, 3", "102 jours"])
    assert "&lt;b&gt;Un appui&lt;/b&gt; =1+1" in html(app)
    assert second[1] == "1"


def test_a_region_answers_once_and_the_asker_reads_it(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    app = open_page(monkeypatch, settings, "demands", {"campagne": YEAR, "region": "REG-32"})
    for phrase in ("Réponse enregistrée", "Déjà enregistré"):
        field(app, "selectbox", "État").set_value("acceptée")
        field(app, "text_input", "Fonction responsable (jamais un nom)").set_value("Délégation régionale")
        field(app, "text_area", "Réponse").set_value("Il paraît en juin.")
        field(app, "date_input", "Échéance").set_value(date(2027, 6, 30))
        press(app, "Enregistrer la réponse")
        assert phrase in answered(app, "recorded")[0]
        assert field(app, "text_area", "Réponse").value == ""
        names = field(app, "selectbox", "Demande à laquelle répondre").options
        field(app, "selectbox", "Demande à laquelle répondre").set_value(names.index(GUIDE))
    states = {
        demand.territory_code: demand.state for demand in demands(settings) if demand.text.lower() == GUIDE.lower()
    }
    assert states == {"DEPT-59": "acceptée", "DEPT-62": "acceptée"}
    assert len(list(settings.demands.glob("*.json"))) == 1
    assert sum(b'"answer"' in path.read_bytes() for path in audit_log.files(settings)) == 1
    asker = open_page(monkeypatch, settings, "department", {"campagne": YEAR, "departement": "DEPT-62"})
    [line] = rows(asker, "Demandes transmises")[1:]
    assert line[2] == "acceptée"
    assert "Il paraît en juin. Responsable : Délégation régionale, échéance le 30 juin 2027" in line[3].replace(
        "\u202f", " "
    )


def test_what_is_missing_is_said_and_what_was_typed_stays(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    app = open_page(monkeypatch, settings, "demands", {"campagne": YEAR, "region": "REG-32"})
    field(app, "text_area", "Réponse").set_value("À l'étude")
    field(app, "text_input", "Fonction responsable (jamais un nom)").set_value("Mme Untel")
    press(app, "Enregistrer la réponse")
    assert "jamais le nom d'une personne" in answered(app, "refused")[0]
    assert field(app, "text_area", "Réponse").value == "À l'étude"
    assert not settings.demands.exists()


def test_a_region_passes_on_and_gathers(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    app = open_page(monkeypatch, settings, "demands", {"campagne": YEAR, "region": "REG-32"})
    names = field(app, "selectbox", "Demande à transmettre à la France").options
    field(app, "selectbox", "Demande à transmettre à la France").set_value(names.index(GUIDE))
    field(app, "text_input", "Ce que la région académique en dit (facultatif)").set_value("Un guide national suffit.")
    press(app, "Transmettre")
    assert len(rows(app, "Adressées à la France")[1:]) == 2
    france = open_page(monkeypatch, settings, "demands", {"campagne": YEAR})
    assert len(rows(france, "Adressées à la France")[1:]) == 2
    field(france, "multiselect", "Demandes à réunir").set_value([0, 1])
    field(france, "text_input", "Nom du thème").set_value("Appui aux communes")
    press(france, "Réunir sous ce thème")
    [own] = rows(france, "Adressées à la France")[1:]
    assert own[0].startswith("Appui aux communes")
    assert own[1] == "3"
    assert "Un guide national suffit." in own[5]


def test_an_edition_is_not_answered(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    from pipelines.releases.freeze import freeze, reserves

    wanted = {demand.id for demand in demands(settings) if demand.territory_code == "REG-32"}
    demand_log.answer(settings, wanted, "NAT-FR", Answer("refusée", "Direction", "Crédits annuels."))
    freeze(settings, "Septembre", YEAR, {caveat["key"]: "Vu." for caveat in reserves(settings, YEAR)})
    demand_log.answer(settings, wanted, "NAT-FR", Answer("faite", "Direction", "Voté."))
    app = open_page(monkeypatch, settings, "demands", {"campagne": YEAR, "edition": "septembre"})
    assert "Une édition figée ne change pas" in text(app)
    assert not app.text_area
    assert "Crédits annuels." in text(app)
    assert "Voté." not in text(app)


def test_a_page_without_demands_says_so(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    app = open_page(monkeypatch, settings, "demands", {"campagne": YEAR, "region": "REG-11"})
    assert "2025-2026 : aucune demande à lire" in text(app)
    assert not app.text_area
