"""The page « Déposer »: what it says before, that it deposits what was confirmed, and where each deposit stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from reading_pages import answered, html, offered, open_page, tables, text
from reports import Report, copied, table, warehouse
from streamlit.testing.v1 import AppTest

from dashboard import deposits as between
from dashboard.components.deposit import steps
from dashboard.components.deposit.history import EVERY, LONGEST, pace, standing_in_words
from dashboard.components.layout import shell
from dashboard.observe import renewal
from pipelines.access.rights import COMPARISONS, EVERYTHING, Comparisons, Grant, Rights
from pipelines.deposits.deposit import Standing, deposit
from pipelines.settings import Settings
from pipelines.store.deposit_log import records
from pipelines.warehouse import worker

FIRST = Report("DEPT-59", rows={"O04-1": (820, 1000), "O10-1": (45, 50)})
SECOND = replace(FIRST, version=2, rows={"O04-1": (900, 1000), "O10-1": ("beaucoup", 50)})
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return warehouse(tmp_path_factory.mktemp("page") / "data", {"59.xlsx": FIRST.xlsx()})


@pytest.fixture
def settings(base: Settings, tmp_path: Path) -> Settings:
    return copied(base, tmp_path / "data")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Open:
    return lambda: open_page(monkeypatch, settings, "deposit")


def drop(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, content, XLSX) for name, content in files]).run()
    assert not app.exception
    return app


def confirm(app: AppTest) -> AppTest:
    next(button for button in app.button if button.label.startswith("Déposer")).click().run()
    assert not app.exception
    return app


def test_a_file_is_told_then_deposited_then_counted(opened: Open, settings: Settings) -> None:
    app = drop(opened(), ("nord.xlsx", SECOND.xlsx()))
    page_text = text(app)
    assert "Il compterait. Une fois déposé, ce compte rendu donne les chiffres de Nord pour 2025-2026." in page_text
    assert "B3" in page_text
    page_tables = tables(app)
    [messages] = [rows for caption, rows in page_tables.items() if "Indicateurs" in caption]
    assert messages[1][:3] == ["B3", "Ligne écartée", "beaucoup"]
    [figures] = [rows for caption, rows in page_tables.items() if caption.startswith("Chiffres de Nord")]
    [line] = [row for row in figures if row[0].startswith("O04-1")]
    assert [re.sub(r"\s", " ", cell) for cell in line[1:3]] == ["82,0 %820 ÷ 1 000", "90,0 %900 ÷ 1 000"]
    [means] = [rows for caption, rows in page_tables.items() if caption.startswith("Avancement de Nord")]
    assert means[1][0] == "Toute la stratégie"
    assert "Copie annotée (Excel)" in offered(app)
    assert records(settings) == [], "nothing is deposited before it is confirmed"

    app = confirm(app)
    [deposit] = records(settings)
    assert f"Votre dépôt est enregistré{deposit.number}" in re.sub(r"\s*(D-)", r"\1", text(app))
    assert f"Accusé {deposit.number}" in offered(app)
    [history] = [rows for caption, rows in tables(app).items() if caption.startswith("Dépôts")]
    assert history[1][0] == deposit.number
    assert history[1][4] == "Reçu ; il sera compté au prochain calcul".replace(" ;", "\u202f;")
    assert not app.file_uploader[0].value, "the same files are not sent twice by the same click"

    worker.turn(settings, worker.Status())
    app.run()
    [history] = [rows for caption, rows in tables(app).items() if caption.startswith("Dépôts")]
    assert history[1][4] == "Pris en compte"


def test_what_was_told_of_a_file_stays_while_nothing_comes_that_may_change_it(
    opened: Open, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the evening when all deposit, each build would have every file that is being read looked at again."""
    looks, left = list[str](), list[None]()
    look = steps._previews
    monkeypatch.setattr(steps, "_previews", lambda dropped: looks.append("look") or look(dropped))
    monkeypatch.setattr(renewal, "answers", lambda: left.append(None))
    app = drop(opened(), ("nord.xlsx", SECOND.xlsx()))
    assert left, "a build leaves it to who reads it for a while"
    deposit(settings, [("35.xlsx", Report("DEPT-35", rows={"O04-1": (5, 9)}).xlsx())], "essai", EVERYTHING)
    worker.turn(settings, worker.Status())
    app.run()
    assert looks == ["look"]
    assert "Il compterait." in text(app)
    deposit(settings, [("59.xlsx", replace(SECOND, version=3).xlsx())], "essai", EVERYTHING)
    app.run()
    assert looks == ["look", "look"]
    assert "Il compterait." not in text(app)


