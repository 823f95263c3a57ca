"""A deposit: what it would change is told before and is true, nothing is acknowledged before it is on the disk."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from page import ValidationProfile, validate_pdf_bytes
from reports import DIRECTORY, SCHOOLS, Report, copied, rows, table, warehouse

from pipelines.access.rights import EVERYTHING, Grant, Rights
from pipelines.demo.gatherings import school_code
from pipelines.deposits import deposit as deposits
from pipelines.deposits.deposit import Deposit, Standing, deposit, history, preview, standings
from pipelines.deposits.receipt import moment, receipt_document, receipt_pdf
from pipelines.dry_run.figure_changes import figures, present
from pipelines.errors import DepositError
from pipelines.settings import Settings
from pipelines.store import deposit_log
from pipelines.store import files as durable
from pipelines.store.archive import Archive
from pipelines.store.audit_log import files as journal_files
from pipelines.warehouse import worker
from pipelines.warehouse.build import build
from pipelines.warehouse.build_on_copy import rehearse

BACK = 12 if os.environ.get("PROOF") == "long" else 6  # reports that arrive anew

WHO = "0" * 20
NORD = Rights((Grant("department", "DEPT-59"),))
HAUTS = Rights((Grant("region", "REG-32"),))
FIRST = Report("DEPT-59", rows={"O04-1": (820, 1000), "O10-1": (45, 50)})
SECOND = replace(FIRST, version=2, rows={"O04-1": (900, 1000), "O10-1": (45, 50)})


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    neighbour = Report("DEPT-62", rows={"O04-1": (700, 1000)})
    return warehouse(
        tmp_path_factory.mktemp("deposits") / "data", {"59.xlsx": FIRST.xlsx(), "62.xlsx": neighbour.xlsx()}
    )


@pytest.fixture
def settings(base: Settings, tmp_path: Path) -> Settings:
    return copied(base, tmp_path / "data")


def content_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def preview_of(settings: Settings, report: Report, rights: Rights = NORD) -> deposits.Preview:
    [previewed] = preview(settings, [("compte rendu.xlsx", report.xlsx())], rights)
    return previewed


def test_a_preview_tells_the_figures_before_and_after_and_changes_nothing(settings: Settings) -> None:
    before = content_of(settings.data)
    previewed = preview_of(settings, SECOND)
    assert (previewed.outcome, previewed.acceptable, previewed.messages) == ("counts", True, ())
    moved: dict[Any, Any] = {(change.kind, change.id): (change.before, change.after) for change in previewed.changes}
    old, new = moved["indicator", "O04-1"]
    assert (old["numerator"], old["value"], new["numerator"], new["value"]) == (820, 82, 900, 90)
    assert ("indicator", "O10-1") not in moved, "what does not move is not told"
    assert moved["strategy", ""][1]["progress"] > moved["strategy", ""][0]["progress"]
    assert [change.kind for change in previewed.changes][:2] == ["strategy", "axis"], "the whole first"
    assert content_of(settings.data) == before


@pytest.mark.parametrize(
    ("report", "outcome", "acceptable"),
    [
        (FIRST, "received", True),
        (replace(SECOND, status="brouillon"), "draft", True),
        (replace(FIRST, rows={"O04-1": (1, 1000)}, submitted_on="01/01/2020"), "counts", True),
        (replace(SECOND, version=0), "refused", False),
        (Report("DEPT-62", version=9), "forbidden", False),
        (Report("DEPT-999"), "forbidden", False),
        (Report("NAT-FR"), "forbidden", False),
    ],
    ids=["same bytes", "draft", "later of the same version", "refused", "neighbour", "unknown", "France"],
)
def test_what_becomes_of_a_file(settings: Settings, report: Report, outcome: str, acceptable: bool) -> None:
    previewed = preview_of(settings, report)
    assert (previewed.outcome, previewed.acceptable) == (outcome, acceptable)
    if outcome != "counts":
        assert previewed.changes == ()


def test_an_older_version_says_which_one_counts(settings: Settings) -> None:
    Archive(settings).receive([("v7.xlsx", replace(SECOND, version=7).xlsx())])
    build(settings)
    previewed = preview_of(settings, SECOND)
    assert (previewed.outcome, previewed.verdict["other_version"], previewed.changes) == ("superseded", 7, ())


def test_a_neighbours_file_tells_nothing_of_what_is_known_of_it(settings: Settings) -> None:
    moved = Report("DEPT-62", campaign="2026-2027", rows={"O04-1": (10, 1000)}, version=3)
    assert any("70,0" in row["problem"] for row in preview_of(settings, moved, HAUTS).messages), (
        "its own region is told"
    )
    previewed = preview_of(settings, moved, NORD)
    assert previewed.forbidden
    assert "DEPT-62" in previewed.forbidden
    assert not any("70" in row["problem"] for row in previewed.messages)
    assert (previewed.changes, previewed.received_at) == ((), None)


def test_what_waits_to_be_counted_is_counted_in_before(settings: Settings) -> None:
    deposit(settings, [("v2.xlsx", SECOND.xlsx())], WHO, NORD)
    previewed = preview_of(settings, replace(SECOND, version=3, rows={"O04-1": (950, 1000), "O10-1": (45, 50)}))
    [(before, after)] = [(change.before, change.after) for change in previewed.changes if change.id == "O04-1"]
    assert before
    assert after
    assert (before["numerator"], after["numerator"]) == (900, 950)


def test_a_message_has_its_cell(settings: Settings) -> None:
    previewed = preview_of(settings, replace(SECOND, rows={"O04-1": ("beaucoup", 1000), "O10-1": (45, 50)}))
    assert [(row["cell"], row["severity"]) for row in previewed.messages] == [("B2", "error")]


def test_a_table_belongs_to_the_national_level(settings: Settings) -> None:
    lines = table([("2025-2026", "DEPT-59", "O04-2", 12, 40)])
    [refused] = preview(settings, [("pix.csv", lines)], HAUTS)
    assert refused.outcome == "forbidden"
    [previewed] = preview(settings, [("pix.csv", lines)], EVERYTHING)
    assert previewed.outcome == "counts"
    with pytest.raises(DepositError, match="niveau national"):
        deposit(settings, [("pix.csv", lines)], WHO, HAUTS)


def test_the_first_report_ever_can_be_previewed(tmp_path: Path) -> None:
    previewed = preview_of(Settings(data=tmp_path / "data"), FIRST)
    assert previewed.outcome == "counts"
    assert {
        change.id for change in previewed.changes if change.kind == "indicator" and change.campaign == "2025-2026"
    } >= {
        "O04-1",
        "O10-1",
    }
    assert all(
        change.before is None or change.before["value"] is None
        for change in previewed.changes
        if change.kind == "indicator"
    )


@pytest.mark.proof
def test_the_quick_rehearsal_agrees_with_the_whole_one(demo_data: Settings, tmp_path: Path) -> None:
    """Random reports of the demonstration arrive anew: their region is the same whichever way it is calculated."""
    sql = "select source_sha256 from marts.report where counts and level <> 'national' order by sequence"
    withheld = set(random.Random(7).sample([row["source_sha256"] for row in rows(demo_data, sql)], BACK))
    files = [(receipt, Archive(demo_data).read(receipt.source_sha256)) for receipt in Archive(demo_data).receipts()]
    own = Settings(data=tmp_path / "data")
    Archive(own).receive(
        (receipt.source_file, content) for receipt, content in files if receipt.source_sha256 not in withheld
    )
    shutil.copytree(demo_data.parsed, own.parsed)  # what each file says is known: the rehearsals are what is tried
    build(own)
    back = [(receipt.source_file, content) for receipt, content in files if receipt.source_sha256 in withheld]
    quick = preview(own, back, EVERYTHING)
    assert sum(previewed.outcome == "counts" and bool(previewed.changes) for previewed in quick) >= BACK * 5 // 6
    with rehearse(own, back) as (copy, _):
        for code in {previewed.verdict["territory_code"] for previewed in quick}:
            changes = [
                change
                for previewed in quick
                if previewed.verdict["territory_code"] == code
                for change in previewed.changes
            ]
            after = {(change.kind, change.campaign, change.id): change.after for change in changes}
            assert known_figures(figures(present(own), [code])[code] | after) == known_figures(
                figures(present(copy), [code])[code]
            )


def test_a_preview_keeps_what_the_schools_of_a_complete_directory_say(tmp_path: Path) -> None:
    """Where the report is silent and every school answered, their sum stands, whole: the preview knows it too."""
    schools = [school_code("059", number) for number in (1, 2)]
    directory = [(code, f"Collège {code}", "collège", "59", "Lille", "oui") for code in schools]
    answers = [("2025-2026", code, "O04-1", 90, 100) for code in schools]
    silent = replace(FIRST, rows={"O10-1": (45, 50)})
    files = {
        "annuaire.csv": table(directory, DIRECTORY),
        "ecoles.csv": table(answers, SCHOOLS),
        "59.xlsx": silent.xlsx(),
    }
    settings = warehouse(tmp_path / "data", files)
    assert rows(settings, RETAINED) == [{"numerator": 180, "basis": "rollup_complete", "partial": False}]
    moved = preview_of(settings, replace(silent, version=2, rows={"O10-1": (30, 50)})).changes
    assert {change.id for change in moved if change.kind == "indicator"} == {"O10-1"}
    changes = preview_of(settings, replace(silent, version=2, rows={"O04-1": (50, 100)})).changes
    assert {change.id for change in changes if change.kind == "indicator"} == {"O04-1", "O10-1"}


RETAINED = """select numerator, basis, partial from marts.indicator_progress
    where territory_code = 'DEPT-59' and indicator_id = 'O04-1' and campaign = '2025-2026'"""


def known_figures(by_key: dict) -> dict:
    return {key: row for key, row in by_key.items() if row["status"] != "not_reported"}


def test_a_deposit_is_numbered_recorded_and_journalled(settings: Settings) -> None:
    now = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    content = SECOND.xlsx()
    [record] = deposit(settings, [("../../v2.xlsx", content)], WHO, NORD, now)
    assert (record.number, record.source_file, record.size) == ("D-2026-000001", "v2.xlsx", len(content))
    assert record.source_sha256 == hashlib.sha256(content).hexdigest()
    assert (record.territory_code, record.campaign, record.version, record.who) == ("DEPT-59", "2025-2026", 2, WHO)
    assert Archive(settings).read(record.source_sha256) == content
    assert deposit_log.records(settings) == [record]
    [journal] = journal_files(settings)
    assert record.source_sha256 in journal.read_text(encoding="utf-8").splitlines()[-1]


def test_the_same_bytes_again_are_a_new_deposit_that_says_so(settings: Settings) -> None:
    [first] = deposit(settings, [("a.xlsx", SECOND.xlsx())], WHO, NORD)
    [again] = deposit(settings, [("b.xlsx", SECOND.xlsx())], WHO, NORD)
    assert (first.already_received, again.already_received, again.first) == (False, True, first.number)
    assert len(Archive(settings).receipts()) == 3
    assert first.number in receipt_document(again).decode()


def test_a_number_is_never_given_twice(settings: Settings) -> None:
    records = [deposit(settings, [("a.xlsx", replace(SECOND, version=n).xlsx())], WHO, NORD)[0] for n in (2, 3, 4)]
    lost = next(settings.deposits.glob(f"{records[1].number}-*"))
    lost.unlink()
    [later] = deposit(settings, [("b.xlsx", replace(SECOND, version=5).xlsx())], WHO, NORD)
    assert later.number.endswith("-000004")
    assert deposit_log.damages(settings) == ["deposits/000002 (perdu)"]
    altered = next(settings.deposits.glob(f"{records[0].number}-*"))
    altered.write_text(altered.read_text(encoding="utf-8").replace("DEPT-59", "DEPT-62"), encoding="utf-8")
    assert deposit_log.damages(settings)[0] == f"deposits/{altered.name}"


def test_what_the_rights_refuse_is_refused_whole(settings: Settings) -> None:
    before = content_of(settings.raw)
    files = [("59.xlsx", SECOND.xlsx()), ("62.xlsx", Report("DEPT-62", version=4).xlsx())]
    with pytest.raises(DepositError, match=r"62\.xlsx"):
        deposit(settings, files, WHO, NORD)
    assert content_of(settings.raw) == before
    assert deposit_log.records(settings) == []
    [journal] = journal_files(settings)
    assert '"refusal"' in journal.read_text(encoding="utf-8")


def test_nothing_is_acknowledged_before_it_is_on_the_disk(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault at each write of a deposit: no acknowledgement, and the same deposit then goes through, counted once."""
    written, real = [], os.fsync

    def fault(at: int):
        def fsync(handle: int) -> None:
            written.append(handle)
            if len(written) == at:
                raise OSError("disque plein")
            real(handle)

        return fsync

    monkeypatch.setattr(durable.os, "fsync", fault(10_000))
    deposit(settings, [("v2.xlsx", SECOND.xlsx())], WHO, NORD)
    steps = len(written)
    assert steps >= 6
    for at in range(1, steps + 1):
        written.clear()
        report = replace(SECOND, version=10 + at)
        monkeypatch.setattr(durable.os, "fsync", fault(at))
        with suppress(OSError):
            deposit(settings, [("v.xlsx", report.xlsx())], WHO, NORD)
        monkeypatch.setattr(durable.os, "fsync", real)
        [record] = deposit(settings, [("v.xlsx", report.xlsx())], WHO, NORD)
        assert Archive(settings).read(record.source_sha256) == report.xlsx()
    numbers = [record.number for record in deposit_log.records(settings)]
    assert len(numbers) == len(set(numbers))
    assert len({receipt.source_sha256 for receipt in Archive(settings).receipts()}) == len(Archive(settings).receipts())


