"""The roadmap: actions counted, said, filtered, ordered and gathered; its page, its sheets, its block in a fiche."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from books import load_workbook
from hypothesis import given
from hypothesis import strategies as st
from reading_pages import html, offered, open_page, tables, text
from reports import Report, named, rows, warehouse
from streamlit.testing.v1 import AppTest

from dashboard.charts import timeline
from indicators.territories import fold
from pipelines.facts import roadmap
from pipelines.facts.rows.mapper import facts, names
from pipelines.outputs.workbook.national import write_annex
from pipelines.outputs.workbook.territory import write_territory
from pipelines.settings import Settings

BEFORE, NOW = "2024-2025", "2025-2026"
HEADER = (
    "Référence", "Objectif", "Intitulé", "Pilote", "Échéance", "État", "Avancement", "Budget (€)", "Action régionale",
    "Dispositif",
)  # fmt: skip
Open = Callable[..., AppTest]


def actions_of(territory: str, campaign: str, *lines: tuple) -> Report:
    return Report(territory, campaign, sheets={"Actions": [HEADER, *lines]})


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two campaigns of a région and two of its départements; one action is attached, one is dropped, two are late."""
    past, ahead = date(2025, 11, 3), date(2027, 3, 1)
    reports = [
        actions_of("DEPT-59", BEFORE, ("A1", 4, "Prêt de tablettes", "DSDEN", past, "prévue", None, 900, "R1", None),
                   ("A2", 5, "Charte", "DSDEN", past, "prévue", None, None, None, None)),
        actions_of("DEPT-59", NOW, ("A1", 4, "Prêt de tablettes", "DSDEN", past, "en cours", 0.5, 900, "R1", "TNE"),
                   ("A3", None, "<b>Sans objectif</b>", "DSDEN", ahead, "prévue", None, None, None, None)),
        actions_of("DEPT-62", NOW, ("", 4, "Fibre des écoles", "Département", ahead, "en cours", 0.1, 100, None, None),
                   ("", 4, "Classe mobile", "Commune", past, "réalisée", 1, None, None, None)),
        actions_of("REG-32", NOW, ("R1", 4, "Équiper les élèves", "Région", past, "en cours", 0.4, 5000, None, "TNE")),
    ]  # fmt: skip
    return warehouse(tmp_path_factory.mktemp("told"), named(reports))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    return lambda settings, **codes: open_page(monkeypatch, settings, "roadmap", {"campagne": NOW, **codes})


def plain(words: str) -> str:
    return re.sub(r"\s+", " ", words)


def table_of(app: AppTest, beginning: str) -> list[list[str]]:
    return next(lines for caption, lines in tables(app).items() if plain(caption).startswith(beginning))


def test_the_sentence_says_states_and_lateness(settings: Settings, opened: Open) -> None:
    page = text(opened(settings, territoire="REG-32"))
    assert "5 actions de 3 comités, 1 prévue, 3 en cours et 1 réalisée ; 2 ont dépassé leur échéance." in page
    page = text(opened(settings, territoire="DEPT-62"))
    assert "2 actions, 1 en cours et 1 réalisée ; aucune n'a dépassé son échéance." in page


def test_each_objective_is_counted_and_those_without_any_action_are_named(settings: Settings, opened: Open) -> None:
    header, *lines = table_of(opened(settings, territoire="REG-32"), "Actions par objectif")
    assert header[1:7] == ["Prévue", "En cours", "Réalisée", "Suspendue", "Abandonnée", "En retard"]
    fourth = next(line for line in lines if line[0].startswith("4. "))
    # 900 € of DEPT-59 are within the 5 000 € of the région
    assert [plain(cell) for cell in fourth[1:]] == ["0", "3", "1", "0", "0", "2", "5 100 €sur 2 actions"]
    assert sum("aucune action" in line[0] for line in lines) == 15
    assert lines[-2][:2] == ["Sans objectif", "1"]
    assert lines[-1][:4] == ["Ensemble", "1", "3", "1"]


