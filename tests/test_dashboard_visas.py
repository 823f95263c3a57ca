"""The visa of the région on screen: listed, given once by who may, told to the département; unseen where unasked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from reading_pages import answered, html, open_page, tables, text
from reports import Report, copied, named
from streamlit.testing.v1 import AppTest
from test_dashboard_deposit import as_account
from test_visas import NOW, REASON, TODAY, YEAR, asking, built, give  # noqa: F401

from pipelines.access.rights import Grant, Rights
from pipelines.facts import visas
from pipelines.settings import Settings
from pipelines.store import audit_chain, deposit_log, visa_log
from pipelines.store.archive import Archive
from pipelines.store.deposit_log import Deposit
from pipelines.store.visa_log import APPROVED, RETURNED
from pipelines.warehouse.build import build

AT = {"campagne": YEAR}
NORTH, HERE = AT | {"departement": "DEPT-59"}, AT | {"region": "REG-32"}
PAGES = {"region": HERE, "department": NORTH, "quality": HERE, "deposit": {}, "demands": HERE, "national": AT}


@pytest.fixture
def settings(built: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:  # noqa: F811
    """The strategy that asks for visas, and a deposit of each report."""
    monkeypatch.setenv("PILOTAGE_TODAY", TODAY.isoformat())
    monkeypatch.setenv("PILOTAGE_CATALOGUE", str(built.catalogue))
    own = copied(built, tmp_path / "data")
    deposit_log.keep(
        own,
        [
            Deposit("", NOW.isoformat(), file.source_sha256, "r.xlsx", 1, "", "", file.territory_code, file.campaign, 1)
            for file in visas.reports(own)
        ],
    )
    return own


def field(app: Any, kind: str, label: str) -> Any:
    return next((box for box in app.get(kind) if box.label == label), None)


def fill(app: AppTest, code: str, decision: str, reason: str = "") -> AppTest:
    field(app, "selectbox", "Rapport à viser").set_value(code)
    field(app, "selectbox", "Décision").set_value(decision)
    field(app, "text_area", "Motif (obligatoire pour renvoyer)").set_value(reason)
    field(app, "button", "Enregistrer le visa").click()
    app.run()
    assert not app.exception
    return app


def listed(app: AppTest) -> dict[str, str]:
    [lines] = [lines for caption, lines in tables(app).items() if caption.startswith("Rapports des départements")]
    return {line[0]: line[3].replace("\u202f", " ") for line in lines[1:]}


@pytest.mark.parametrize("page", ["region", "quality"])
def test_a_region_gives_its_visas_once(monkeypatch: pytest.MonkeyPatch, settings: Settings, page: str) -> None:
    as_account(monkeypatch, Rights((Grant("region", "REG-32"),)))
    app = open_page(monkeypatch, settings, page, HERE)
    assert "2 rapports départementaux qui comptent : 2 non visés." in text(app).replace("\u202f", " ")
    assert listed(app) == {"Nord": "non visé", "Pas-de-Calais": "non visé"}, "and none of another région"
    for phrase in ("Nord : rapport renvoyé", "Déjà enregistré"):
        app = fill(app, "DEPT-59", RETURNED, REASON)
        assert phrase in answered(app, "recorded")[0].replace("\u202f", " ")
        assert field(app, "text_area", "Motif (obligatoire pour renvoyer)").value == ""
    assert listed(app)["Nord"].endswith(f": {REASON}")
    app = fill(app, "DEPT-62", APPROVED)
    assert listed(app)["Pas-de-Calais"].startswith("visé le ")
    assert visa_log.last(settings) == 2
    lines = [entry for entry in audit_chain.entries(settings) if entry["event"] == "visa"]
    assert [(entry["territory"], entry["outcome"], entry["scope"]) for entry in lines] == [
        ("DEPT-59", RETURNED, "region:REG-32"), ("DEPT-62", APPROVED, "region:REG-32"),
    ]  # fmt: skip
    assert {entry["who"] for entry in lines} == {visa.who for visa in visa_log.visas(settings).values()} != {""}


def test_a_return_without_reason_is_refused_and_what_was_typed_stays(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    app = fill(open_page(monkeypatch, settings, "region", HERE), "DEPT-62", RETURNED)
    assert "Écrivez pourquoi le rapport est renvoyé" in answered(app, "refused")[0]
    assert field(app, "selectbox", "Rapport à viser").value == "DEPT-62"
    assert visa_log.last(settings) == 0


def test_a_version_that_came_meanwhile_is_not_approved_unread(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    app = open_page(monkeypatch, settings, "region", HERE)
    second = Report("DEPT-59", YEAR, {"O10-1": (41, 50)}, version=2)
    Archive(settings).receive(named([second]).items(), now=datetime(2026, 9, 2, tzinfo=UTC))
    build(settings, today=TODAY)
    app = fill(app, "DEPT-59", APPROVED)
    assert "Une nouvelle version de ce rapport vient d'arriver" in answered(app, "refused")[0]
    assert visa_log.last(settings) == 0
    app = fill(app, "DEPT-59", APPROVED)
    assert listed(app)["Nord"].startswith("visé le ")


def test_a_departement_reads_its_visa_and_gives_none(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    give(settings, "DEPT-59", RETURNED, REASON)
    give(settings, "DEPT-62", RETURNED, "Motif de Pas-de-Calais")
    as_account(monkeypatch, Rights((Grant("department", "DEPT-59"),)))
    sentence = f"renvoyé le 1er septembre 2026 : {REASON}"
    app = open_page(monkeypatch, settings, "department", NORTH)
    assert f"Visa de la région académique : {sentence}" in text(app).replace("\u202f", " ")
    [deposits] = [
        rows
        for caption, rows in tables(open_page(monkeypatch, settings, "deposit")).items()
        if caption.startswith("Dépôts")
    ]
    place = deposits[0].index("Visa de la région")
    assert [row[place].replace("\u202f", " ") for row in deposits[1:]] == [sentence]
    for page in ("region", "quality"):
        app = open_page(monkeypatch, settings, page, HERE)
        assert field(app, "button", "Enregistrer le visa") is None
        assert "Motif de Pas-de-Calais" not in html(app)
    assert listed(app) == {"Nord": sentence}
    assert "permet de lire les visas" in text(app)


def test_reminders_follow_a_visa_without_a_new_build(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    app = open_page(monkeypatch, settings, "quality", HERE | {"comite": "REG-32"})
    assert "2 rapports départementaux attendent le visa" in app.code[0].value
    app = fill(app, "DEPT-59", APPROVED)
    assert "1 rapport départemental attend le visa" in app.code[0].value


def test_an_edition_is_not_approved(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    from pipelines.releases.freeze import freeze, reserves

    give(settings, "DEPT-59", RETURNED, REASON)
    freeze(settings, "Septembre", YEAR, {caveat["key"]: "Vu." for caveat in reserves(settings, YEAR)}, NOW)
    give(settings, "DEPT-59", APPROVED)
    app = open_page(monkeypatch, settings, "region", HERE | {"edition": "septembre"})
    assert "Une édition figée ne change pas" in text(app)
    assert listed(app)["Nord"].startswith("renvoyé")
    assert field(app, "button", "Enregistrer le visa") is None


def test_where_it_is_not_asked_nothing_of_it_is_shown(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    monkeypatch.delenv("PILOTAGE_CATALOGUE")
    build(replace(settings, catalogue=None), today=TODAY)
    without = copied(settings, tmp_path / "without")
    give(settings, "DEPT-59", RETURNED, REASON)
    give(settings, "DEPT-62", APPROVED)
    for page, codes in PAGES.items():
        pages = [open_page(monkeypatch, where, page, codes) for where in (settings, without)]
        assert "visa" not in text(pages[0]).lower(), page
        assert len({text(app) for app in pages}) == 1, page
        assert field(pages[0], "button", "Enregistrer le visa") is None
        assert [block.value for block in pages[0].code] == [block.value for block in pages[1].code]
