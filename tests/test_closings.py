"""Campaigns that close: on their day, earlier or again, each recorded once; what is late, and what the day changes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from in_memory import Ask
from oracle.built import digests
from reports import Marts, Report, copied, figure, named, rows, warehouse
from typer.testing import CliRunner

from indicators.catalogue import catalogue
from pipelines.backup.backup import backup
from pipelines.backup.restore import restore
from pipelines.cli.app import app
from pipelines.errors import ClosingError
from pipelines.releases.freeze import damages
from pipelines.settings import Settings
from pipelines.store import closing_log
from pipelines.store.archive import Archive
from pipelines.warehouse import worker
from pipelines.warehouse.build import build
from pipelines.warehouse.build_on_copy import rehearse
from pipelines.warehouse.builds import read

STRATEGY = catalogue().strategy
THIS, NEXT = "2025-2026", "2026-2027"
DAY = date(2026, 10, 31)


def reports() -> dict[str, bytes]:
    return named(
        [
            Report("DEPT-59", "2022-2023", {"O04-1": (70, 100), "O07-1": (70, 100)}),
            Report("DEPT-59", THIS, {"O04-1": (71, 100), "O07-1": (60, 100)}),
            Report("DEPT-59", NEXT, {"O04-1": (72, 100), "O07-1": (50, 100)}),
        ]
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Built on the day on which a campaign closes: read as it is, copied to be changed."""
    return warehouse(tmp_path_factory.mktemp("built"), reports(), today=DAY)


def states(where: Settings | Marts) -> dict[str, tuple[str, date | None]]:
    campaigns = rows(where, "from marts.campaign")
    return {row["campaign"]: (row["state"], row["closed_on"]) for row in campaigns}


def status(settings: Settings, campaign: str, indicator: str = "O07-1") -> str:
    return figure(settings, "DEPT-59", indicator, campaign)["status"]


@pytest.mark.parametrize(
    ("today", "closed"),
    [
        (date(2026, 10, 30), ["2022-2023", "2023-2024", "2024-2025"]),
        (DAY, ["2022-2023", "2023-2024", "2024-2025", THIS]),
        (date(2027, 10, 30), ["2022-2023", "2023-2024", "2024-2025", THIS]),
        (date(2027, 10, 31), list(STRATEGY.campaigns)),
    ],
)
def test_a_campaign_closes_on_its_day(marts_from: Ask, today: date, closed: list[str]) -> None:
    by_campaign = states(marts_from(reports(), "campaign", today=today))
    assert [campaign for campaign, (state, _) in by_campaign.items() if state == "closed"] == closed
    assert all(on == STRATEGY.closes_on(campaign) for campaign, (state, on) in by_campaign.items() if state == "closed")


def test_an_open_campaign_is_shown_and_a_closed_one_judged(built: Settings) -> None:
    assert (status(built, THIS), status(built, NEXT)) == ("regressing", "collecting")
    row = figure(built, "DEPT-59", "O07-1", NEXT)
    assert (row["value"], row["progress"], row["projected_progress"]) == (50, 0, None)
    assert row["progress_raw"] < 0
    default = rows(built, "select campaign from marts.campaign where is_default")
    assert default == [{"campaign": THIS}]


def test_the_day_of_the_build_changes_nothing_but_the_closings_it_records(tmp_path: Path) -> None:
    late, early = (
        warehouse(tmp_path / str(day), reports(), today=day) for day in (date(2026, 11, 1), date(2027, 10, 30))
    )
    assert digests(late, without=set()) == digests(early, without=set())
    build(late, today=date(2023, 1, 1))  # what was recorded stays, whatever the clock of a machine says
    assert digests(late, without=set()) == digests(early, without=set())


def test_closing_twice_is_closing_once(built: Settings, tmp_path: Path) -> None:
    settings = copied(built, tmp_path / "data")
    first = closing_log.close(settings, STRATEGY, NEXT, "Comité avancé", date(2027, 6, 1))
    assert first
    records = sorted(settings.closings.iterdir())
    assert closing_log.close(settings, STRATEGY, NEXT, "Encore", date(2027, 6, 2)) is None
    closing_log.record_due(settings, STRATEGY, date(2027, 12, 1))
    assert sorted(settings.closings.iterdir()) == records
    build(settings, today=DAY)
    assert states(settings)[NEXT] == ("closed", date(2027, 6, 1))
    assert status(settings, NEXT) == "regressing"


