"""A file that others' files come before says, in a browser, at which place it waits: it moves on, then goes away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import marks

import dashboard
from dashboard.web.served_page import _CHANGES
from dashboard.web.static_files import SCRIPT as FILE
from dashboard.web.static_files import together, together_versioned

pytestmark = marks
SITE = "http://pilotage.example/site/"
SCRIPT = (Path(dashboard.__file__).parent / "static" / "waiting.js").read_text(encoding="utf-8")
PAGE = f"""<!doctype html><base href="{SITE}">
<a download href="./telecharger/ab12/fiche.xlsx">Fiche</a> <a href="./aide">Aide</a>
<script>{SCRIPT}</script>"""


class Queue:
    """What the server says of the place, answer after answer."""

    def __init__(self) -> None:
        self.answers: list[dict[str, str]] = []
        self.asked = 0

    def say(self, route: Any) -> None:
        """The next answer, the last one again once there are no more."""
        self.asked += 1
        answer = self.answers[min(self.asked, len(self.answers)) - 1]
        route.fulfill(status=200, content_type="application/json", body=json.dumps(answer))


@pytest.fixture
def queue() -> Queue:
    return Queue()


@pytest.fixture
def page(browser: Any, queue: Queue) -> Iterator[Any]:
    context = browser.new_context()
    opened = context.new_page()
    opened.clock.install()
    opened.route("**/*", lambda route: route.fulfill(status=200, content_type="text/html", body=PAGE))
    opened.route("**/telecharger/ab12/*", lambda route: route.abort())  # it is being made
    opened.route(f"{SITE}telecharger/place", queue.say)
    opened.goto(SITE)
    yield opened
    context.close()


def look(page: Any, milliseconds: int) -> None:
    """Lets so much time pass, and the answer come."""
    with page.expect_response("**/telecharger/place"):
        page.clock.run_for(milliseconds)


def test_the_script_is_one_of_those_of_every_page() -> None:
    assert SCRIPT.encode() in together(FILE)
    assert any(together_versioned(FILE) in str(change) for change in _CHANGES)


def test_the_place_is_shown_beside_its_link_moves_on_and_goes_away(page: Any, queue: Queue) -> None:
    queue.answers = [{"said": "3e à attendre"}, {"said": "1er à attendre"}, {}]
    page.get_by_text("Fiche").click()
    place = page.get_by_role("status")
    look(page, 600)
    place.filter(has_text="3e à attendre").wait_for()
    assert page.evaluate("document.querySelector('a[download]').nextElementSibling.textContent") == "3e à attendre"
    look(page, 1500)
    place.filter(has_text="1er à attendre").wait_for()
    assert place.count() == 1
    look(page, 1500)
    place.wait_for(state="detached")
    page.clock.run_for(60_000)
    assert queue.asked == 3, "nothing is asked any more once the file came"


def test_who_is_served_at_once_is_told_nothing(page: Any, queue: Queue) -> None:
    queue.answers = [{}]
    page.get_by_text("Fiche").click()
    look(page, 600)
    look(page, 1500)
    page.clock.run_for(60_000)
    assert page.get_by_role("status").count() == 0
    assert queue.asked == 2
