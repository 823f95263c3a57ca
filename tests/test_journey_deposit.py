"""A deposit in a real browser, by keyboard alone: from the template to the receipt, then counted without a reload."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browsing import ROOT, marks, serving, wait
from reports import Report, copied, rows
from test_accessibility import CHROME, axe, grave_faults

from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.store.deposit_log import records

pytestmark = marks
NORD = Report("DEPT-59", rows={"O04-1": (900, 1000), "O10-1": ("beaucoup", 50)}, version=9)


@pytest.fixture
def own_data(demo_data: Settings, tmp_path: Path) -> Settings:
    """Demonstration data of this journey alone: it writes to them."""
    return copied(demo_data, tmp_path / "data")


@pytest.fixture
def address(own_data: Settings, tmp_path: Path) -> Iterator[str]:
    with serving(own_data.data, tmp_path) as url:
        yield url


@contextmanager
def building(data: Path) -> Iterator[None]:
    """A builder at work on a data folder."""
    environment = {**os.environ, "PILOTAGE_DATA": str(data)}
    command = [sys.executable, "-m", "pipelines.cli.app", "build", "--watch", "--every", "0.2"]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def reach(page: Any, name: str) -> None:
    """Goes on with the Tab key until what has the focus is called so."""
    script = "((one) => /^(A|BUTTON)$/.test(one.tagName) ? one.innerText || one.ariaLabel : '')(document.activeElement)"
    for _ in range(80):
        page.keyboard.press("Tab")
        if re.search(name, page.evaluate(script)):
            return
    raise AssertionError(f"« {name} » is not reached by the keyboard")


def chosen(page: Any, opened: list[Any]) -> Any:
    """The list of files that the keyboard opens. What follows a download (its button is drawn again) may take the focus
    between two keys: who does not see the list open goes back to the button and presses again. `opened` holds the lists
    that opened since the page did, one that came late included."""
    from playwright.sync_api import TimeoutError as TooLate

    for patience in (5_000, 10_000, 30_000):
        reach(page, "Choisir des fichiers")
        try:
            with page.expect_file_chooser(timeout=patience):
                page.keyboard.press("Enter")
        except TooLate:
            if not opened and patience == 30_000:
                raise
        if opened:
            return opened[-1]
    raise AssertionError


def seen_elsewhere(page: Any, browser: Any, address: str, data: Path) -> None:
    """What `page` deposited is counted, and another page, which nobody touches, shows it by itself."""
    elsewhere = browser.new_page()
    elsewhere.goto(f"{address}/comprendre?indicateur=O04-1&territoire=DEPT-59&campagne=2025-2026")
    wait(elsewhere)
    assert not elsewhere.get_by_text("900 ÷ 1 000".replace(" ", "\u202f")).count()
    with building(data):
        page.get_by_text("Pris en compte").wait_for(timeout=60_000)
        elsewhere.get_by_text(re.compile(r"\b900\b")).first.wait_for(timeout=60_000)
        elsewhere.get_by_text(re.compile(r"Chiffres à jour du .+ à \d+\sh\s\d\d\.")).first.wait_for()
    elsewhere.close()


def test_a_deposit_by_keyboard_alone(own_data: Settings, address: str, browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "compte rendu du Nord.xlsx"
    file.write_bytes(NORD.xlsx())
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    opened: list[Any] = []  # listened to from now on: the list of a browser that nobody listens to stays open for good
    page.on("filechooser", lambda chooser: opened.append(chooser))
    page.goto(f"{address}/depot?territoire=DEPT-59&campagne=2025-2026")
    wait(page)
    reach(page, "Modèle prérempli")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "modele-dept-59-2025-2026.xlsx"
    Path(download.value.path()).stat()  # the file is there whole: the browser opens no window while one comes in
    wait(page)
    chosen(page, opened).set_files(file)
    page.get_by_text("Il compterait").wait_for()
    wait(page)
    assert page.get_by_text("« beaucoup »".replace(" ", "\u202f")).first.is_visible()
    english = re.compile(r"\b(?:KB|MB|Upload|Browse|Remove|file|files|Add)\b")
    assert [label for label in page.evaluate(CHROME) if english.search(label) and label != file.name] == []
    page.evaluate(axe())
    assert grave_faults(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 900})

    reach(page, "Déposer 1 fichier")
    page.keyboard.press("Space")
    page.get_by_text("Votre dépôt est enregistré").wait_for()
    wait(page)
    [receipt] = records(own_data)
    assert Archive(own_data).read(receipt.source_sha256) == file.read_bytes()
    reach(page, f"Accusé {receipt.number}")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert receipt.source_sha256 in Path(download.value.path()).read_text(encoding="utf-8")
    page.get_by_text("il sera compté au prochain calcul").wait_for()
    seen_elsewhere(page, browser, address, own_data.data)
    assert rows(own_data, "select count(*) as n from marts.report where version = 9 and counts") == [{"n": 1}]
    page.evaluate(axe())
    assert grave_faults(page) == []
    page.close()


def test_a_file_too_heavy_is_said_in_french(served: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{served}/depot")
    wait(page)
    heavy = {"name": "photos.xlsx", "mimeType": "application/octet-stream", "buffer": b"0" * 11_000_000}
    page.locator("input[type=file]").set_input_files([heavy])
    page.get_by_text("Ce fichier dépasse 10 Mo").wait_for()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    page.close()
