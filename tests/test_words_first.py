"""The title of a page is painted before its tables are drawn, in a browser; what the server sends keeps its order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import marks

import dashboard

pytestmark = marks
SCRIPT = (Path(dashboard.__file__).parent / "static" / "session.js").read_text(encoding="utf-8")
# A line on which the test speaks for the server; `never` takes away the moment after which one waits no more.
LINE = """<!doctype html><body><script>
window.WebSocket = class extends EventTarget {{}};
const plain = window.setTimeout;
if ({never}) window.setTimeout = (work, delay) => delay ? 0 : plain(work);
</script><script>{script}</script><script>
const line = new WebSocket("wss://pilotage.example/stream");
const told = [];
line.addEventListener("message", (event) => told.push(event.data.byteLength));
const say = (size) => line.dispatchEvent(new MessageEvent("message", {{ data: new ArrayBuffer(size) }}));
</script>"""
FIRST = "say(10); say(30000); say(5); [...told]"
ALL = "told.length === 3"


@pytest.fixture
def window(browser: Any) -> Iterator[Any]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def opened(page: Any, never: bool) -> Any:
    """The line, open in a page of its own."""
    body = LINE.format(script=SCRIPT, never=str(never).lower())
    page.route("**/*", lambda route: route.fulfill(status=200, content_type="text/html", body=body))
    page.goto("http://pilotage.example/")
    return page


def test_a_large_piece_and_what_follows_it_wait_for_the_title(window: Any) -> None:
    page = opened(window, never=True)
    assert page.evaluate(FIRST) == [10]
    page.evaluate("document.body.append(document.createElement('h1'))")
    page.wait_for_function(ALL)
    assert page.evaluate("say(40000); [...told]") == [10, 30000, 5, 40000], "and once it is there nothing waits"


def test_they_do_not_wait_for_ever(window: Any) -> None:
    page = opened(window, never=False)
    assert page.evaluate(FIRST) == [10]
    page.wait_for_function(ALL)
    assert page.evaluate("[...told]") == [10, 30000, 5]