def test_a_table_is_shown_as_understood(opened: Open) -> None:
    """Its first five lines, in the words of the tool; a report has none."""
    lines = [("2025-2026", f"DEPT-{code}", "O04-1", 80, 100) for code in (59, 62, 75, 76, 77, 78)]
    app = drop(opened(), ("pix.csv", table(lines)), ("nord.xlsx", SECOND.xlsx()))
    assert "ce tableau compte pour les territoires et les années" in text(app)
    [first_lines] = [rows for caption, rows in tables(app).items() if caption.startswith("Premières lignes")]
    assert [line[0] for line in first_lines[1:]] == ["2", "3", "4", "5", "6"]
    assert [re.sub(r"\s", " ", line[1]) for line in first_lines[1:3]] == [
        f"2025-2026 · DEPT-{code} · O04-1 : 80 / 100" for code in (59, 62)
    ]


def test_what_cannot_be_read_waits_and_the_rest_goes(opened: Open, settings: Settings) -> None:
    app = drop(
        opened(), ("a.xlsx", SECOND.xlsx()), ("b.xlsx", replace(SECOND, version=0).xlsx()), ("c.xlsx", b"PK rien")
    )
    assert text(app).count("Il ne peut pas encore être lu.") == 2
    assert [button.label for button in app.button] == ["Déposer 1 fichier"]
    confirm(app)
    assert [deposit.source_file for deposit in records(settings)] == ["a.xlsx"]


def test_nothing_to_deposit_shows_no_button(opened: Open) -> None:
    app = drop(opened(), ("c.xlsx", b"PK rien"))
    assert not app.button


