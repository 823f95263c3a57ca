"""A dashboard served on a free port and a real Chromium to read it, shared by every test of pages in a browser."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
# Streamlit says it is done a moment before the last element is drawn: the footer is always that last one.
DRAWN = ".colophon"

marks = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium n'est pas installé : les pages ne sont pas ouvertes"),
]


@contextmanager
def serving(data: Path, folder: Path) -> Iterator[str]:
    """The address of a dashboard on the data of one folder, started from another, ready when it answers on /sante."""
    environment = {**os.environ, "PILOTAGE_DATA": str(data), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "dashboard.serve", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = re.search(r"http://[\d.:]+", process.stdout.readline())
        assert said, "le serveur n'a pas donné son adresse"
        try:
            with urllib.request.urlopen(f"{said[0]}/sante", timeout=90) as answer:
                assert answer.status == 200
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
            yield said[0]
        finally:
            process.terminate()


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright n'est pas installé")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--force-device-scale-factor=1"]
        )
        yield opened
        opened.close()


def choose(page: Any, label: str, option: str) -> None:
    """Opens a list and picks in it; opens it again where a run of the page that was still under way closed it."""
    from playwright.sync_api import TimeoutError as TooLate

    field, wanted = page.get_by_role("combobox", name=label).first, page.get_by_role("option", name=option).first
    for patience in (5_000, 10_000, 30_000):
        field.click()
        field.fill(option)  # a long list shows only the options that fit
        try:
            return wanted.click(timeout=patience)
        except TooLate:
            if patience == 30_000:
                raise
            page.keyboard.press("Escape")


def wait(page: Any) -> None:
    """Until the page is whole."""
    page.wait_for_selector(READY, timeout=60_000)
    page.wait_for_selector(DRAWN, timeout=60_000)


def whole(page: Any, width: int, longest: int = 6000) -> None:
    """Makes the window as tall as its page, so that a screenshot shows all of it."""
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(int(height), longest)})