def test_where_a_deposit_stands(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [
        ("v2.xlsx", SECOND.xlsx()),
        ("v3.xlsx", replace(SECOND, version=3).xlsx()),
        ("brouillon.xlsx", replace(SECOND, version=4, status="brouillon").xlsx()),
        ("v0.xlsx", replace(SECOND, version=0).xlsx()),
    ]
    digests = [record.source_sha256 for record in deposit(settings, files, WHO, NORD)]
    assert list(standings(settings, digests).values()) == [Standing("unattended", n) for n in (1, 2, 3, 4)]
    worker.turn(settings, worker.Status())
    expected = [Standing("superseded", version=3), Standing("counts"), Standing("draft"), Standing("refused")]
    assert list(standings(settings, digests).values()) == expected
    [late] = deposit(settings, [("v5.xlsx", replace(SECOND, version=5).xlsx())], WHO, NORD)
    assert standings(settings, [late.source_sha256]) == {late.source_sha256: Standing("waiting", 1)}
    worker.turn(settings, worker.Status())
    asked, ask = list[list[str]](), deposits.rows
    monkeypatch.setattr(deposits, "rows", lambda *of, contents: asked.append(contents) or ask(*of, contents=contents))
    expected[:2] = [Standing("superseded", version=5), Standing("superseded", version=5)]
    for _ in range(2):
        assert list(standings(settings, digests).values()) == expected, "of the new build"
    assert standings(settings, [late.source_sha256]) == {late.source_sha256: Standing("counts")}
    assert sorted(chain(*asked)) == sorted({*digests, late.source_sha256}), "each once for each build"


def test_history_shows_ones_own_territories_the_newest_first(settings: Settings) -> None:
    deposit(settings, [("59.xlsx", SECOND.xlsx())], WHO, NORD)
    deposit(settings, [("62.xlsx", Report("DEPT-62", version=3).xlsx())], WHO, HAUTS)
    deposit(settings, [("75.xlsx", Report("DEPT-75").xlsx())], WHO, EVERYTHING)

    def names(rights: Rights) -> list[str]:
        return [record.source_file for record, _ in history(settings, rights)]

    assert names(NORD) == ["59.xlsx"]
    assert names(HAUTS) == ["62.xlsx", "59.xlsx"]
    assert names(EVERYTHING) == ["75.xlsx", "62.xlsx", "59.xlsx"]
    assert names(Rights((Grant("reader", "DEPT-59"),))) == []


GIVEN = Deposit(
    "D-2026-000007", "2026-11-21T09:30:00+00:00", "ab" * 32, "<b>&.xlsx", 12, WHO, "", "DEPT-59", "2025-2026", 2
)


def test_a_receipt_says_the_hour_of_paris() -> None:
    assert moment("2026-11-22T13:05:00+00:00") == "22 novembre 2026 à 14:05 (heure de Paris)"
    assert moment("2026-07-31T22:30:00") == "1er août 2026 à 00:30 (heure de Paris)"


def test_a_receipt_stands_alone_and_shows_what_was_typed_as_text() -> None:
    page = receipt_document(GIVEN).decode()
    for phrase in ("D-2026-000007", "ab" * 32, "&lt;b&gt;&amp;.xlsx", "Nord (DEPT-59)", "21 novembre 2026", "certutil"):
        assert phrase in page
    assert "<b>" not in page
    assert "http" not in page
    assert "file:" not in page  # its fonts are in it
    assert "@font-face" in page


def test_a_receipt_on_paper_is_read_aloud_as_fiches_are(pdf_ready: None) -> None:
    judged = validate_pdf_bytes(receipt_pdf(GIVEN), profile=ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in judged.failures] == []