def test_the_workbook_for_schools_is_taken_where_one_deposits(
    demo_data: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page(monkeypatch, demo_data, "deposit", {"territoire": "DEPT-48"})
    [multiselect] = app.multiselect
    assert multiselect.label == "Indicateurs à demander aux établissements"
    assert "etablissements-dept-48" not in html(app)
    multiselect.set_value(["O04-1"]).run()
    assert not app.exception
    assert "Classeur des établissements, à remplir (Excel)" in html(app)
    elsewhere = open_page(monkeypatch, demo_data, "deposit", {"territoire": "DEPT-59"})
    assert not elsewhere.multiselect, "no directory names a school of it"


def test_a_departmental_account_deposits_its_own_report_alone(
    opened: Open, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_account(monkeypatch, Rights((Grant("department", "DEPT-59"),)))
    app = drop(opened(), ("59.xlsx", SECOND.xlsx()), ("62.xlsx", Report("DEPT-62").xlsx()))
    assert "vos droits ne portent pas sur ce territoire" in text(app)
    assert [box.options for box in app.selectbox if box.label == "Comité"] == [["Nord (DEPT-59)"]]
    confirm(app)
    assert [deposit.territory_code for deposit in records(settings)] == ["DEPT-59"]


ONE, TWO = (Grant("department", "DEPT-59"),), (Grant("region", "REG-32"), Grant("reader", "DEPT-75"))
# each comparison, each set of rights and each territory once; all that they make together is a proof
SIGHTS = [
    ("toutes", ONE, "DEPT-62"),
    ("médianes", TWO, "DEPT-75"),
    ("aucune", ONE, "NAT-FR"),
    ("toutes", TWO, "ACA-09"),
]
OTHER_SIGHTS = [
    sight
    for sight in product(COMPARISONS, (ONE, TWO), ("DEPT-62", "DEPT-75", "ACA-09", "NAT-FR"))
    if sight not in SIGHTS
]


@pytest.mark.parametrize(
    ("comparisons", "grants", "territory"),
    [*SIGHTS, *(pytest.param(*sight, marks=pytest.mark.proof) for sight in OTHER_SIGHTS)],
)
def test_what_one_may_see_is_not_made_for_a_page_that_shows_none_of_it(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    comparisons: Comparisons,
    grants: tuple[Grant, ...],
    territory: str,
) -> None:
    """What stands around the page is the same, to the territory that its links carry."""

    def shown() -> str:
        app = open_page(monkeypatch, settings, "deposit", {"territoire": territory})
        return re.sub("telecharger/[0-9a-f]+", "", html(app))

    as_account(monkeypatch, Rights(grants, comparisons))
    page = shown()
    assert "Chiffres à jour du" in page
    assert not settings.scopes.exists()
    monkeypatch.setattr(shell, "WITHOUT_DATA", ())
    assert shown() == page
    assert settings.scopes.exists()


def test_who_only_reads_is_told_so(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    as_account(monkeypatch, Rights((Grant("reader", "DEPT-59"),)))
    app = opened()
    assert not app.get("file_uploader")
    assert "pas de déposer" in text(app)


def test_too_many_deposits_in_a_minute_are_asked_to_wait(
    opened: Open, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_account(monkeypatch, Rights((Grant("department", "DEPT-59"),)))
    monkeypatch.setenv("PILOTAGE_DEPOSITS_PER_MINUTE", "1")
    app = drop(opened(), ("a.xlsx", SECOND.xlsx()), ("b.xlsx", replace(SECOND, version=3).xlsx()))
    confirm(app)
    assert "attendez un instant" in answered(app, "refused")[0]
    assert records(settings) == []


def test_the_first_deposit_needs_no_warehouse(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    empty = Settings(data=tmp_path / "data")
    app = drop(open_page(monkeypatch, empty, "deposit"), ("nord.xlsx", FIRST.xlsx()))
    assert "Il compterait" in text(app)
    confirm(app)
    assert len(records(empty)) == 1


def test_who_stands_far_in_the_queue_looks_more_rarely() -> None:
    """A hundred pages that wait ask together for less than a page that is read does."""
    assert pace([]) is None
    assert pace([Standing("waiting", 119), Standing("waiting", 2)]) == pace([Standing("building")]) == EVERY
    paces = [pace([Standing("waiting", place)]) or 0 for place in range(1, 120)]
    assert paces == sorted(paces)
    assert paces[-1] == LONGEST
    assert sum(1 / seconds for seconds in paces) < 25


def test_every_standing_and_outcome_has_its_words() -> None:
    standings = ("waiting", "building", "failed", "unattended", "counts", "superseded", "draft", "refused")
    words = {code: standing_in_words(Standing(code, 1, 3)) for code in standings}
    assert words["waiting"] == "Reçu, en attente de calcul (1er)"
    assert words["superseded"] == "Écarté : remplacé par la version 3"
    assert "{" not in "".join(words.values())
    assert set(between.words()["outcome"]) == {"counts", "superseded", "draft", "received", "refused", "forbidden"}


def test_what_was_typed_in_a_file_name_is_shown_as_text(opened: Open) -> None:
    app = drop(opened(), ("<img src=x>.xlsx", SECOND.xlsx()))
    assert "<img" not in html(app)


def as_account(monkeypatch: pytest.MonkeyPatch, rights: Rights) -> None:
    """The same pages for somebody who signed in with these rights."""
    from dashboard import data
    from dashboard.identity.current import Identity

    monkeypatch.setattr(data, "current", lambda: Identity("nord@exemple.fr", "1" * 20, rights, "session"))
