"""Every committee deposits within one minute, through the very endpoint that browsers use, while others read."""

from __future__ import annotations

import os
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from browsing import serving
from proof_table import keep
from reports import Report, copied, rows
from test_builder import soon
from test_journey_deposit import building
from wire import Session

from indicators.territories import territories
from pipelines.settings import Settings
from pipelines.store.deposit_log import records
from pipelines.warehouse.worker import pending

COMMITTEES = [place.code for place in territories() if place.level in ("department", "region")]
AT_ONCE, MINUTE = 12, 60.0
GIVEN = re.compile(r"D-\d{4}-\d{6}")


def deposit(address: str, code: str) -> str:
    """Opens the page, drops a workbook, confirms; gives the number that the page shows."""
    content = Report(code, rows={"O04-1": (800 + len(code), 1000)}, version=50).xlsx()
    with Session(address) as tab:
        [uploader] = tab.open("depot").of("file_uploader")
        previewed = tab.until("Il compterait", tab.upload(uploader, {f"{code}.xlsx": content}))
        [button] = previewed.of("button")
        page_text = tab.until("Votre dépôt est enregistré", tab.click(button)).text()
        return GIVEN.findall(page_text.split("Votre dépôt est enregistré")[1])[0]


def read_meanwhile(address: str, ended: threading.Event) -> list[float]:
    """Opens the front page again and again; gives how long each took."""
    took = []
    with Session(address) as tab:
        while not ended.is_set():
            start = time.monotonic()
            assert "Vision nationale" in tab.open().text()
            took.append(time.monotonic() - start)
            ended.wait(0.5)
    return took


@pytest.mark.skipif(
    os.environ.get("PROOF") != "long", reason="119 dépôts à la fois occupent deux cœurs des minutes durant : make load"
)
def test_119_committees_deposit_within_a_minute_and_screens_answer(demo_data: Settings, tmp_path: Path) -> None:
    assert len(COMMITTEES) == 119
    own, ended = copied(demo_data, tmp_path / "data"), threading.Event()
    with serving(own.data, tmp_path) as address, building(own.data), ThreadPoolExecutor(AT_ONCE + 1) as pool:
        with Session(address) as first:  # a cold server is warmed once
            first.open("depot")
        reader = pool.submit(read_meanwhile, address, ended)
        start = time.monotonic()
        numbers = list(pool.map(lambda code: deposit(address, code), COMMITTEES))
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
    keep("make load", "119 comités déposent à la fois", summary.replace(".", ","), took)