def test_each_number_opens_the_list_of_those_actions(settings: Settings, opened: Open) -> None:
    page = html(opened(settings, territoire="REG-32"))
    assert "objectif=4&amp;retard=oui#liste" in page
    narrowed = opened(settings, territoire="REG-32", objectif="4", retard="oui")
    names = [line[0] for line in table_of(narrowed, "2 actions affichées")[1:]]
    assert names[0].startswith("R1 Équiper les élèves")
    assert "A1 Prêt de tablettes" in names[1]


def test_a_regional_action_opens_onto_those_of_its_departments(settings: Settings, opened: Open) -> None:
    page = text(opened(settings, territoire="REG-32"))
    assert "1 action départementale" in page
    assert "Nord : Prêt de tablettes (en cours, échéance 3 novembre 2025)" in page
    alone = text(opened(settings, territoire="DEPT-59"))
    assert "Action régionale : Équiper les élèves" in alone


def test_what_changed_is_told_and_what_is_no_longer_told_leads_to_its_last_line(
    settings: Settings, opened: Open
) -> None:
    app = opened(settings, territoire="DEPT-59")
    assert "1 ajoutée et 1 qui n'est plus citée" in text(app)
    [line] = table_of(app, "1 action qui n'est plus citée")[1:]
    assert line[0] == "Charte"
    assert plain(line[-1]).endswith("feuille « Actions », ligne 3")


def test_each_line_says_its_cell_and_no_text_becomes_code(settings: Settings, opened: Open) -> None:
    app = opened(settings, territoire="DEPT-59")
    assert "feuille « Actions », ligne 2" in plain(text(app))
    assert "&lt;b&gt;Sans objectif" in html(app)
    assert "<b>Sans" not in html(app)
    assert all("<b>" not in trace for trace in re.findall(r'"text".*', str(app.get("plotly_chart"))))


def test_an_unknown_order_or_page_shows_the_first_lines_by_urgency(settings: Settings, opened: Open) -> None:
    app = opened(settings, territoire="REG-32", tri="nulle-part", page="99")
    lines = table_of(app, "5 actions affichées")[1:]
    assert ["en retard" in line[3] for line in lines] == [True, True, False, False, False]


def test_the_whole_list_is_offered(settings: Settings, opened: Open) -> None:
    assert "Ce tableau (Excel)" in offered(opened(settings, territoire="REG-32"))


def test_a_territory_without_any_action_says_so(settings: Settings, opened: Open) -> None:
    page = text(opened(settings, territoire="REG-01"))
    assert "aucune action n'est déclarée" in page
    assert "Aucune action à lister" in page


def test_the_workbooks_have_the_same_figures(settings: Settings, tmp_path: Path) -> None:
    for path in (
        write_annex(settings, NOW, tmp_path / "national.xlsx"),
        write_territory(settings, "REG-32", NOW, tmp_path / "region.xlsx"),
    ):
        book = load_workbook(path)
        counted = {row[0]: row[2:10] for row in book["Feuille de route"].iter_rows(values_only=True)}
        assert counted[4] == (0, 3, 1, 0, 0, 2, 5100, 2), path.name
        titles = {row[4] for row in book["Actions"].iter_rows(values_only=True)}
        assert {"Prêt de tablettes", "<b>Sans objectif</b>", "Équiper les élèves"} <= titles


def test_the_mart_and_the_list_agree(settings: Settings) -> None:
    for territory in ("NAT-FR", "REG-32", "DEPT-59"):
        read = rows(
            settings,
            "select sum(late)::int as late, sum(planned + ongoing + done + suspended + abandoned)::int as told"
            f" from marts.action_summary where campaign = '{NOW}' and territory_code = '{territory}'",
        )
        actions = facts(settings, roadmap.Action, campaign=NOW, territory=territory)
        assert (sum(action.late for action in actions), len(actions)) == (read[0]["late"], read[0]["told"])


def action(**facts: Any) -> roadmap.Action:
    usual: dict[str, Any] = dict.fromkeys(names(roadmap.Action))
    usual |= {
        "territory_code": "DEPT-59", "territory_name": "Nord", "level": "department", "position": 1, "action_id": "a",
        "late": False, "first_campaign": NOW, "postponements": 0, "source_file": "x.xlsx", "source_sha256": "0",
        "sheet": "Actions", "row_number": 2,
    }  # fmt: skip
    return roadmap.Action(**(usual | facts))


