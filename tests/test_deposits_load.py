"""Every committee deposits within one minute, through the very endpoint that browsers use, while others read."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browsing import serving
from portal import account_of, behind_portal, give_rights, sign_in
from proof_table import keep
from reports import Report, copied, rows
from test_builder import soon
from test_journey_deposit import building
from wire import Session

from indicators.territories import NATIONAL, territories
from pipelines.settings import Settings
from pipelines.store.deposit_log import records
from pipelines.warehouse.worker import pending

COMMITTEES = [place.code for place in territories() if place.level in ("department", "region")]
AT_ONCE, MINUTE = 12, 60.0
GIVEN = re.compile(r"D-\d{4}-\d{6}")


Sessions = Callable[[str], Session]  # an open tab of who speaks for a territory


def deposit(opened: Sessions, code: str) -> str:
    """Opens the page, drops a workbook, confirms; gives the number that the page shows."""
    content = Report(code, rows={"O04-1": (800 + len(code), 1000)}, version=50).xlsx()
    with opened(code) as tab:
        [uploader] = tab.open("depot").of("file_uploader")
        previewed = tab.until("Il compterait", tab.upload(uploader, {f"{code}.xlsx": content}))
        [button] = previewed.of("button")
        page_text = tab.until("Votre dépôt est enregistré", tab.click(button)).text()
        return GIVEN.findall(page_text.split("Votre dépôt est enregistré")[1])[0]


def read_meanwhile(opened: Sessions, ended: threading.Event) -> list[float]:
    """Opens the front page again and again; gives how long each took."""
    took = []
    with opened(NATIONAL) as tab:
        while not ended.is_set():
            start = time.monotonic()
            assert "Vision nationale" in tab.open().text()
            took.append(time.monotonic() - start)
            ended.wait(0.5)
    return took


@contextmanager
def one_account(settings: Settings, folder: Path) -> Iterator[Sessions]:
    """A server open to all: whoever comes is the same one, who sees everything."""
    with serving(settings.data, folder) as address:
        yield lambda _: Session(address)


@contextmanager
def own_accounts(settings: Settings, folder: Path) -> Iterator[Sessions]:
    """A server behind a portal: each committee has an account, which sees its own territories in detail."""
    places = [place for place in territories() if place.code in (*COMMITTEES, NATIONAL)]
    give_rights(settings, *((account_of(place.code), place.level, place.code) for place in places))
    with behind_portal(settings, folder) as address:
        yield lambda code: sign_in(address, account_of(code))


@pytest.mark.skipif(
    os.environ.get("PROOF") != "long", reason="119 dépôts à la fois occupent deux cœurs des minutes durant : make load"
)
@pytest.mark.parametrize(("accounts", "who"), [(one_account, "un compte"), (own_accounts, "119 comptes")])
def test_119_committees_deposit_at_once_and_screens_answer(
    demo_data: Settings, tmp_path: Path, accounts: Callable[..., Any], who: str
) -> None:
    assert len(COMMITTEES) == 119
    own, ended = copied(demo_data, tmp_path / "data"), threading.Event()
    with accounts(own, tmp_path) as opened, building(own.data), ThreadPoolExecutor(AT_ONCE + 1) as pool:
        with opened(NATIONAL) as first:  # a cold server is warmed once
            first.open("depot")
        reader = pool.submit(read_meanwhile, opened, ended)
        start = time.monotonic()
        numbers = list(pool.map(lambda code: deposit(opened, code), COMMITTEES))
        took = time.monotonic() - start
        ended.set()
        read = reader.result()
        assert soon(lambda: not pending(own))
    summary = f"{len(numbers)} dépôts en {took:.1f} s, {len(read)} lectures, la plus longue {max(read):.1f} s"
    print(summary)
    deposits = records(own)
    assert sorted(numbers) == sorted(record.number for record in deposits)
    assert sorted(record.territory_code or "" for record in deposits) == sorted(COMMITTEES)
    counted = rows(own, "select territory_code from marts.report where version = 50 and counts")
    assert sorted(row["territory_code"] for row in counted) == sorted(COMMITTEES), "each counts, once"
    assert took < MINUTE
    assert len(read) > 5
    assert max(read) < MINUTE / 4
    keep("make load", f"119 comités déposent à la fois, {who}", summary.replace(".", ","), took)
