"""Streamlit's program as it is served: in a folder named after what is in it, or as it is where it was not examined."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles as Plain
from starlette.testclient import TestClient

from dashboard.web import merged_modules, served_program
from dashboard.web.served_page import FrenchPages
from dashboard.web.served_program import STREAMLIT, Program
from dashboard.web.static_files import StaticFiles

PAGE = (STREAMLIT / "index.html").read_bytes()
PLAIN = {"accept-encoding": "identity"}


@pytest.fixture
def client() -> TestClient:
    pages = [Mount("/static", Plain(directory=STREAMLIT / "static"))]
    return TestClient(Starlette(routes=pages, middleware=[Middleware(StaticFiles)]))


@pytest.fixture
def examined() -> Program:
    program = served_program.served_program()
    assert program
    return program


@pytest.fixture
def other_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A version of Streamlit of which no module is in the list."""
    (tmp_path / "steady.txt").write_text("Icon.00000000.js\n", encoding="utf-8")
    monkeypatch.setattr(served_program, "STEADY", tmp_path / "steady.txt")
    served_program.served_program.cache_clear()
    yield
    served_program.served_program.cache_clear()


def test_a_page_asks_for_each_file_once_and_where_it_is(examined: Program) -> None:
    page = examined.page(PAGE).decode()
    named = re.findall(r'"\./static/(js[^"]*)"', page)
    assert len(named) == len(set(named)) <= 12 < PAGE.count(b"modulepreload")
    assert {name.partition("/")[0] for name in named} == {examined.folder}
    assert not {name.partition("/")[2] for name in named} & examined.merge.places.keys()
    assert examined.page(page.encode()).decode() == page


def test_what_the_page_names_is_sent_and_kept_for_good(client: TestClient, examined: Program) -> None:
    for name in re.findall(r'"\./(static/js[^"]*)"', examined.page(PAGE).decode()):
        answer = client.get(name, headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["content-type"].startswith("text/javascript")
        assert "immutable" in answer.headers["cache-control"]
        assert client.get(name, headers=PLAIN).content == answer.content


def test_a_merged_file_says_whose_it_is(client: TestClient, examined: Program) -> None:
    for name in examined.merge.files:
        text = client.get(f"/static/{examined.folder}/{name}").text
        assert text.startswith("/*! Modules of Streamlit, merged")
        assert "Apache License, Version 2.0" in text.partition("*/")[0]


def test_it_is_sent_from_memory_the_second_time(
    client: TestClient, examined: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/static/{examined.folder}/{served_program.roots()[0][0]}"
    first = client.get(address, headers={"accept-encoding": "gzip"})
    monkeypatch.setattr(gzip, "compress", None)
    monkeypatch.setattr(served_program, "text", None)
    assert client.get(address, headers={"accept-encoding": "gzip"}).content == first.content


def test_the_library_of_charts_waits_for_the_words_there_too(client: TestClient, examined: Program) -> None:
    address = f"/static/{examined.folder}/{served_program.named('PlotlyChart')[0]}"
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    assert answer.content.startswith(b"await window.wordsShown?.();import{m")


def test_no_other_folder_and_no_other_file(client: TestClient, examined: Program) -> None:
    entry = served_program.roots()[0][0]
    for address in (
        f"/static/js.000000000000/{entry}",
        f"/static/{examined.folder}/none.js",
        f"/static/{examined.folder}/..%2f..%2findex.js",
        f"/static/{examined.folder}/%2e%2e/js/{entry}.map",
        f"/static/{examined.folder}/",
    ):
        assert client.get(address).status_code == 404


def test_a_file_of_streamlit_goes_as_it_is_where_it_was(client: TestClient, examined: Program) -> None:
    """A page that was opened before a new making goes on with what it began with."""
    for name in (served_program.roots()[0][0], next(iter(examined.merge.places))):
        assert client.get(f"/static/js/{name}").text == served_program.text(name)


def test_the_folder_changes_with_what_is_served(
    examined: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = {examined.folder}
    for fewer in (1, 2):
        (tmp_path / "steady.txt").write_text("\n".join(sorted(examined.merge.places)[fewer:]), encoding="utf-8")
        monkeypatch.setattr(served_program, "STEADY", tmp_path / "steady.txt")
        served_program.served_program.cache_clear()
        program = served_program.served_program()
        assert program
        folders.add(program.folder)
    (tmp_path / "otherwise.py").write_text("another way to make it", encoding="utf-8")
    monkeypatch.setattr(merged_modules, "__file__", str(tmp_path / "otherwise.py"))
    served_program.served_program.cache_clear()
    program = served_program.served_program()
    assert program
    assert len(folders | {program.folder}) == 4
    monkeypatch.undo()
    served_program.served_program.cache_clear()


@pytest.mark.usefixtures("other_version")
def test_another_version_is_sent_as_it_is(client: TestClient) -> None:
    assert served_program.served_program() is None
    entry = served_program.roots()[0][0]
    assert client.get(f"/static/js/{entry}").text == served_program.text(entry)
    assert client.get(f"/static/js.000000000000/{entry}").status_code == 404
    page = sent_page()
    assert f'src="./static/js/{entry}"' in page
    assert page.count("modulepreload") >= PAGE.count(b"modulepreload")


def test_the_page_that_is_sent_is_that_of_the_program(examined: Program) -> None:
    page = sent_page()
    assert f'src="./static/{examined.folder}/{served_program.roots()[0][0]}"' in page
    assert "./static/js/" not in page


def sent_page() -> str:
    """The page that starts the program, as it is sent."""
    app = Starlette(
        routes=[Route("/", lambda _request: HTMLResponse(PAGE))],
        middleware=[Middleware(FrenchPages, pages=frozenset({""}))],
    )
    return TestClient(app).get("/", headers={"accept": "text/html"}).text