def test_what_is_reopened_after_its_day_waits_for_somebody_and_before_it_for_its_day(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    closing_log.record_due(settings, STRATEGY, DAY)
    closing_log.reopen(settings, STRATEGY, THIS, "Trois rapports attendus", date(2026, 11, 5))
    closing_log.close(settings, STRATEGY, NEXT, "Par erreur", date(2027, 1, 5))
    closing_log.reopen(settings, STRATEGY, NEXT, "Close par erreur", date(2027, 1, 6))
    closing_log.record_due(settings, STRATEGY, date(2028, 1, 1))
    by_campaign = {campaign.campaign: campaign for campaign in closing_log.campaigns(settings, STRATEGY)}
    assert by_campaign[THIS].state == "open"
    assert (by_campaign[NEXT].state, by_campaign[NEXT].closed_on) == ("closed", date(2027, 10, 31))
    assert [step.state for step in by_campaign[NEXT].history] == ["closed", "open", "closed"]


@pytest.mark.parametrize(
    ("campaign", "reason", "complaint"),
    [("2040-2041", "x", "2022-2023"), (NEXT, "  ", "--reason"), (NEXT, "x" * 2001, "2000")],
)
def test_what_cannot_be_closed_says_why(tmp_path: Path, campaign: str, reason: str, complaint: str) -> None:
    with pytest.raises(ClosingError, match=complaint):
        closing_log.close(Settings(data=tmp_path), STRATEGY, campaign, reason, DAY)


def test_a_report_that_comes_after_the_closing_counts_and_is_said_to_be_late(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    moments = [datetime(2026, 10, 31, 23, tzinfo=UTC), datetime(2026, 11, 1, 1, tzinfo=UTC)]
    for territory, moment in zip(("DEPT-59", "DEPT-62"), moments, strict=True):
        Archive(settings).receive([(f"{territory}.xlsx", Report(territory, THIS, {"O04-1": (1, 2)}).xlsx())], moment)
    build(settings, today=date(2026, 11, 28))
    report_rows = rows(
        settings, "select territory_code, counts, received_late from marts.report order by territory_code"
    )
    assert [tuple(row.values()) for row in report_rows] == [("DEPT-59", True, False), ("DEPT-62", True, True)]
    late = rows(settings, "select territory_code from marts.collection where received_late")
    assert late == [{"territory_code": "DEPT-62"}]


def test_the_builder_has_something_to_do_on_the_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = warehouse(tmp_path, reports(), today=date(2026, 10, 30))
    monkeypatch.setenv("PILOTAGE_TODAY", "2026-10-30")
    assert not worker.due(settings)
    monkeypatch.setenv("PILOTAGE_TODAY", "2026-10-31")
    assert worker.due(settings)
    build(settings)
    assert not worker.due(settings)
    closing_log.reopen(settings, STRATEGY, THIS, "Un oubli", DAY)
    assert worker.due(settings)


def test_a_rehearsal_and_a_backup_know_what_was_closed(built: Settings, tmp_path: Path) -> None:
    settings = copied(built, tmp_path / "data")
    closing_log.close(settings, STRATEGY, NEXT, "Comité avancé", date(2027, 6, 1))
    build(settings)
    with rehearse(settings, [("autre.xlsx", Report("DEPT-62", NEXT, {"O04-1": (1, 2)}).xlsx())]) as (copy, _):
        assert status(copy, NEXT) == "regressing"
    saved = backup(settings, tmp_path / "sauvegarde.tar")
    again = Settings(data=tmp_path / "restored")
    assert restore(again, saved.path).same
    assert states(again) == states(settings)


def test_a_record_that_was_altered_or_lost_is_told(built: Settings, tmp_path: Path) -> None:
    settings = copied(built, tmp_path / "data")
    assert damages(settings) == []
    first, second, *_ = sorted(settings.closings.glob("*.json"))
    first.write_text(json.dumps({"campaign": "2022-2023"}), encoding="utf-8")
    second.unlink()
    assert damages(settings) == [f"closings/{first.name}", "closings/000002 (perdu)"]


def test_the_command_closes_reopens_and_lists(built: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*arguments: str) -> str:
        result = CliRunner().invoke(app, ["campaign", *arguments])
        assert result.exit_code == 0, result.output
        return result.output

    settings = copied(built, tmp_path / "data")
    monkeypatch.setenv("PILOTAGE_DATA", str(settings.data))
    assert "Les chiffres sont recalculés." in run("close", NEXT, "--reason", "Comité avancé")
    assert "déjà close" in run("close", NEXT, "--reason", "Comité avancé")
    [row] = read(settings, "select state from marts.campaign where campaign = '2026-2027'").to_pylist()
    assert row["state"] == "closed"
    assert "rouverte le" in run("reopen", NEXT, "--reason", "Reprise")
    campaigns = {row["campaign"]: row for row in json.loads(run("list", "--json"))}
    assert (campaigns[NEXT]["state"], campaigns[THIS]["closed_on"]) == ("open", "2026-10-31")
    assert [record["reason"] for record in campaigns[NEXT]["history"]] == ["Comité avancé", "Reprise"]
    assert "Reprise" in run("list")
