"""What is dropped on the page of deposits: unpacked within bounds, kept nowhere, and counted by account and by day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from odd_packages import zipped

from dashboard import deposits
from dashboard.web.downloads import Gone
from pipelines.deposits.deposit import Preview
from pipelines.errors import DepositError
from pipelines.settings import Settings
from pipelines.store.deposit_log import Deposit, keep

WHO = "0" * 20
MEGABYTE = 1024 * 1024


def test_a_drop_gives_the_files_of_its_zips_in_their_order() -> None:
    parcel = zipped({"b.csv": b"2", "a.csv": b"1"})
    assert deposits.Drop(("1", "2"), (("z.zip", parcel), ("c.csv", b"3"))).files() == [
        ("a.csv", b"1"),
        ("b.csv", b"2"),
        ("c.csv", b"3"),
    ]


@pytest.mark.parametrize("many", [False, True], ids=["too large", "too many"])
def test_a_drop_too_large_is_refused_before_all_of_it_is_unpacked(monkeypatch: pytest.MonkeyPatch, many: bool) -> None:
    monkeypatch.setenv("PILOTAGE_UPLOADS_HELD", "1")
    large = zipped({f"{number}.csv": bytes(700_000) for number in range(3)})
    small = zipped({f"{number:04d}.csv": b"a" for number in range(deposits.MOST_FILES + 1)})
    with pytest.raises(DepositError, match="en plusieurs fois"):
        deposits.Drop(("1",), (("z.zip", small if many else large),)).files()


def test_a_copy_is_made_of_a_drop_that_is_still_there_and_holds_it_no_longer() -> None:
    preview = Preview("a.csv", "0" * 64, 1, {}, (), (), None, None, ())
    dropped = deposits.Drop(("1",), (("a.csv", b"a;b"),))
    make = deposits.annotated(preview, dropped, 0)
    del dropped
    with pytest.raises(Gone):
        make()


def deposited(hours: int, size: int, who: str = WHO) -> Deposit:
    at = (datetime.now(UTC) - timedelta(hours=hours)).isoformat(timespec="seconds")
    return Deposit("", at, "0" * 64, "a.xlsx", size, who, "department:DEPT-59", "DEPT-59", "2025-2026", 1)


def test_deposits_of_a_day_are_bounded_in_number_and_in_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = Settings(tmp_path)
    monkeypatch.setenv("PILOTAGE_DEPOSITS_PER_DAY", "3")
    monkeypatch.setenv("PILOTAGE_DEPOSITED_PER_DAY", "2")
    keep(where, [deposited(30, 9 * MEGABYTE), deposited(2, MEGABYTE), deposited(1, 9 * MEGABYTE, "1" * 20)])

    def within(*sizes: int) -> bool:
        return deposits._within_the_day(where, WHO, [("a.xlsx", bytes(size)) for size in sizes])

    assert within(10, 10)
    assert not within(10, 10, 10), "one too many"
    assert within(MEGABYTE)
    assert not within(MEGABYTE + 1), "too heavy with those of before"
