"""Records are added and never rewritten, in the files and bytes of version 1.1.0: every later version reads them."""

from __future__ import annotations

import gc
import hashlib
import weakref
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from indicators.catalogue import catalogue
from pipelines.releases.freeze import damages
from pipelines.settings import Settings
from pipelines.store import closing_log, decision_log, deposit_log
from pipelines.store import records as records_module
from pipelines.store.archive import Archive
from pipelines.store.decision_log import Terms
from pipelines.store.deposit_log import Deposit
from pipelines.store.records import RecordLog, write_once

NOW = datetime(2026, 11, 28, 10, 30, tzinfo=UTC)
CONTENT = b"uai;valeur\n"
SHA = hashlib.sha256(CONTENT).hexdigest()
DEPOSIT = Deposit("", "2026-11-28T10:30:00+00:00", SHA, "été.csv", 11, "0" * 20, "national", None, "2025-2026", 1)

# Path → content, as version 1.1.0 wrote them (closings: version 1.2.0, which brought them).
_DEPOSIT = (
    '"deposited_at": "2026-11-28T10:30:00+00:00", "source_sha256": "@", "source_file": "été.csv", "size": 11, '
    '"who": "00000000000000000000", "scope": "national", "territory_code": null, "campaign": "2025-2026", '
    '"version": 1, "first": "D-2026-000001", "already_received": false}\n'
).replace("@", SHA)
_DECISION = (
    '{"id": "D0001", "meeting": "Comité", "text": "Publier le guide", "objective_id": null, '
    '"territory_code": "NAT-FR", "owner": "Direction", "due_on": null, "state": "%s", '
    '"recorded_at": "2026-11-28T10:30:00.000000+00:00"}\n'
)
_CLOSING = (
    '{"campaign": "2022-2023", "state": "%s", "on": "2026-11-28", "reason": "Dernier rapport", '
    '"recorded_at": "2026-11-28T10:30:00+00:00"}\n'
)
WRITTEN = {
    "closings/000001-90a3af2f900cd3a5.json": _CLOSING % "closed",
    "closings/000002-c0f2e20063340311.json": _CLOSING % "open",
    "decisions/D0001/0001-743087b57efed3e8.json": _DECISION % "ouverte",
    "decisions/D0001/0002-c20990b341739de3.json": _DECISION % "tenue",
    "deposits/D-2026-000001-2b8ec8c8c824680e.json": '{"number": "D-2026-000001", ' + _DEPOSIT,
    "deposits/D-2026-000002-8a1cf3f86a90d104.json": '{"number": "D-2026-000002", ' + _DEPOSIT,
    "raw/receipts/00000001-96a73f7122744f83.jsonl": f'{{"source_sha256": "{SHA}", "source_file": "été.csv", '
    '"received_at": "2026-11-28T10:30:00+00:00", "sequence": 1}\n',
}


def fill(settings: Settings) -> None:
    """A receipt, two deposits of the same bytes, a decision that moves, a closing and a reopening."""
    strategy = catalogue().strategy
    Archive(settings).receive([("été.csv", CONTENT)], NOW)
    deposit_log.keep(settings, [DEPOSIT, DEPOSIT])
    decision = decision_log.record(settings, Terms("Comité", "Publier le guide", "Direction", "NAT-FR"), NOW)
    decision_log.change_state(settings, decision.id, "tenue", NOW)
    for change in (closing_log.close, closing_log.reopen):
        change(settings, strategy, strategy.campaigns[0], "Dernier rapport", date(2026, 11, 28), NOW)


