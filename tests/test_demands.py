"""Demands to the level above: whose, since when, gathered, answered, passed on; said to the asker and to no other."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from books import load_workbook
from reports import Report, copied, named, warehouse
from typer.testing import CliRunner

from pipelines.access.rights import Grant, Rights
from pipelines.access.scoped import scoped
from pipelines.cli.app import app
from pipelines.deposits.receipt import receipt_document
from pipelines.errors import DecisionError
from pipelines.facts.demands import (
    Demand,
    addressed_to,
    answer,
    demands,
    gathered,
    history,
    identity,
    of_territory,
    opening,
)
from pipelines.outputs.template.write import write_template
from pipelines.outputs.workbook.national import write_annex
from pipelines.releases.freeze import damages, freeze
from pipelines.releases.open import open_edition
from pipelines.settings import Settings
from pipelines.store import demand_log
from pipelines.store.demand_log import Answer, gather, pass_on, standings
from pipelines.store.deposit_log import Deposit

NOW = datetime(2026, 9, 1, 9, 30, tzinfo=UTC)
TODAY = date(2026, 9, 30)
YEAR = "2025-2026"
GUIDE, LAW = "Un guide pour les communes de petite taille", "Un appui juridique"
HEADER = ("Axe", "Appréciation", "Demandes au niveau supérieur")
ASKED = {
    "DEPT-59": [(1, "favorable", GUIDE), (2, "mitigée", LAW)],
    "DEPT-62": [(3, "mitigée", "un Guide pour les COMMUNES, de petite taille")],
    "DEPT-80": [(1, "favorable", None), (2, "favorable", "  ")],
    "DEPT-31": [(1, "favorable", GUIDE)],
    "REG-32": [(1, "favorable", "Une visibilité pluriannuelle")],
    "NAT-FR": [(1, "favorable", "Rien n'est au-dessus")],
}
SOON = Answer("acceptée", "Délégation régionale", "Le guide paraît en juin.", date(2027, 6, 30))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    sent = {"DEPT-59": date(2026, 6, 20), "DEPT-62": date(2026, 6, 30)}
    reports = [
        Report(
            code,
            YEAR,
            {"O10-1": (40, 50)} if "DEPT" in code else {},
            submitted_on=sent.get(code),
            sheets={"Synthèse": [HEADER, *lines]},
        )
        for code, lines in ASKED.items()
    ]
    return warehouse(tmp_path_factory.mktemp("demands") / "data", named(reports))


@pytest.fixture
def settings(built: Settings, tmp_path: Path) -> Settings:
    return copied(built, tmp_path / "data")


def ids(settings: Settings, *codes: str, text: str = "") -> set[str]:
    return {demand.id for demand in demands(settings) if demand.territory_code in codes and text in demand.text}


def test_each_demand_has_an_asker_an_addressee_and_an_age(settings: Settings) -> None:
    listed = [
        (demand.territory_code, demand.axis_id, demand.addressee, demand.sent_on, demand.waiting(TODAY), demand.state)
        for demand in demands(settings, YEAR)
    ]
    assert sorted(listed) == [  # the day of the receipt, where the report gives none
        ("DEPT-31", 1, "REG-76", date(2026, 7, 1), 91, "sans réponse"),
        ("DEPT-59", 1, "REG-32", date(2026, 6, 20), 102, "sans réponse"),
        ("DEPT-59", 2, "REG-32", date(2026, 6, 20), 102, "sans réponse"),
        ("DEPT-62", 3, "REG-32", date(2026, 6, 30), 92, "sans réponse"),
        ("REG-32", 1, "NAT-FR", date(2026, 7, 1), 91, "sans réponse"),
    ]
    assert demands(settings, "2024-2025") == []
    assert {demand.territory_code for demand in of_territory(demands(settings), "REG-32")} == {
        "DEPT-59",
        "DEPT-62",
        "REG-32",
    }


def test_a_demand_is_the_same_in_other_case_and_accents(settings: Settings) -> None:
    assert identity(YEAR, "DEPT-59", 1, GUIDE) == identity(YEAR, "DEPT-59", 1, f" {GUIDE.upper()} ")
    others = {
        identity(YEAR, "DEPT-59", 2, GUIDE),
        identity(YEAR, "DEPT-62", 1, GUIDE),
        identity("2024-2025", "DEPT-59", 1, GUIDE),
    }
    assert len(others | {identity(YEAR, "DEPT-59", 1, GUIDE)}) == 4


def test_the_same_words_are_one_theme_and_a_name_gathers_others(settings: Settings) -> None:
    themes = gathered(demands(settings), "NAT-FR")
    assert [(theme.name, theme.askers, theme.unanswered, theme.axes) for theme in themes] == [
        (GUIDE, 3, 3, "1, 3"),
        (LAW, 1, 1, "2"),
        ("Une visibilité pluriannuelle", 1, 1, "1"),
    ]
    assert themes[0].waiting(TODAY) == 102
    gather(settings, ids(settings, "DEPT-59"), "NAT-FR", "Appui aux communes", NOW)
    [first, second] = gathered(demands(settings), "NAT-FR")
    assert (first.name, first.askers, len(first.demands)) == ("Appui aux communes", 3, 4), (
        "by their words, others follow"
    )
    assert second.name == "Une visibilité pluriannuelle"
    assert len(gathered(demands(settings), "REG-32")) == 3, "each level gathers for itself"


def test_an_answer_is_kept_beside_those_before_it_and_once(settings: Settings) -> None:
    wanted = ids(settings, "DEPT-59", "DEPT-62", text="uide")
    received = Answer("reçue", "Délégation régionale", "")
    assert demand_log.answer(settings, wanted, "REG-32", received, NOW)
    assert not demand_log.answer(settings, wanted, "REG-32", received, NOW)
    demand = next(demand for demand in demands(settings) if demand.id in wanted)
    assert (demand.state, demand.standing.answered, demand.waiting(TODAY)) == ("reçue", False, 102)
    records = {path: path.read_bytes() for path in settings.demands.glob("*.json")}
    assert demand_log.answer(settings, wanted, "REG-32", SOON, NOW)
    assert {path: path.read_bytes() for path in records} == records
    demand = next(demand for demand in demands(settings) if demand.id in wanted)
    assert (demand.state, demand.standing.answered, demand.waiting(TODAY)) == ("acceptée", True, None)
    assert [step.partition(" — ")[0] for step in history(demand)] == ["reçue", "acceptée"]
    assert answer(demand.standing.last).replace("\u202f", " ") == (
        "Hauts-de-France (1er septembre 2026) : Le guide paraît en juin. Responsable : Délégation régionale, "
        "échéance le 30 juin 2027."
    )
    assert gathered(demands(settings), "NAT-FR")[0].state == "sans réponse (1), acceptée (2)"


def test_an_answer_typed_without_its_full_stop_ends_before_what_follows(settings: Settings) -> None:
    wanted = ids(settings, "DEPT-59", text="uide")
    typed = Answer("acceptée", "Délégation régionale", "Les référents sont consultés")
    assert demand_log.answer(settings, wanted, "REG-32", typed, NOW)
    demand = next(demand for demand in demands(settings) if demand.id in wanted)
    assert "sont consultés. Responsable" in answer(demand.standing.last)


def test_what_is_passed_on_is_answered_by_france(settings: Settings) -> None:
    wanted = ids(settings, "DEPT-59", text="juridique")
    with pytest.raises(DecisionError, match="est adressée à : Hauts-de-France"):
        addressed_to("NAT-FR", demands(settings), wanted)
    assert pass_on(settings, wanted, "REG-32", "Hors de notre compétence", NOW)
    assert not pass_on(settings, wanted, "REG-32", "Hors de notre compétence", NOW)
    [demand] = addressed_to("NAT-FR", demands(settings), wanted)
    assert (demand.state, demand.standing.answered, demand.waiting(TODAY)) == ("transmise", False, 102)
    with pytest.raises(DecisionError, match="est adressée à : France"):
        addressed_to("REG-32", demands(settings), wanted)
    demand_log.answer(settings, wanted, "NAT-FR", Answer("refusée", "Direction du numérique", "Relève de la loi."), NOW)
    [demand] = addressed_to("NAT-FR", demands(settings), wanted)
    assert (demand.state, demand.waiting(TODAY), len(history(demand))) == ("refusée", None, 2)


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (Answer("", "DRANE", "Oui"), "reçue, à l'étude"),
        (Answer("acceptée", "DRANE", " "), "Écrivez la réponse"),
        (Answer("acceptée", "Mme Untel", "Oui"), "jamais le nom d'une personne"),
        (Answer("acceptée", "DRANE", "x" * 2001), "2000 caractères"),
    ],
)
def test_what_cannot_be_answered_is_said(settings: Settings, wrong: Answer, complaint: str) -> None:
    with pytest.raises(DecisionError, match=complaint):
        demand_log.answer(settings, ids(settings, "DEPT-59"), "REG-32", wrong)
    with pytest.raises(DecisionError, match="au moins une demande"):
        demand_log.answer(settings, [], "REG-32", SOON)
    with pytest.raises(DecisionError, match="« 0000000000 » n'existe pas"):
        addressed_to("REG-32", demands(settings), ["0000000000"])
    assert standings(settings) == {}


def scope(settings: Settings, role: str, code: str) -> Settings:
    return scoped(settings, Rights((Grant(role, code),)))  # type: ignore[arg-type]


def test_an_answer_is_seen_with_its_demand_alone(settings: Settings) -> None:
    demand_log.answer(settings, ids(settings, "DEPT-59", "DEPT-62"), "REG-32", SOON, NOW)
    demand_log.answer(settings, ids(settings, "REG-32"), "NAT-FR", SOON, NOW)

    def states_at(at: Settings) -> list[tuple[str, str]]:
        return [(demand.territory_code, demand.state) for demand in demands(at)]

    assert states_at(scope(settings, "department", "DEPT-59")) == [("DEPT-59", "acceptée")] * 2
    assert states_at(scope(settings, "department", "DEPT-31")) == [("DEPT-31", "sans réponse")]
    assert sorted(states_at(scope(settings, "region", "REG-32"))) == [
        *[("DEPT-59", "acceptée")] * 2, ("DEPT-62", "acceptée"), ("REG-32", "acceptée"),
    ]  # fmt: skip
    assert states_at(scope(settings, "reader", "REG-32")) == []
    [theme] = gathered(demands(scope(settings, "department", "DEPT-62")), "DEPT-62")
    assert (theme.askers, len(theme.demands)) == (1, 1), "who else asks the same is not told"


def test_an_edition_keeps_the_answers_of_its_day_and_damages_are_told(settings: Settings) -> None:
    wanted = ids(settings, "DEPT-59")
    demand_log.answer(settings, wanted, "REG-32", Answer("à l'étude", "DRANE", "Étude en cours."), NOW)
    edition = freeze(settings, "Septembre", YEAR, {}, NOW)
    demand_log.answer(settings, wanted, "REG-32", SOON, NOW)
    states = {demand.state for demand in demands(open_edition(settings, edition.slug)) if demand.id in wanted}
    assert states == {"à l'étude"}
    assert damages(settings) == []
    first = min(settings.demands.glob("*.json"))
    whole = first.read_bytes()
    first.write_bytes(whole.replace(b"DRANE", b"DRANF"))
    assert damages(settings) == [f"demands/{first.name}"]
    first.unlink()
    assert damages(settings) == ["demands/000001 (perdu)"]


def test_the_opening_says_how_many_wait_and_since_when(settings: Settings) -> None:

    def opening_of(every: list[Demand]) -> str:
        return opening(every, "France", YEAR, TODAY).replace("\u202f", " ")

    assert opening_of(demands(settings)) == (
        "France, 2025-2026 : 5 demandes de 4 comités, aucune n'a de réponse, la plus ancienne depuis 102 jours."
    )
    demand_log.answer(settings, ids(settings, "DEPT-59"), "REG-32", SOON, NOW)
    assert opening_of(demands(settings)) == (
        "France, 2025-2026 : 5 demandes de 4 comités, dont 3 sans réponse, la plus ancienne depuis 92 jours."
    )
    demand_log.answer(settings, ids(settings, *ASKED), "REG-32", SOON, NOW)
    assert opening_of(demands(settings)) == "France, 2025-2026 : 5 demandes de 4 comités, toutes ont une réponse."
    assert opening_of([]) == "France, 2025-2026 : aucune demande à lire."


def test_demand_as_a_command(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(settings.data))
    monkeypatch.setenv("PILOTAGE_TODAY", TODAY.isoformat())

    def run(*words: str) -> str:
        answered = CliRunner().invoke(app, ["demand", *words])
        assert answered.exit_code == 0, (words, answered.exception)
        return " ".join(answered.output.split())

    [law] = ids(settings, "DEPT-59", text="juridique")
    [view] = ids(settings, "REG-32")
    at = ("--territory", "REG-32")
    options = ("--state", "Acceptée", "--answer", "Oui", "--owner", "DRANE", "--due", "30/06/2027")
    assert "1 demande : acceptée" in run(law, *at, *options)
    assert "rien n'a été ajouté" in run(law, *at, *options)
    assert "1 demande : transmises" in run(law, *at, "--pass-on")
    assert "2 demandes : réunies" in run(law, view, "--theme", "Droit et crédits")
    assert "est adressée à" in str(CliRunner().invoke(app, ["demand", law, *at, *options]).exception)
    listed = {demand["id"]: demand for demand in json.loads(run("--json"))}
    assert [listed[key]["theme"] for key in (law, view)] == ["Droit et crédits"] * 2
    assert (listed[law]["addressee"], listed[law]["state"], listed[law]["waiting_days"]) == ("NAT-FR", "transmise", 102)
    assert "Demandes (5)" in run()


def test_the_next_template_carries_the_demands_and_their_answers(settings: Settings, tmp_path: Path) -> None:
    demand_log.answer(settings, ids(settings, "DEPT-59", text="uide"), "REG-32", SOON, NOW)
    path = write_template(settings, "DEPT-59", "2026-2027", tmp_path / "next.xlsx")
    guide = load_workbook(path).worksheets[0]
    lines = [[cell.value for cell in row[:3]] for row in guide.iter_rows()]
    start = next(place for place, line in enumerate(lines) if str(line[0]).startswith("Vos demandes de 2025-2026"))
    assert lines[start + 1][:2] == [1, GUIDE]
    assert lines[start + 1][2].startswith("Acceptée. Hauts-de-France (1er septembre 2026)")
    assert lines[start + 2] == [2, LAW, "Sans réponse."]
    silent = load_workbook(write_template(settings, "DEPT-80", "2026-2027", tmp_path / "80.xlsx")).worksheets[0]
    assert not [cell for row in silent.iter_rows() for cell in row if str(cell.value).startswith("Vos demandes")]


def test_the_receipt_of_the_next_report_tells_the_answers(settings: Settings) -> None:
    demand_log.answer(settings, ids(settings, "DEPT-59", text="juridique"), "REG-32", replace(SOON, text="<b>Oui"), NOW)
    deposit = Deposit("D-2027-000001", NOW.isoformat(), "ab" * 32, "59.xlsx", 12, "", "", "DEPT-59", "2026-2027", 1)
    page = receipt_document(
        deposit, [demand for demand in demands(settings) if demand.territory_code == "DEPT-59"]
    ).decode()
    assert "Vos demandes de 2025-2026" in page
    assert f"<dt>acceptée</dt><dd>{LAW}<br>" in page
    assert "&lt;b&gt;Oui" in page
    assert "Vos demandes" not in receipt_document(deposit).decode()


def test_the_national_workbook_has_the_themes(settings: Settings, tmp_path: Path) -> None:
    demand_log.answer(settings, ids(settings, "DEPT-59", text="uide"), "REG-32", SOON, NOW)
    sheet = load_workbook(write_annex(settings, YEAR, tmp_path / "national.xlsx"))["Demandes"]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(place for place, line in enumerate(lines) if line[0] == "Demande")
    first = lines[start + 1]
    assert (first[0], first[1], first[3]) == (GUIDE, 3, "1, 3")
    assert first[2] == "Haute-Garonne, Nord et Pas-de-Calais"
    assert (first[4].date(), first[5]) == (date(2026, 6, 30), "sans réponse (2), acceptée (1)")
    assert first[6].startswith("Hauts-de-France (1er septembre 2026)")
    assert not lines[start + 2][6]
