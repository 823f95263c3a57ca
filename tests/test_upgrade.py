"""A data folder of version 1.1.0: what is kept is as it was, and what the present rules move is said to be theirs."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import date
from pathlib import Path

import pytest

from pipelines.access.identities import bindings
from pipelines.access.lines import role_word
from pipelines.access.table import listing
from pipelines.backup.restore import restore
from pipelines.releases.compare import changes, lines
from pipelines.releases.freeze import damages, editions
from pipelines.releases.open import open_edition
from pipelines.settings import Settings
from pipelines.store import audit_chain, deposit_log
from pipelines.store.archive import Archive
from pipelines.store.decision_log import Terms, decisions, record
from pipelines.warehouse.builds import read

SHARED = Path(os.environ.get("PILOTAGE_SHARED_UPGRADE") or Path(__file__).parents[2] / "shared" / "upgrade")

pytestmark = pytest.mark.skipif(
    not (SHARED / "data-1.1.0.tar").is_file(),
    reason="the data folder of version 1.1.0 is absent: set PILOTAGE_SHARED_UPGRADE to its folder",
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    where = Settings(data=tmp_path_factory.mktemp("upgrade") / "data")
    restore(where, SHARED / "data-1.1.0.tar")
    return where


@pytest.fixture(scope="module")
def expected() -> dict:
    return json.loads((SHARED / "expected.json").read_text(encoding="utf-8"))


def test_the_edition_keeps_its_bytes(settings: Settings, expected: dict) -> None:
    expected_files = {name: sha for name, sha in expected["edition_files"].items() if not name.endswith("/lock")}
    files = {name: hashlib.sha256((settings.data / name).read_bytes()).hexdigest() for name in expected_files}
    assert files == expected_files
    assert damages(settings) == []
    assert len(Archive(settings).receipts()) == expected["files_received"]


def test_what_was_recorded_is_read_and_goes_on(settings: Settings, expected: dict) -> None:
    assert sorted(deposit.number for deposit in deposit_log.records(settings)) == expected["deposits"]
    current = decisions(settings, date(2026, 11, 28))
    assert {decision.last.id: decision.last.state for decision in current} == expected["decisions"]
    rights = {
        account: [
            f"{role_word(line.role)} {line.territory_code}"
            for line in listing(settings)
            if line.account == account and line.active and line.role
        ]
        for account in expected["accounts"]
    }
    assert rights == expected["accounts"]
    assert bindings(settings) == []  # they were not kept then: each account is bound when its person next signs in
    assert audit_chain.verify(settings) == []
    next_one = f"D{len(current) + 1:04d}"
    assert record(settings, Terms("Comité", "Suite", "Direction", "NAT-FR")).id == next_one
    assert damages(settings) == []


def test_the_edition_keeps_its_figures(settings: Settings, expected: dict) -> None:
    """Of the year that it froze: the files are all those of the backup but the ones that came after it."""
    [edition] = editions(settings)
    opened = open_edition(settings, edition.slug)
    sql = "select campaign, territory_code, indicator_id, numerator, denominator, value, basis from marts."
    figures = {
        tuple(row.values())[:3]: tuple(row.values()) for row in read(opened, f"{sql}indicator_progress").to_pylist()
    }
    frozen = read(opened, "select campaign, status from marts.strategy_progress").to_pylist()
    assert "collecting" not in {row["status"] for row in frozen}  # version 1's verdicts, as they were published
    same = [row for row in expected["values_by_version_1"] if figures.get(tuple(row[:3])) == tuple(row)]
    assert len(same) > 0.9 * len(expected["values_by_version_1"])


def test_the_campaigns_that_were_over_are_closed_on_their_day(settings: Settings) -> None:
    campaigns = read(
        settings, "select campaign, closed_on from marts.campaign where state = 'closed' order by campaign"
    )
    assert [row["closed_on"] for row in campaigns.to_pylist()] == [
        date(year, 10, 31) for year in (2023, 2024, 2025, 2026)
    ]


def test_what_the_new_rules_moved_is_a_definition(settings: Settings) -> None:
    """One report came after the edition: it is perimeter; no committee corrected anything, none did better."""
    [edition] = editions(settings)
    effects = lines(changes(settings, edition.slug, edition.campaign))
    assert [row for row in effects if abs(row["progress_made"]) > 1e-9 or abs(row["corrections"]) > 1e-9] == []
    whole = next(row for row in effects if row["kind"] == "strategy")
    assert whole["definitions"] != 0
    assert whole["perimeter"] + whole["definitions"] == pytest.approx(whole["movement"])
