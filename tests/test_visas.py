"""Visas of the régions: of a content, with a reason where returned, told to who sees the report, never counted."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from reports import Report, copied, named, rows, warehouse
from typer.testing import CliRunner

from indicators.catalogue import PACKAGED, catalogue
from pipelines.access.rights import Grant, Rights, Role
from pipelines.access.scoped import scoped
from pipelines.cli.app import app
from pipelines.deposits.receipt import receipt_document
from pipelines.errors import DecisionError
from pipelines.facts import visas
from pipelines.facts.reminders import reminders
from pipelines.releases.freeze import damages, freeze, reserves
from pipelines.releases.open import open_edition
from pipelines.settings import Settings
from pipelines.store import audit_chain, visa_log
from pipelines.store.archive import Archive
from pipelines.store.deposit_log import Deposit
from pipelines.store.visa_log import APPROVED, RETURNED, Visa
from pipelines.warehouse.build import build

NOW = datetime(2026, 9, 1, 9, 30, tzinfo=UTC)
TODAY = date(2026, 9, 30)
YEAR = "2025-2026"
SENT = ("DEPT-59", "DEPT-62", "DEPT-31", "REG-32")
REASON = "Les réunions du premier semestre manquent."


def asking(folder: Path) -> Path:
    """The catalogue of the program in a folder of its own, with the setting."""
    shutil.copytree(PACKAGED, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = folder / "strategie.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("[strategy]\n", "[strategy]\nregional_visa = true\n"))
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("visas")
    sent = [Report(code, YEAR, {"O10-1": (40, 50)} if "DEPT" in code else {}) for code in SENT]
    files = named([*sent, Report("DEPT-80", YEAR, {"O10-1": (1, 2)}, status="brouillon")])
    return warehouse(folder / "data", files, asking(folder / "catalogue"), TODAY)


@pytest.fixture
def settings(built: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("PILOTAGE_TODAY", TODAY.isoformat())
    return copied(built, tmp_path / "data")


def give(settings: Settings, code: str, decision: str, reason: str = "") -> bool:
    [report] = visas.of_territory(visas.reports(settings), code)
    return visa_log.keep(settings, visas.visa_of(settings, report, decision, reason, "ab" * 10), "region:REG-32", NOW)


def states(settings: Settings) -> dict[str, str]:
    return {
        each.territory_code: visas.visa_text(each.visa).replace("\u202f", " ") for each in visas.reports(settings, YEAR)
    }


def test_a_strategy_asks_for_no_visa_unless_it_says_so(settings: Settings) -> None:
    assert not catalogue().strategy.regional_visa
    assert visas.visa_required(settings)
    off = replace(settings, catalogue=None)
    give(settings, "DEPT-59", APPROVED)
    assert visas.reports(off) == []
    with pytest.raises(DecisionError, match="regional_visa = true"):
        visas.visa_of(off, visas.reports(settings)[0], APPROVED, "", "")


def test_a_report_that_counts_waits_is_approved_or_returned(settings: Settings) -> None:
    assert states(settings) == dict.fromkeys(("DEPT-59", "DEPT-62", "DEPT-31"), "non visé"), "drafts wait for nothing"
    assert visas.reports(settings, "2024-2025") == []
    give(settings, "DEPT-59", APPROVED)
    give(settings, "DEPT-62", RETURNED, f" {REASON}\n")
    assert states(settings) == {
        "DEPT-31": "non visé",
        "DEPT-59": "visé le 1er septembre 2026",
        "DEPT-62": f"renvoyé le 1er septembre 2026 : {REASON}",
    }
    own = visas.of_territory(visas.reports(settings), "REG-32")
    assert visas.opening(own).replace("\u202f", " ") == "2 rapports départementaux qui comptent : 1 visé et 1 renvoyé."
    assert visas.opening([]) == "Aucun rapport départemental qui compte n'attend de visa."


def test_what_is_said_twice_is_kept_once_and_nothing_is_rewritten(settings: Settings) -> None:
    assert give(settings, "DEPT-59", RETURNED, REASON)
    contents = {path: path.read_bytes() for path in settings.visas.glob("*.json")}
    assert not give(settings, "DEPT-59", RETURNED, f"{REASON} ")
    assert give(settings, "DEPT-59", RETURNED, "Autre motif")
    assert give(settings, "DEPT-59", APPROVED, "ce motif n'est pas gardé")
    assert not give(settings, "DEPT-59", APPROVED)
    assert len(list(settings.visas.glob("*.json"))) == visa_log.last(settings) == 3
    assert {path: path.read_bytes() for path in contents} == contents
    [last] = visa_log.visas(settings).values()
    assert (last.decision, last.reason, last.who) == (APPROVED, "", "ab" * 10)
    lines = audit_chain.entries(settings)
    assert [(line["event"], line["territory"], line["outcome"]) for line in lines] == [
        ("visa", "DEPT-59", RETURNED), ("visa", "DEPT-59", RETURNED), ("visa", "DEPT-59", APPROVED),
    ]  # fmt: skip
    assert {(line["who"], line["fingerprint"], line["scope"]) for line in lines} == {
        ("ab" * 10, last.source_sha256, "region:REG-32")
    }
    assert audit_chain.verify(settings) == []


@pytest.mark.parametrize(
    ("decision", "reason", "words"),
    [
        (RETURNED, " \n", "Écrivez pourquoi le rapport est renvoyé"),
        (RETURNED, "x" * 2001, "2000 caractères"),
        ("approuvé", "", "visé, renvoyé"),
    ],
)
def test_what_cannot_be_kept_is_said(settings: Settings, decision: str, reason: str, words: str) -> None:
    with pytest.raises(DecisionError, match=words):
        give(settings, "DEPT-59", decision, reason)
    assert not settings.visas.exists() or not list(settings.visas.glob("*.json"))
    assert not audit_chain.entries(settings)


def test_a_new_version_asks_again_and_the_former_keeps_its_visa(settings: Settings) -> None:
    give(settings, "DEPT-59", APPROVED)
    [first] = visas.of_territory(visas.reports(settings), "DEPT-59")
    second = Report("DEPT-59", YEAR, {"O10-1": (41, 50)}, version=2)
    Archive(settings).receive(named([second]).items(), now=datetime(2026, 9, 2, tzinfo=UTC))
    build(settings, today=TODAY)
    [report] = visas.of_territory(visas.reports(settings), "DEPT-59")
    assert (report.version, report.state) == (2, "non visé")
    assert visa_log.visas(settings)[first.source_sha256].decision == APPROVED


def test_no_figure_moves(settings: Settings) -> None:
    def digest(where: Settings) -> list[dict[str, object]]:
        return rows(where, "select content_digest from marts.build")

    before = digest(settings)
    give(settings, "DEPT-59", RETURNED, REASON)
    build(settings, today=TODAY)
    assert digest(settings) == before
    off = replace(settings, catalogue=None)
    build(off, today=TODAY)
    assert digest(off) == before


def scope(settings: Settings, role: Role, code: str) -> Settings:
    return scoped(settings, Rights((Grant(role, code),)))


def test_a_visa_is_seen_with_its_report_alone_and_given_by_its_region(settings: Settings) -> None:
    for code in ("DEPT-59", "DEPT-62", "DEPT-31"):
        give(settings, code, RETURNED, f"Motif {code}")
    assert set(states(scope(settings, "region", "REG-32"))) == {"DEPT-59", "DEPT-62"}
    assert set(states(scope(settings, "department", "DEPT-59"))) == {"DEPT-59"}
    assert "Motif DEPT-59" in states(scope(settings, "department", "DEPT-59"))["DEPT-59"]
    assert states(scope(settings, "reader", "REG-32")) == {}
    region, department = Rights((Grant("region", "REG-32"),)), Rights((Grant("department", "DEPT-59"),))
    assert visas.why_not_give(region, "REG-32") is None
    for rights, code in ((region, "REG-76"), (department, "REG-32"), (Rights((Grant("reader", "REG-32"),)), "REG-32")):
        assert visas.why_not_give(rights, code)


def test_reminders_quote_the_reason_and_list_what_waits(settings: Settings) -> None:
    give(settings, "DEPT-59", RETURNED, REASON)

    def texts_of(where: Settings) -> dict[str, str]:
        return {reminder.territory_code: reminder.text.replace("\u202f", " ") for reminder in reminders(where, YEAR)}

    texts = texts_of(settings)
    assert f"(Hauts-de-France) a renvoyé ce rapport le 1er septembre 2026 : « {REASON} »" in texts["DEPT-59"]
    assert "DEPT-62" not in texts, "it came and was not returned: nothing is asked of it"
    assert "1 rapport départemental attend le visa de votre comité : Pas-de-Calais." in texts["REG-32"]
    assert "1 rapport départemental attend le visa de votre comité : Haute-Garonne." in texts["REG-76"]
    assert "visa" not in texts["REG-84"]
    assert "\n\n\n" not in "".join(texts.values())
    give(settings, "DEPT-62", APPROVED)
    assert "REG-32" not in texts_of(settings)
    assert "REG-32" not in texts_of(scope(settings, "department", "DEPT-59"))
    off = texts_of(replace(settings, catalogue=None))
    assert "DEPT-59" not in off
    assert not [text for text in off.values() if "visa" in text]


def test_an_old_folder_has_no_visa_and_an_edition_keeps_those_of_its_day(settings: Settings) -> None:
    assert not settings.visas.exists()
    assert (visa_log.visas(settings), visa_log.last(settings), damages(settings)) == ({}, 0, [])
    give(settings, "DEPT-59", RETURNED, REASON)
    freeze(settings, "Septembre", YEAR, {caveat["key"]: "Vu." for caveat in reserves(settings, YEAR)}, NOW)
    give(settings, "DEPT-59", APPROVED)
    frozen = open_edition(settings, "septembre")
    assert states(frozen)["DEPT-59"].startswith("renvoyé")
    first = min(settings.visas.glob("*.json"))
    first.write_bytes(first.read_bytes().replace(b"premier", b"dernier"))
    assert damages(settings) == [f"visas/{first.name}"]
    first.unlink()
    assert damages(settings) == ["visas/000001 (perdu)"]


def test_the_receipt_tells_the_visa_where_there_is_one() -> None:
    deposit = Deposit("D-2026-000001", NOW.isoformat(), "ab" * 32, "59.xlsx", 12, "", "", "DEPT-59", YEAR, 1)
    visa = Visa("DEPT-59", YEAR, "ab" * 32, RETURNED, "<b>Non", "", NOW.isoformat())
    page = receipt_document(deposit, visa=visas.visa_text(visa)).decode().replace("\u202f", " ")
    assert "<dt>Visa de la région académique</dt><dd>renvoyé le 1er septembre 2026 : &lt;b&gt;Non</dd>" in page
    assert "Visa" not in receipt_document(deposit).decode()


def test_visa_as_a_command(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(settings.data))

    def run(*words: str) -> str:
        answered = CliRunner().invoke(app, ["visa", *words])
        return " ".join((answered.output or str(answered.exception)).replace("\u202f", " ").split())

    assert "regional_visa = true" in run()
    monkeypatch.setenv("PILOTAGE_CATALOGUE", str(settings.catalogue))
    assert "Nord, 2025-2026, version 1 : visé." in run("dept-59", "--approve")
    assert "rien n'a été ajouté" in run("DEPT-59", "--approve")
    assert "Écrivez pourquoi" in run("DEPT-62", "--return", " ")
    assert "version 1 : renvoyé." in run("DEPT-62", "--return", REASON, "--campaign", YEAR)
    assert "pas les deux" in run("DEPT-62", "--return", REASON, "--approve")
    assert "Nommez les départements" in run("--approve")
    assert "Aucun rapport départemental qui compte pour « DEPT-80 »" in run("DEPT-80", "--approve")
    listed = {row["territory_code"]: row for row in json.loads(run("--region", "REG-32", "--json"))}
    assert {code: row["state"] for code, row in listed.items()} == {"DEPT-59": "visé", "DEPT-62": "renvoyé"}
    assert "Visas" in run()
    assert len(audit_chain.entries(settings)) == 2
