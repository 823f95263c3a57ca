"""Calls, budgets and agreements: what a deadline changes on the day one reads, what sums rest on, what expires soon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from books import load_workbook
from hypothesis import given
from hypothesis import strategies as st
from in_memory import Ask
from reading_pages import open_page, tables
from reports import Report, named, rows, warehouse
from streamlit.testing.v1 import AppTest

from indicators.typography import euros
from pipelines.facts.money import amounts, lapsed
from pipelines.outputs.workbook.national import write_annex
from pipelines.outputs.workbook.territory import write_territory
from pipelines.queries import Row
from pipelines.releases.freeze import freeze
from pipelines.releases.open import open_edition
from pipelines.settings import Settings
from pipelines.warehouse import builds

Open = Callable[..., AppTest]
NOW = "2025-2026"
TODAY = date(2026, 11, 28)  # PILOTAGE_TODAY of every test
CALLS = ("Intitulé", "Financeur", "Objectif", "Montant (€)", "Date limite", "État")
AGREEMENTS = ("Objet", "Objectif", "Échéance", "État")
BUDGET = ("Collectivité", "Étape", "Date", "Exercice", "Commentaire")
REGION = Report(
    "REG-32",
    rows={"O04-1": (8000, 10000, "mesuré")},
    sheets={
        "Appels à projets": [
            CALLS,
            ("Passé", "Région", 4, 1000000, date(2026, 11, 27), "ouvert"),
            ("Dernier jour", "région", 4, 250000, TODAY, "ouvert"),
            ("Sans date", "Banque", 4, None, None, "ouvert"),
            ("À venir, passé", None, 3, None, date(2026, 1, 5), "à venir"),
            ("Attribué", "Banque", 4, None, date(2026, 1, 5), "attribué"),
        ],
        "Conventions": [
            AGREEMENTS,
            ("Échue hier", 4, date(2026, 11, 27), "signée"),
            ("Échoit ce jour", 4, TODAY, "signée"),
            ("Dans six mois", 3, date(2027, 5, 28), "signée"),
            ("Six mois et un jour", 4, date(2027, 5, 29), "signée"),
            ("Projet", 4, date(2026, 12, 1), "projet"),
            ("Sans échéance", 4, None, "signée"),
        ],
        "Calendrier budgétaire": [
            BUDGET,
            ("Région", "vote", date(2026, 2, 1), 2026, "250\u202f000 €"),
            ("Région", "vote", date(2026, 2, 2), 2026, "1.200 €"),
            ("Région", "vote", date(2026, 2, 3), 2026, "250 000 € demandés"),
            ("Région", "demande", date(2025, 10, 1), 2026, "12000"),
        ],
    },
)
NORTH = Report(
    "DEPT-59",
    rows={"O04-1": (8000, 10000, "mesuré")},
    sheets={
        "Appels à projets": [CALLS, ("Du Nord", "BANQUE", 4, 0, None, "ouvert")],
        "Actions": [
            ("Intitulé", "Objectif", "État", "Budget (€)"),
            ("A", 4, "en cours", 500),
            ("B", 4, "prévue", None),
        ],
    },
)
ELSEWHERE = Report("DEPT-31", sheets={"Appels à projets": [CALLS, ("Du Sud", "Banque", 4, 10, None, "clos")]})


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return warehouse(tmp_path_factory.mktemp("few"), named([REGION, NORTH, ELSEWHERE]))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    return lambda settings, page, **codes: open_page(monkeypatch, settings, page, codes)


def asked_of(settings: Settings, fact: str, **parameters: object) -> list[Row]:
    at = {"campaign": NOW, "committees": ["REG-32"], "territory": "REG-32", "objective": None, "today": TODAY}
    return builds.rows(settings, "committees", fact, **(at | parameters))


def lines(app: AppTest, beginning: str) -> dict[str, list[str]]:
    table = next(table for caption, table in tables(app).items() if caption.startswith(beginning))
    return {line[0]: line[1:] for line in table[1:]}


# the state on the day one reads


def test_a_call_is_closed_from_the_day_after_its_deadline(few: Settings) -> None:
    states = {row["title"]: (row["state"], row["state_today"]) for row in asked_of(few, "calls")}
    assert states == {
        "Passé": ("ouvert", "clos"),
        "Dernier jour": ("ouvert", "ouvert"),
        "Sans date": ("ouvert", "ouvert"),
        "À venir, passé": ("à venir", "clos"),
        "Attribué": ("attribué", "attribué"),
    }
    tomorrow = asked_of(few, "calls", today=date(2026, 11, 29))
    assert {row["title"]: row["state_today"] for row in tomorrow}["Dernier jour"] == "clos"


def test_an_agreement_has_expired_from_the_day_after(few: Settings) -> None:
    states = {row["subject"]: row["state_today"] for row in asked_of(few, "agreements")}
    assert states["Échue hier"] == "échue"
    assert states["Échoit ce jour"] == states["Sans échéance"] == "signée"
    assert states["Projet"] == "projet"


def test_the_warehouse_itself_does_not_depend_on_the_day(marts_from: Ask) -> None:
    marts = marts_from(named([REGION]), "call_for_projects", today=date(2020, 1, 1))
    calls = rows(
        marts, "select title, lapses_on from marts.call_for_projects where lapses_on is not null order by title"
    )
    assert [(row["title"], row["lapses_on"]) for row in calls] == [
        ("Dernier jour", TODAY), ("Passé", date(2026, 11, 27)), ("À venir, passé", date(2026, 1, 5)),
    ]  # fmt: skip


def test_what_was_declared_is_said_where_it_is_no_longer_so() -> None:
    call = {"state": "ouvert", "state_today": "clos", "deadline": date(2026, 1, 15)}
    assert lapsed(call) == "déclaré ouvert, échéance du 15 janvier 2026 passée"
    assert lapsed(call | {"state_today": "ouvert"}) is None
    agreement = {"state": "signée", "state_today": "échue", "due_on": date(2026, 1, 1)}
    assert lapsed(agreement) == "déclarée signée, échéance du 1er janvier 2026 passée"


# sums and what they rest on


@pytest.mark.parametrize(
    ("amount", "stated", "count", "words"),
    [
        (1250000, 3, 5, "1 250 000 € sur 3 appels, 2 sans montant"),
        (1250000, 3, 3, "1 250 000 € sur 3 appels"),
        (0, 1, 1, "0 € sur 1 appel"),  # 0 is stated
        (None, 0, 2, "2 appels sans montant"),
        (None, 0, 0, "—"),
    ],
)
def test_a_sum_says_how_many_lines_state_an_amount(amount: float | None, stated: int, count: int, words: str) -> None:
    assert amounts(amount, stated, count, "appel").replace("\u202f", " ") == words


@given(st.lists(st.none() | st.integers(0, 10**9), min_size=1))
def test_every_line_is_in_the_sentence(stated: list[int | None]) -> None:
    figures = [amount for amount in stated if amount is not None]
    sentence = amounts(sum(figures) if figures else None, len(figures), len(stated), "appel")
    assert (euros(sum(figures)) in sentence) is bool(figures)
    assert ("sans montant" in sentence) is (len(figures) < len(stated))


def totals(sums: list[Row], part: str) -> dict[object, tuple[int, float | None, int]]:
    key = {"funder": "funder", "territory": "within_name", "objective": "objective_id", "whole": "part"}[part]
    return {row[key]: (row["calls"], row["amount"], row["with_amount"]) for row in sums if row["part"] == part}


def test_calls_add_up_by_financer_objective_and_territory(few: Settings) -> None:
    sums = asked_of(few, "call_amounts")
    assert totals(sums, "whole") == {"whole": (6, 1250000, 3)}
    assert totals(sums, "funder") == {"Région": (2, 1250000, 2), "BANQUE": (3, 0, 1), None: (1, None, 0)}
    assert totals(sums, "objective") == {4: (5, 1250000, 3), 3: (1, None, 0)}
    assert totals(sums, "territory") == {"Hauts-de-France": (5, 1250000, 2), "Nord": (1, 0, 1)}
    france = asked_of(few, "call_amounts", territory="NAT-FR", objective=4)
    assert totals(france, "whole") == {"whole": (6, 1250010, 4)}
    assert totals(france, "territory") == {"Hauts-de-France": (5, 1250000, 3), "Occitanie": (1, 10, 1)}
    assert [row["open"] for row in sums if row["part"] == "whole"] == [3]


def test_an_amount_of_a_budget_step_is_a_comment_that_is_nothing_else(few: Settings) -> None:
    steps = {row["step"]: (row["steps"], row["amount"], row["with_amount"]) for row in asked_of(few, "budget_amounts")}
    assert steps == {"vote": (3, 250000, 1), "demande": (1, None, 0)}


def test_agreements_that_expire_within_six_months_the_first_first(few: Settings) -> None:
    assert [row["subject"] for row in asked_of(few, "agreements_expiring")] == ["Échoit ce jour", "Dans six mois"]
    assert [row["subject"] for row in asked_of(few, "agreements_expiring", objective=3)] == ["Dans six mois"]


# pages and files


def test_the_page_of_an_objective_sums_beside_its_results(opened: Open, few: Settings) -> None:
    declared = lines(opened(few, "objective", objectif="4", campagne=NOW), "Montants déclarés")
    assert declared["Appels à projets"] == [
        "6", "dont 3 ouverts au 28 novembre 2026", "1\u202f250\u202f010\u202f€ sur 4 appels, 2 sans montant",
    ]  # fmt: skip
    assert declared["Actions"] == ["2", "—", "500\u202f€ sur 1 budget"]
    assert declared["Conventions qui expirent dans les six mois"][0] == "1"
    assert "Étapes budgétaires" not in declared


def test_the_page_of_a_territory_sums_what_its_committees_declare(opened: Open, few: Settings) -> None:
    app = opened(few, "region", region="REG-32", campagne=NOW)
    declared = lines(app, "Montants déclarés")
    assert declared["Appels à projets"][2] == "1\u202f250\u202f000\u202f€ sur 3 appels, 3 sans montant"
    assert declared["Étapes budgétaires"] == [
        "4",
        "demande 2026\u202f: 1, vote 2026\u202f: 3",
        "250\u202f000\u202f€ sur 1 étape, 3 sans montant",
    ]
    assert list(lines(app, "Conventions qui expirent")) == ["Échoit ce jour", "Dans six mois"]
    states = {title: cells[4] for title, cells in lines(app, "Appels à projets, 2025").items()}
    assert states["Passé"] == "clos (déclaré ouvert, échéance du 27 novembre 2026 passée)"
    assert states["Dernier jour"] == "ouvert"
    none = lines(opened(few, "region", region="REG-94", campagne=NOW), "Montants déclarés")
    assert none["Appels à projets"] == ["0", "—", "—"]


def sheet(path: Path, name: str) -> list[dict[str, object]]:
    values = [row for row in load_workbook(BytesIO(path.read_bytes()))[name].values if any(row)]
    head = next(place for place, row in enumerate(values) if "État à ce jour" in row)
    assert any("28 novembre 2026" in str(row[0]) for row in values[:head])
    return [dict(zip(map(str, values[head]), row, strict=True)) for row in values[head + 1 :]]


@pytest.mark.parametrize("territory", ["NAT-FR", "REG-32"])
def test_workbooks_say_the_state_of_the_day_beside_the_declared_one(
    few: Settings, tmp_path: Path, territory: str
) -> None:
    path = tmp_path / "classeur.xlsx"
    write_annex(few, NOW, path) if territory == "NAT-FR" else write_territory(few, territory, NOW, path)
    calls = {
        row["Appel à projets"]: (row["État déclaré"], row["État à ce jour"]) for row in sheet(path, "Appels à projets")
    }
    assert calls["Passé"] == ("ouvert", "clos")
    assert calls["Dernier jour"] == ("ouvert", "ouvert")
    agreements = {row["Objet"]: (row["État déclaré"], row["État à ce jour"]) for row in sheet(path, "Conventions")}
    assert agreements["Échue hier"] == ("signée", "échue")


def test_an_edition_keeps_the_day_it_was_frozen_on(few: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = dict.fromkeys((row["key"] for row in builds.rows(few, "edition", "reserves", campaign=NOW)), "Vu.")
    frozen = freeze(few, "Bilan", NOW, sentences)
    opened = open_edition(few, frozen.slug)
    assert opened.reading_day == date.fromisoformat(frozen.frozen_at[:10])
    monkeypatch.setenv("PILOTAGE_TODAY", "2031-01-01")
    assert open_edition(few, frozen.slug).reading_day == opened.reading_day
    assert replace(few).reading_day == date(2031, 1, 1)
