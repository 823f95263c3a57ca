"""Decisions: recorded for ever, never rewritten; overdue ones rise; an edition keeps those of its day."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from reports import Report, warehouse
from typer.testing import CliRunner

from pipelines.cli.app import app
from pipelines.errors import DecisionError
from pipelines.facts.decisions import agenda, state, steps, subject
from pipelines.releases.freeze import damages, freeze
from pipelines.releases.open import open_edition
from pipelines.settings import Settings
from pipelines.store import audit_log
from pipelines.store.decision_log import (
    BODIES,
    INSTANCE,
    Terms,
    change_state,
    correct,
    decision,
    decisions,
    record,
    withdraw,
)

NOW = datetime(2025, 11, 12, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 12)
MEETING, OWNER = "Comité de novembre 2025", "Direction du numérique"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


def take(settings: Settings, text: str = "Publier le guide", due: date | None = None, **more: object) -> str:
    return record(settings, Terms(MEETING, text, OWNER, "NAT-FR", due_on=due, **more), NOW).id  # type: ignore[arg-type]


def test_a_decision_comes_back_with_its_words(settings: Settings) -> None:
    identity = take(settings, "  Publier\n le guide \x07", date(2026, 12, 31), objective_id=4)
    [decision] = decisions(settings, TODAY)
    assert (decision.last.id, decision.last.text, decision.last.owner) == (identity, "Publier le guide", OWNER)
    assert (decision.last.objective_id, decision.due_on, decision.last.state) == (4, date(2026, 12, 31), "ouverte")
    assert not decision.overdue


def test_a_change_of_state_is_a_new_record_and_modifies_nothing(settings: Settings) -> None:
    identity = take(settings, due=date(2026, 6, 30))
    before = {path: path.read_bytes() for path in settings.decisions.rglob("*.json")}
    change_state(settings, identity.lower(), "tenue", NOW + timedelta(days=200))
    assert {path: path.read_bytes() for path in before} == before
    assert len(list(settings.decisions.rglob("*.json"))) == 2
    [decision] = decisions(settings, TODAY)
    assert [step.state for step in decision.history] == ["ouverte", "tenue"]
    assert decision.taken_at == NOW.isoformat(timespec="microseconds")
    assert not decision.overdue, "what is done is never late"


def test_overdue_ones_rise_then_pending_then_closed(settings: Settings) -> None:
    closed = take(settings, "close", date(2026, 1, 1))
    pending = take(settings, "à venir", date(2027, 1, 1))
    undated = take(settings, "sans échéance")
    late = take(settings, "en retard", date(2026, 11, 11))
    later = take(settings, "plus en retard", date(2026, 3, 1))
    today = take(settings, "échéance ce jour", TODAY)
    change_state(settings, closed, "abandonnée")
    listing = decisions(settings, TODAY)
    assert [decision.last.id for decision in listing] == [later, late, today, pending, undated, closed]
    assert [decision.overdue for decision in listing] == [True, True, False, False, False, False]


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"text": "  "}, "Écrivez la décision"),
        ({"meeting": ""}, "Écrivez la réunion"),
        ({"text": "x" * 2001}, "2000 caractères"),
        ({"owner": "Mme Untel"}, "jamais le nom d'une personne"),
        ({"owner": "quelquun@exemple.fr"}, "jamais le nom d'une personne"),
        ({"objective_id": 99}, "L'objectif 99 n'existe pas"),
        ({"territory_code": "DEPT-99"}, "« DEPT-99 » n'existe pas"),
        ({"kind": "souhait"}, "décision, avis, recommandation, proposition"),
        ({"body": "conseil"}, "comité départemental, comité régional"),
        ({"addressed_to": "ministre"}, "instance nationale"),
        ({"axis_id": 9}, "L'axe 9 n'existe pas"),
        ({"objective_id": 4, "axis_id": 4}, "L'objectif 4 est de l'axe"),
    ],
)
def test_what_cannot_be_recorded_is_said(settings: Settings, wrong: dict, complaint: str) -> None:
    good = {"meeting": MEETING, "text": "Publier", "owner": OWNER, "territory_code": "NAT-FR"}
    with pytest.raises(DecisionError, match=complaint):
        record(settings, Terms(**{**good, **wrong}))
    assert decisions(settings, TODAY) == []


def test_an_unknown_decision_or_state_is_said(settings: Settings) -> None:
    identity = take(settings)
    with pytest.raises(DecisionError, match="décisions connues : D0001"):
        change_state(settings, "D0009", "tenue")
    with pytest.raises(DecisionError, match="ouverte, en cours, tenue, abandonnée"):
        change_state(settings, identity, "finie")


def test_the_same_decision_is_recorded_once(settings: Settings) -> None:
    """As a double click asks: same words, same meeting, the usual body typed or not."""
    terms = Terms(MEETING, "Publier le guide", OWNER, "NAT-FR", due_on=date(2026, 12, 31))
    first = record(settings, terms, NOW)
    again = record(settings, replace(terms, text=" Publier  le guide", body="comité des partenaires"), NOW)
    assert (first.new, again.new, again.id) == (True, False, first.id)
    assert len(decision(settings, first.id).history) == 1
    others = ({"text": "Publier"}, {"due_on": None}, {"owner": "DNE"}, {"territory_code": "REG-32"}, {"kind": "avis"})
    assert [record(settings, replace(terms, **other)).new for other in others] == [True] * 5
    withdraw(settings, first.id, "Saisie par erreur")
    assert record(settings, terms).new, "what was withdrawn may be decided again"


def test_eight_clicks_at_once_record_once(settings: Settings) -> None:
    terms = Terms(MEETING, "Publier le guide", OWNER, "NAT-FR")
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda _: record(settings, terms), range(8)))
    assert ({receipt.id for receipt in receipts}, sum(receipt.new for receipt in receipts)) == ({"D0001"}, 1)


def test_a_correction_stands_beside_what_was_recorded(settings: Settings) -> None:
    identity = take(settings, due=date(2026, 6, 30), objective_id=4)
    before = {path: path.read_bytes() for path in settings.decisions.rglob("*.json")}
    past = decision(settings, identity).last.terms
    wanted = replace(past, text="Publier le guide des collèges", objective_id=None, axis_id=2, due_on=date(2027, 1, 31))
    assert correct(settings, identity, wanted, NOW + timedelta(days=1)).new
    assert not correct(settings, identity, wanted, NOW + timedelta(days=2)).new
    assert {path: path.read_bytes() for path in before} == before
    [corrected] = decisions(settings, TODAY)
    assert (corrected.last.terms, corrected.last.state, corrected.overdue, len(corrected.history)) == (
        wanted,
        "ouverte",
        False,
        2,
    )
    assert subject(corrected, {4: "4. Collèges"}, {2: "2. Former"}) == "2. Former"
    [step] = steps(corrected)
    plain = step.replace("\u202f", " ")
    assert plain.startswith(
        "13 novembre 2025 : texte : « Publier le guide des collèges » au lieu de « Publier le guide »"
    )
    assert "échéance : « 31 janvier 2027 » au lieu de « 30 juin 2026 »" in plain
    assert "objectif : « — » au lieu de « 4 » ; axe : « 2 » au lieu de « — »" in plain


def test_what_is_withdrawn_stays_in_the_history_alone(settings: Settings) -> None:
    identity = take(settings, due=date(2026, 6, 30))
    with pytest.raises(DecisionError, match="pourquoi"):
        withdraw(settings, identity, " ")
    assert withdraw(settings, identity, "Décidé deux fois", NOW).new
    assert not withdraw(settings, identity, "Décidé deux fois", NOW).new
    [decision] = decisions(settings, TODAY)
    assert (decision.pending, decision.overdue, decision.last.state, state(decision)) == (
        False,
        False,
        "ouverte",
        "retirée",
    )
    assert agenda([decision]).settled == (decision,)
    assert "Motif\u202f: Décidé deux fois" in steps(decision)[0]
    with pytest.raises(DecisionError, match="est retirée"):
        change_state(settings, identity, "tenue")
    with pytest.raises(DecisionError, match="est retirée"):
        correct(settings, identity, replace(decision.last.terms, text="Autre"))


def test_what_became_of_a_decision_is_told_in_words(settings: Settings) -> None:
    identity = take(settings)
    change_state(settings, identity, "en cours", NOW, "Groupe de travail réuni")
    assert not change_state(settings, identity, "en cours", NOW, "Groupe de travail réuni").new
    assert change_state(settings, identity, "en cours", NOW, "Projet transmis").new
    assert not change_state(settings, identity, "en cours", NOW).new
    [decision] = decisions(settings, TODAY)
    assert (decision.follow_up, [step.follow_up for step in decision.history]) == (
        "Projet transmis",
        ["", "Groupe de travail réuni", "Projet transmis"],
    )
    change_state(settings, identity, "tenue", NOW)
    assert decisions(settings, TODAY)[0].follow_up == "Projet transmis"


@pytest.mark.parametrize(
    ("code", "body"), [("DEPT-59", BODIES[0]), ("ACA-09", BODIES[1]), ("REG-32", BODIES[1]), ("NAT-FR", BODIES[2])]
)
def test_a_decision_is_that_of_the_committee_of_its_territory(settings: Settings, code: str, body: str) -> None:
    record(settings, Terms(MEETING, "Publier", OWNER, code))
    record(settings, Terms(MEETING, "Proposer", OWNER, code, body=INSTANCE, kind="avis", addressed_to=INSTANCE))
    first, second = decisions(settings, TODAY)
    assert (first.last.of_body, second.last.of_body) == (body, INSTANCE)
    assert [decision.last.text for decision in agenda([first, second]).addressed] == ["Proposer"]


def test_an_altered_or_lost_record_is_found_and_named(settings: Settings) -> None:
    identity = take(settings)
    change_state(settings, identity, "en cours")
    assert damages(settings) == []
    for path in sorted(settings.decisions.rglob("*.json")):
        content = path.read_bytes()
        path.write_bytes(content.replace(b"guide", b"guise"))
        assert damages(settings) == [f"decisions/{identity}/{path.name}"]
        path.write_bytes(content)
    first = min(settings.decisions.rglob("*.json"))
    first.unlink()
    assert damages(settings) == [f"decisions/{identity}/0001 (perdu)"]


def test_an_edition_keeps_the_decisions_of_its_day(tmp_path: Path) -> None:
    settings = warehouse(tmp_path / "data", {"nord.xlsx": Report("DEPT-59", rows={"O10-1": (40, 50)}).xlsx()})
    identity = take(settings)
    edition = freeze(settings, "Novembre", "2025-2026", {}, NOW)
    change_state(settings, identity, "tenue")
    take(settings, "Autre")
    [decision] = decisions(open_edition(settings, edition.slug), TODAY)
    assert decision.last.state == "ouverte"
    assert damages(settings) == []


def test_decide_as_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(tmp_path / "data"))
    command = ["decide", "=Publier [le] guide", "--meeting", MEETING, "--owner", OWNER, "--due", "31/12/2020"]
    first = CliRunner().invoke(app, command)
    assert first.exit_code == 0, first.output
    assert "Décision D0001 enregistrée" in first.output
    listed = json.loads(CliRunner().invoke(app, ["decide", "--json"]).output)
    assert [(decision["text"], decision["overdue"], decision["due_on"]) for decision in listed] == [
        ("=Publier [le] guide", True, "2020-12-31")
    ]
    assert CliRunner().invoke(app, ["decide", "--change", "D0001", "--state", "Tenue"]).exit_code == 0
    assert "tenue" in CliRunner().invoke(app, ["decide"]).output
    wrong = CliRunner().invoke(app, [*command[:-1], "demain"]).exception
    assert "n'est pas une date" in str(wrong)


def test_decide_corrects_follows_and_withdraws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(tmp_path / "data"))

    def decide(*words: str) -> str:
        answer = CliRunner().invoke(app, ["decide", *words])
        assert answer.exit_code == 0, (words, answer.exception)
        return " ".join(answer.output.split())

    new = ("Équiper", "--meeting", MEETING, "--owner", OWNER, "--territory", "dept-59", "--axis", "1")
    more = ("--kind", "Proposition", "--to", "Instance nationale")
    assert "Décision D0001 enregistrée" in decide(*new, *more)
    assert "Décision D0001 déjà enregistrée" in decide(*new, *more)
    assert "corrigée" in decide("Équiper les collèges", "--correct", "d0001", "--objective", "4", "--due", "30/06/2027")
    assert "D0001 : en cours" in decide("--change", "D0001", "--state", "en cours", "--follow-up", "Marché lancé")
    [decision] = json.loads(decide("--json"))
    assert (decision["text"], decision["objective_id"], decision["axis_id"]) == ("Équiper les collèges", 4, None)
    assert (decision["due_on"], decision["state"], decision["follow_up"]) == ("2027-06-30", "en cours", "Marché lancé")
    assert (decision["kind"], decision["addressed_to"]) == ("proposition", "instance nationale")
    assert "pourquoi" in str(CliRunner().invoke(app, ["decide", "--withdraw", "D0001"]).exception)
    assert "retirée" in decide("--withdraw", "D0001", "--reason", "Sans objet")
    settings = Settings(data=tmp_path / "data")
    events = [
        line for path in audit_log.files(settings) for line in path.read_text().splitlines() if "decision" in line
    ]
    assert len(events) == 4, "what was recorded already leaves no line"