def on_disk(settings: Settings) -> dict[str, str]:
    paths = (path for path in settings.data.rglob("*.json*") if path.is_file())
    return {path.relative_to(settings.data).as_posix(): path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture
def old(tmp_path: Path) -> Settings:
    """A data folder whose records an earlier version wrote."""
    settings = Settings(tmp_path / "old")
    for name, content in WRITTEN.items():
        path = settings.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
    received = Archive(settings).path(SHA)
    received.parent.mkdir(parents=True)
    received.write_bytes(CONTENT)
    return settings


def test_what_is_written_today_is_what_was_written(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    fill(settings)
    assert on_disk(settings) == WRITTEN


def test_the_records_of_an_earlier_version_are_read(old: Settings) -> None:
    [decision] = decision_log.decisions(old, date(2026, 11, 28))
    assert [record.state for record in decision.history] == ["ouverte", "tenue"]
    assert decision.last.terms == Terms("Comité", "Publier le guide", "Direction", "NAT-FR")
    assert (decision.last.kind, decision.last.of_body, decision.withdrawn) == (
        "décision",
        "comité des partenaires",
        False,
    )
    assert [record.number for record in deposit_log.records(old)] == ["D-2026-000002", "D-2026-000001"]
    assert [record.state for record in closing_log.records(old)] == ["closed", "open"]
    assert [receipt.source_file for receipt in Archive(old).receipts()] == ["été.csv"]
    assert damages(old) == []


def test_what_comes_after_follows_the_records_of_an_earlier_version(old: Settings) -> None:
    [deposit] = deposit_log.keep(old, [DEPOSIT])
    assert (deposit.number, deposit.first) == ("D-2026-000003", "D-2026-000001")
    assert decision_log.record(old, Terms("Comité", "Autre", "Direction", "NAT-FR"), NOW).id == "D0002"
    assert decision_log.change_state(old, "D0001", "abandonnée", NOW).record.state == "abandonnée"
    new = sorted(name for name in on_disk(old) if name not in WRITTEN)
    labels = [name.rpartition("-")[0] for name in new]
    assert labels == ["decisions/D0001/0003", "decisions/D0002/0001", "deposits/D-2026-000003"]
    assert {name: content for name, content in on_disk(old).items() if name in WRITTEN} == WRITTEN


def test_a_record_is_never_written_over(old: Settings) -> None:
    path = old.closings / "000001-90a3af2f900cd3a5.json"
    whole = path.read_bytes()
    path.write_bytes(b"altered")
    with pytest.raises(FileExistsError):
        write_once(old.closings, "000001", whole)
    assert path.read_bytes() == b"altered", "what was altered stays, as evidence"
    log = RecordLog(old.closings, old.data, closing_log.Closing, digits=6)
    assert log.integrity_errors() == [f"closings/{path.name}"]
    path.unlink()
    assert log.integrity_errors() == ["closings/000001 (perdu)"]


def test_what_is_no_record_of_ours_is_left_alone(old: Settings) -> None:
    for name in ("notes.json", "000009-0000.json.draft", "lock"):
        (old.deposits / name).write_text("{}")
        (old.closings / name).write_text("{}")
    assert len(deposit_log.records(old)) == len(closing_log.records(old)) == 2
    assert deposit_log.damages(old) == closing_log.damages(old) == []


def test_what_is_received_and_written_on_a_copy_is_not_remembered_for_ever(tmp_path: Path) -> None:
    def last_of(number: int) -> tuple[weakref.ref[object], weakref.ref[object]]:
        copy = Settings(data=tmp_path / str(number))
        [(receipt, _)] = Archive(copy).receive([(f"{number}.csv", f"a;{number}".encode())])
        closing_log.close(copy, catalogue().strategy, "2024-2025", "Dernier rapport", date(2025, 11, 28))
        [read], [closing] = Archive(copy).receipts(), closing_log.records(copy)
        assert read == receipt
        assert Archive(copy).receipts()[0] is read, "read once"
        return weakref.ref(read), weakref.ref(closing)

    first, *others = [last_of(number) for number in range(40)]
    gc.collect()
    assert [reference() for reference in first] == [None, None]
    assert all(reference() is not None for reference in others[-1])
    assert [receipt.source_file for receipt in Archive(Settings(data=tmp_path / "0")).receipts()] == ["0.csv"]


def test_what_comes_in_is_seen_at_once_and_the_rest_is_not_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written by another process: its own view of the folder is no help."""
    here, elsewhere, looked = Settings(data=tmp_path), Settings(data=tmp_path / "x" / ".."), list[Path]()
    load = records_module._record
    monkeypatch.setattr(
        records_module, "_record", lambda kind, path, read: looked.append(path) or load(kind, path, read)
    )
    (tmp_path / "x").mkdir()
    for number in range(1, 4):
        Archive(elsewhere).receive([(f"{number}.csv", f"a;{number}".encode())])
        deposit_log.keep(elsewhere, [replace(DEPOSIT, source_sha256=str(number))])
        looked.clear()
        assert [receipt.sequence for receipt in Archive(here).receipts()] == list(range(1, number + 1))
        assert [deposit.source_sha256 for deposit in deposit_log.records(here)] == list(map(str, range(number, 0, -1)))
        assert len(looked) == number
    deposit_log.records(here).clear()  # what is given is the caller's own
    assert len(deposit_log.records(here)) == 3
    assert len(looked) == 3
    next(path for path in here.deposits.iterdir() if "000003" in path.name).unlink()
    assert len(deposit_log.records(here)) == 2