ACTIONS = st.builds(
    action,
    state=st.sampled_from([None, *roadmap.STATES]),
    due_on=st.none() | st.dates(date(2024, 1, 1), date(2028, 1, 1)),
    budget=st.none() | st.integers(0, 9),
    completion=st.none() | st.integers(0, 100),
    title=st.none() | st.text(max_size=5),
    objective_id=st.none() | st.integers(1, 16),
    late=st.booleans(),
)


@given(st.lists(ACTIONS, max_size=12), st.sampled_from(sorted(roadmap.ORDERS)), st.booleans())
def test_an_order_loses_nothing_and_what_says_nothing_is_last(actions: list, order: str, falling: bool) -> None:
    ordered = roadmap.ordered(actions, order, falling)
    assert sorted(map(id, ordered)) == sorted(map(id, actions))
    keys = [roadmap.ORDERS[order](action) for action in ordered]
    stating = [key for key in keys if key is not None]
    assert keys[: len(stating)] == stating
    assert stating == sorted(stating, reverse=falling)


@given(st.lists(ACTIONS, max_size=12), st.sampled_from([None, *roadmap.STATES, roadmap.NOTHING_SAID]), st.booleans())
def test_filters_part_the_actions(actions: list, state: str | None, late: bool) -> None:
    filters = roadmap.Filters(state=state, late=late)
    matching = [action for action in actions if filters.keep(action)]
    assert all(
        (action.late or not late) and state in (None, action.state or roadmap.NOTHING_SAID) for action in matching
    )
    parts = [roadmap.Filters(objective=code) for code in (roadmap.WITHOUT_OBJECTIVE, *map(str, range(1, 17)))]
    assert sum(part.keep(action) for part in parts for action in actions) == len(actions)


def test_words_are_looked_for_without_case_or_accents() -> None:
    short = action(title="Équiper les élèves", lead="Région")
    assert roadmap.Filters(words=tuple(fold("eleves REGION").split())).keep(short)
    assert not roadmap.Filters(words=("tablettes",)).keep(short)
    long = action(title="Équiper", comment="Élèves " * 1000 + "À Lille")
    assert roadmap.Filters(words=("equiper", "lille")).keep(long)
    assert not roadmap.Filters(words=("equiper", "douai")).keep(long)


def test_the_timeline_says_what_fell_due_since_the_reports() -> None:
    today = date(2026, 11, 28)
    actions = [
        action(state="en cours", due_on=date(2025, 11, 3), late=True),
        action(state="prévue", due_on=date(2026, 10, 1)),
        action(state="prévue", due_on=date(2027, 2, 1)),
        action(state="réalisée", due_on=date(2026, 1, 1)),
        action(state="en cours"),
    ]
    dated = timeline.dated(actions)
    assert len(dated) == 3
    sentence = plain(timeline.words(dated, today))
    assert sentence == (
        "3 actions à mener avec une échéance, dont 1 en retard ; 1 échéance est passée depuis l'envoi des rapports ;"
        " la dernière est le 1er février 2027."
    )


def test_where_there_are_many_actions_a_point_is_those_of_a_quarter() -> None:
    days = [date(2026, 11, 28) + timedelta(days=3 * place) for place in range(200)]
    actions = [action(state="prévue", due_on=day, objective_id=place % 3 + 1) for place, day in enumerate(days)]
    drawn = timeline.chart(actions, date(2026, 11, 28), "NAT-FR", "2025-2026")
    [points] = drawn.traces
    counts = [int(re.search(r": (\d+) action", plain(label))[1]) for label in points["text"]]  # type: ignore[index]
    assert sum(counts) == len(actions)
    assert len(counts) == len(set(zip(points["x"], points["y"], strict=True))) < 30
    assert len(drawn.lines) == len(actions)
    few = timeline.chart(actions[:9], date(2026, 11, 28), "NAT-FR", "2025-2026")
    assert sum(len(trace["x"]) for trace in few.traces) == 9
