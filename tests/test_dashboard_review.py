"""Editions, movements and the review on screen: what is shown is what was kept, and a recorded decision comes back."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from reading_pages import answered, said_of_address
from reports import Report, copied, warehouse
from streamlit.testing.v1 import AppTest

from pipelines.facts.comparison.decomposition import EFFECTS
from pipelines.releases.compare import changes, lines
from pipelines.releases.freeze import freeze, reserves
from pipelines.settings import Settings
from pipelines.store.decision_log import Terms, decisions, record

APP = Path(__file__).resolve().parents[1] / "dashboard" / "app.py"
LAST, THIS = "2024-2025", "2025-2026"
TODAY = date(2026, 11, 12)
Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def settings(demo_data: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Demonstration data without its decisions, an edition of last year, then late corrections."""
    data = tmp_path_factory.mktemp("review") / "data"
    where = copied(demo_data, data)
    shutil.rmtree(where.decisions)
    owned = {caveat["key"]: "Vu avec le comité." for caveat in reserves(where, LAST)}
    freeze(where, "Novembre 2025", LAST, owned, datetime(2025, 11, 12, tzinfo=UTC))
    late = {f"{n}.xlsx": Report(f"DEPT-{n}", LAST, {"O10-1": (1, 90)}, version=9).xlsx() for n in ("59", "62", "80")}
    return warehouse(data, late)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Open:
    def run(page: str | None = None, **codes: str) -> AppTest:
        monkeypatch.setenv("PILOTAGE_DATA", str(settings.data))
        app = AppTest.from_file(str(APP), default_timeout=60)
        app.run()
        if page:
            app.switch_page(f"app_pages/{page}.py")
        for name, code in codes.items():
            app.query_params[name] = code
        app.run()
        assert not app.exception
        return app

    return run


def html(app: AppTest) -> str:
    return "".join(block.proto.body for block in app.get("html") if not block.proto.body.startswith("<style"))


def text(app: AppTest) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html(app))))


def test_an_edition_is_shown_with_its_band_and_its_figures(opened: Open) -> None:
    frozen, present = opened(edition="novembre-2025"), opened(campagne=LAST)
    assert "Édition figée « Novembre 2025 »" in text(frozen)
    assert "12 novembre 2025 et ne changent plus" in text(frozen)
    assert "Données de démonstration" in text(frozen)
    assert {box.key: box.value for box in frozen.selectbox}["choice_campagne"] == LAST
    assert "Édition figée" not in text(present)
    gone = [re.findall(r"a parcouru ([\d,]+)", text(page))[0] for page in (frozen, present)]
    assert gone[0] != gone[1], "corrections moved the present alone"


def test_an_edition_is_kept_from_link_to_link(opened: Open) -> None:
    links = re.findall(r'href="([^"]+)"', html(opened(edition="novembre-2025")))
    inside = [unescape(link) for link in links if not link.startswith(("http", "#", "./telecharger/"))]
    assert len(inside) > 30
    assert [link for link in inside if "edition=novembre-2025" not in link] == []


def test_an_unknown_edition_is_said_and_the_present_shown(opened: Open) -> None:
    app = opened(edition="inconnue")
    assert "nous ne connaissons pas" in said_of_address(app)[0]
    assert "Édition figée" not in text(app)


@pytest.mark.parametrize("page", ["matrix", "objective", "region", "governance", "quality", "method", "review"])
def test_every_page_can_be_set_on_an_edition(opened: Open, page: str) -> None:
    assert "Édition figée « Novembre 2025 »" in text(opened(page, edition="novembre-2025"))


def test_what_changed_shows_the_four_effects_of_the_movement(opened: Open, settings: Settings) -> None:
    app = opened("changes", de="novembre-2025", a=LAST, territoire="REG-32", indicateur="O10-1")
    comparison = changes(settings, "novembre-2025", LAST)
    [row] = [row for row in lines(comparison, "REG-32") if row["id"] == "O10-1"]
    assert row["corrections"] < 0
    assert sum(row[effect] for effect in EFFECTS) == pytest.approx(row["movement"], abs=1e-9)
    page_text = text(app)
    written = f"{abs(row['corrections']):.1f}".replace(".", ",")
    assert f"corrections −{written}" in page_text
    assert "Valeurs passées révisées" in page_text
    assert "59.xlsx" in page_text
    [picture] = app.get("plotly_chart")
    assert f"corrections −{written}" in picture.proto.alt


def test_two_sides_that_are_the_same_moved_nothing(opened: Open) -> None:
    app = opened("changes", de=THIS, a=THIS)
    assert "soit 0,0" in text(app)
    assert "Rien n'a bougé" in text(app)


def fill(app: AppTest, **fields: str) -> None:
    labels = {"meeting": "Réunion", "owner": "Fonction responsable (jamais un nom)"}
    for name, label in labels.items():
        next(box for box in app.text_input if box.label == label).set_value(fields[name])
    app.text_area[0].set_value(fields["text"])
    next(button for button in app.button if button.label == "Enregistrer la décision").click()
    app.run()
    assert not app.exception


