"""Decisions: recorded for ever, never rewritten; overdue ones rise; an edition keeps those of its day."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from reports import Report, warehouse
from typer.testing import CliRunner

from pipelines.cli.app import app
from pipelines.errors import DecisionError
from pipelines.releases.freeze import damages, freeze
from pipelines.releases.open import open_edition
from pipelines.settings import Settings
from pipelines.store.decision_log import change_state, decisions, record

NOW = datetime(2025, 11, 12, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 12)
MEETING, OWNER = "Comité de novembre 2025", "Direction du numérique"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


def take(settings: Settings, text: str = "Publier le guide", due: date | None = None, **more: object) -> str:
    return record(settings, MEETING, text, OWNER, "NAT-FR", due_on=due, now=NOW, **more).id  # type: ignore[arg-type]


def test_a_decision_comes_back_with_its_words(settings: Settings) -> None:
    identity = take(settings, "  Publier\n le guide \x07", date(2026, 12, 31), objective_id=4)
    [one] = decisions(settings, TODAY)
    assert (one.last.id, one.last.text, one.last.owner) == (identity, "Publier le guide", OWNER)
    assert (one.last.objective_id, one.due_on, one.last.state) == (4, date(2026, 12, 31), "ouverte")
    assert not one.overdue


def test_a_change_of_state_is_a_new_record_and_modifies_nothing(settings: Settings) -> None:
    identity = take(settings, due=date(2026, 6, 30))
    before = {path: path.read_bytes() for path in settings.decisions.rglob("*.json")}
    change_state(settings, identity.lower(), "tenue", NOW + timedelta(days=200))
    assert {path: path.read_bytes() for path in before} == before
    assert len(list(settings.decisions.rglob("*.json"))) == 2
    [one] = decisions(settings, TODAY)
    assert [kept.state for kept in one.history] == ["ouverte", "tenue"]
    assert one.taken_at == NOW.isoformat(timespec="microseconds")
    assert not one.overdue, "what is done is never late"


def test_overdue_ones_rise_then_pending_then_closed(settings: Settings) -> None:
    closed = take(settings, "close", date(2026, 1, 1))
    pending = take(settings, "à venir", date(2027, 1, 1))
    undated = take(settings, "sans échéance")
    late = take(settings, "en retard", date(2026, 11, 11))
    later = take(settings, "plus en retard", date(2026, 3, 1))
    today = take(settings, "échéance ce jour", TODAY)
    change_state(settings, closed, "abandonnée")
    found = decisions(settings, TODAY)
    assert [one.last.id for one in found] == [later, late, today, pending, undated, closed]
    assert [one.overdue for one in found] == [True, True, False, False, False, False]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": "  "}, "Écrivez la décision"),
        ({"meeting": ""}, "Écrivez la réunion"),
        ({"text": "x" * 2001}, "2000 caractères"),
        ({"owner": "Mme Untel"}, "jamais le nom d'une personne"),
        ({"owner": "quelquun@exemple.fr"}, "jamais le nom d'une personne"),
        ({"objective_id": 99}, "L'objectif 99 n'existe pas"),
        ({"territory_code": "DEPT-99"}, "« DEPT-99 » n'existe pas"),
    ],
)
def test_what_cannot_be_recorded_is_said(settings: Settings, wrong: dict, said: str) -> None:
    good = {"meeting": MEETING, "text": "Publier", "owner": OWNER, "territory_code": "NAT-FR"}
    with pytest.raises(DecisionError, match=said):
        record(settings, **{**good, **wrong})
    assert decisions(settings, TODAY) == []


def test_an_unknown_decision_or_state_is_said(settings: Settings) -> None:
    identity = take(settings)
    with pytest.raises(DecisionError, match="décisions connues : D0001"):
        change_state(settings, "D0009", "tenue")
    with pytest.raises(DecisionError, match="ouverte, en cours, tenue, abandonnée"):
        change_state(settings, identity, "finie")


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
    [kept] = decisions(open_edition(settings, edition.slug), TODAY)
    assert kept.last.state == "ouverte"
    assert damages(settings) == []


def test_decide_as_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(tmp_path / "data"))
    command = ["decide", "=Publier [le] guide", "--meeting", MEETING, "--owner", OWNER, "--due", "31/12/2020"]
    first = CliRunner().invoke(app, command)
    assert first.exit_code == 0, first.output
    assert "Décision D0001 enregistrée" in first.output
    listed = json.loads(CliRunner().invoke(app, ["decide", "--json"]).output)
    assert [(one["text"], one["overdue"], one["due_on"]) for one in listed] == [
        ("=Publier [le] guide", True, "2020-12-31")
    ]
    assert CliRunner().invoke(app, ["decide", "--change", "D0001", "--state", "Tenue"]).exit_code == 0
    assert "tenue" in CliRunner().invoke(app, ["decide"]).output
    wrong = CliRunner().invoke(app, [*command[:-1], "demain"]).exception
    assert "n'est pas une date" in str(wrong)
