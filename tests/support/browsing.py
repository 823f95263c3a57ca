"""A dashboard served on a free port and a real Chromium to read it, shared by every test of pages in a browser."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from dashboard.components.links.address import accents_apart

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
# Streamlit says it is done a moment before the last element is drawn: the footer is always that last one.
DRAWN = ".colophon"

marks = [pytest.mark.browser]


@contextmanager
def serving(data: Path, folder: Path, port: int = 0, command: list[str] | None = None, **more: str) -> Iterator[str]:
    """The address of a dashboard on the data of one folder, started from another, ready when it answers on /sante;
    `command` serves in place of the usual one, `more` is added to the environment."""
    environment = {**os.environ, "PILOTAGE_DATA": str(data), "PYTHONPATH": str(ROOT), **more}
    command_line = [*(command or [sys.executable, "-m", "dashboard.serve"]), "--port", str(port)]
    with subprocess.Popen(command_line, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        match = re.search(r"http://[\d.:]+", process.stdout.readline()) if port == 0 else None
        assert match or port, "le serveur n'a pas donné son adresse"
        address = match[0] if match else f"http://127.0.0.1:{port}"
        try:
            answers(address)
            yield address
        finally:
            process.terminate()


def answers(address: str) -> None:
    """Returns once the server answers; a port that was chosen beforehand may not be open yet."""
    end = time.monotonic() + 90
    while True:
        try:
            with urllib.request.urlopen(f"{address}/sante", timeout=90) as answer:
                assert answer.status == 200
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
            return
        except urllib.error.URLError:
            assert time.monotonic() < end, "le serveur ne répond pas"
            threading.Event().wait(0.05)


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


class Windows:
    """A browser whose windows serve again: half of what a page costs is a new window, its process and the program that
    it compiles anew. One that was closed opens blank, without a cookie, a memory, a listener or a look of before."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self._free: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._browser, name)

    def new_page(self, viewport: dict[str, int] | None = None, color_scheme: str = "light") -> Any:
        """A window of this size, 1280 × 720 unless told, in a theme."""
        page = self._free.pop() if self._free else self._opened()
        page.set_viewport_size(viewport or {"width": 1280, "height": 720})
        page.emulate_media(media="null", color_scheme=color_scheme)
        return page

    def _opened(self) -> Any:
        page, heard = self._browser.new_page(), []
        listen, end = page.on, page.close

        def on(event: str, listener: Any) -> None:
            heard.append((event, listener))
            listen(event, listener)

        def close() -> None:
            from playwright.sync_api import Error as Gone

            while heard:
                page.remove_listener(*heard.pop())
            try:
                page.goto(f"{page.evaluate('location.origin')}/sante")  # no program there, and the memory of those left
                page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
                page.mouse.move(0, 0)
                page.context.clear_cookies()
            except Gone:
                end()
            else:
                self._free.append(page)

        page.on, page.close = on, close
        return page


def until(page: Any, expression: str, arg: Any = None) -> None:
    """Waits for an expression to be true. Asked from outside each time: the page's policy refuses to evaluate text."""
    from playwright.sync_api import Error as Gone

    end = time.monotonic() + 30
    while time.monotonic() < end:
        with suppress(Gone):  # the page may be on its way to another address
            if page.evaluate(expression, arg):
                return
        page.wait_for_timeout(50)
    raise AssertionError(f"toujours faux après 30 secondes : {expression}")


def choose(page: Any, label: str, option: str) -> None:
    """Opens a list and picks in it; opens it again where a run of the page that was still under way closed it."""
    from playwright.sync_api import TimeoutError as TooLate

    field = page.get_by_role("combobox", name=label).first
    wanted = page.get_by_role("option", name=accents_apart(option)).first
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