def test_a_recorded_decision_comes_back_and_its_state_changes(opened: Open, settings: Settings) -> None:
    app = opened("review", campagne=THIS)
    fill(app, meeting="Comité 2026", owner="Direction", text="<script>alert(1)</script> =1+1")
    [decision] = decisions(settings, TODAY)
    assert decision.last.text == "<script>alert(1)</script> =1+1"
    assert "D0001" in answered(app, "recorded")[0]
    assert "&lt;script&gt;alert(1)&lt;/script&gt; =1+1" in html(app)
    assert "<script>" not in html(app)
    assert "1 décision à suivre" in text(app)
    next(button for button in app.button if button.label == "Enregistrer l'état").click()
    app.run()
    assert decisions(settings, TODAY)[0].last.state == "tenue"
    assert "aucune décision à suivre" in text(app)


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click()
    app.run()
    assert not app.exception


def field(app: Any, kind: str, label: str, last: bool = False) -> Any:
    return [box for box in app.get(kind) if box.label == label][-1 if last else 0]


def test_a_second_click_records_once_and_the_fields_are_emptied(opened: Open, settings: Settings) -> None:
    before = len(decisions(settings, TODAY))
    app = opened("review", campagne=THIS)
    field(app, "date_input", "Échéance").set_value(date(2026, 6, 30))
    fill(app, meeting="Comité 2026", owner="Direction", text="Équiper")
    decision = next(candidate for candidate in decisions(settings, TODAY) if candidate.last.text == "Équiper")
    assert decision.due_on == date(2026, 6, 30)
    assert [app.text_area[0].value, field(app, "text_input", "Réunion").value] == ["", ""]
    assert field(app, "date_input", "Échéance").value is None
    field(app, "date_input", "Échéance").set_value(date(2026, 6, 30))
    fill(app, meeting="Comité 2026", owner="Direction", text="Équiper")
    assert f"Déjà enregistré\u202f: décision {decision.last.id}" in answered(app, "recorded")[0]
    assert len(decisions(settings, TODAY)) == before + 1
    assert not answered(app, "refused")


def test_a_decision_is_corrected_then_withdrawn_and_stays_in_the_history(opened: Open, settings: Settings) -> None:
    app = opened("review", campagne=THIS)
    fill(app, meeting="Comité 2026", owner="Direction", text="Former les élus")
    number = next(
        decision.last.id for decision in decisions(settings, TODAY) if decision.last.text == "Former les élus"
    )
    field(app, "selectbox", "Décision à corriger").set_value(number)
    app.run()
    assert field(app, "text_area", "Décision", last=True).value == "Former les élus"
    field(app, "text_area", "Décision", last=True).set_value("Former les élus des 101 départements")
    field(app, "selectbox", "Nature", last=True).set_value("recommandation")
    field(app, "checkbox", "Adressée à l'instance nationale de dialogue", last=True).set_value(True)
    press(app, "Enregistrer la correction")
    assert "« Former les élus des 101 départements » au lieu de « Former les élus »" in text(app)
    assert "Adressées à l'instance nationale" in text(app)
    field(app, "selectbox", "Décision à retirer").set_value(number)
    press(app, "Retirer la décision")
    assert "pourquoi la décision est retirée" in answered(app, "refused")[0]
    field(app, "text_input", "Pourquoi elle est retirée").set_value("Compétence des collectivités")
    field(app, "selectbox", "Décision à retirer").set_value(number)
    press(app, "Retirer la décision")
    assert f"Décision {number}\u202f: retirée" in answered(app, "recorded")[0]
    assert "<s>Former les élus des 101 départements</s>" in html(app)
    assert "Motif : Compétence des collectivités" in text(app)
    assert "Adressées à l'instance nationale" not in text(app)
    assert number not in field(app, "selectbox", "Décision à retirer").options[0]


def test_the_most_urgent_comes_first_with_its_owner_and_its_due_date_in_sight(opened: Open, settings: Settings) -> None:
    for words, due in (("Plus tard", date(2031, 1, 1)), ("Au plus vite", date(2020, 1, 1))):
        record(settings, Terms("Comité 2026", words, "Mission numérique", "NAT-FR", due_on=due))
    page = html(opened("review", campagne=THIS))
    head = page[: page.index("<details")]
    assert -1 < head.index("Au plus vite") < head.index("1er janvier 2020")
    assert "Mission numérique" in head
    assert page.index("Au plus vite") < page.index("Plus tard")


def test_a_person_is_refused_and_what_was_typed_stays(opened: Open, settings: Settings) -> None:
    before = len(decisions(settings, TODAY))
    app = opened("review", campagne=THIS)
    fill(app, meeting="Comité 2026", owner="Mme Untel", text="Former")
    assert "jamais le nom d'une personne" in answered(app, "refused")[0]
    assert app.text_area[0].value == "Former"
    assert len(decisions(settings, TODAY)) == before


def test_nothing_is_recorded_in_an_edition(opened: Open) -> None:
    app = opened("review", edition="novembre-2025")
    assert "Une édition figée ne change pas" in text(app)
    assert not app.text_area
