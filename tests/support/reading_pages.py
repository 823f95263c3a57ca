"""Opens a page of the dashboard without a browser, and reads it: its words, its tables, its choices."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.app import FILES
from dashboard.identity.current import on_this_machine
from dashboard.web import downloads
from pipelines.settings import Settings, settings

ADDRESSES = {file: address for address, file in FILES.items()}
APP = Path(__file__).resolve().parents[2] / "dashboard" / "app.py"


def open_page(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, page: str = "national", codes: dict[str, str] | None = None
) -> AppTest:
    """A page (the name of its file) on some data, at the address that carries these codes."""
    monkeypatch.setenv("PILOTAGE_DATA", str(settings.data))
    app = AppTest.from_file(str(APP), default_timeout=60)
    # as by a link that leads there: to begin with the first page, then leave it, is to make two pages for one
    app._page_hash = calc_hash(ADDRESSES[page])
    for name, code in (codes or {}).items():
        app.query_params[name] = code
    app.run()
    assert not app.exception
    return app


class Tables(HTMLParser):
    """Every table of a page: its caption, then its rows as lists of texts, without the labels shown on phones."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.by_caption: dict[str, list[list[str]]] = {}
        self._caption = ""
        self._where: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self._where.append("label" if ("class", "label") in attrs else tag)
        if tag == "caption":
            self._caption = ""
        elif tag == "tr":
            self.by_caption.setdefault(self._caption, []).append([])
        elif tag in ("th", "td"):
            self.by_caption[self._caption][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._where.pop()

    def handle_data(self, data: str) -> None:
        if "caption" in self._where:
            self._caption += data
        elif ("td" in self._where or "th" in self._where) and "label" not in self._where:
            self.by_caption[self._caption][-1][-1] += data


def html(app: AppTest) -> str:
    return "".join(block.proto.body for block in app.get("html") if not block.proto.body.startswith("<style"))


def text(app: AppTest) -> str:
    """What a reader reads, with ordinary spaces."""
    plain = unescape(re.sub(r"<[^>]+>", " ", html(app)))
    return re.sub(r"\s+", " ", plain)


def answered(app: AppTest, kind: str) -> list[str]:
    """What a click did (`recorded`), or why it did nothing (`refused`)."""
    blocks = re.findall(rf'<p class="notice {kind}"[^>]*>(.*?)</p>', html(app), re.DOTALL)
    return [unescape(block) for block in blocks]


def said_of_address(app: AppTest) -> list[str]:
    """What the page says of an address that leads nowhere: text, whatever the address holds."""
    notices = re.findall(r'<p class="notice asked" role="status">([^<]*)</p>', html(app))
    return [unescape(notice) for notice in notices]


def tables(app: AppTest) -> dict[str, list[list[str]]]:
    return Tables(re.sub(r"<(img|br)[^>]*>", "", html(app))).by_caption


def chosen(app: AppTest) -> dict[str, str]:
    return {str(box.key).removeprefix("choice_"): str(box.value) for box in app.selectbox}


def offered(app: AppTest) -> dict[str, str]:
    """The files that a page offers: the label of each link, with ordinary spaces, and its address."""
    links = re.findall(r'<a href="([^"]+)" download="[^"]*"[^>]*>([^<]+)</a>', html(app))
    return {re.sub(r"\s+", " ", unescape(label)): unescape(address) for address, label in links}


def taken(token: str) -> bytes:
    """What a link of this machine's own account gives."""
    return offer_of(f"./telecharger/{token}/").make()


def offer_of(address: str) -> downloads.Offer:
    """What stands behind a link of this machine's own account."""
    offer = downloads.find(address.split("/")[-2], on_this_machine(settings()))
    assert offer, "ce lien n'est plus valable"
    return offer
