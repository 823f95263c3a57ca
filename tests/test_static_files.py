"""The program's files as a browser receives them: compressed once, tagged, kept as long as their address is theirs."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles as Plain
from starlette.testclient import TestClient

from dashboard.components.html import style
from dashboard.web import static_files
from dashboard.web.served_page import _CHANGES
from dashboard.web.static_files import LOOK, OURS, StaticFiles, together_versioned, versioned
from dashboard.web.static_files import SCRIPT as SCRIPTS

SCRIPT = ("// une ligne d'un script assez long\n" * 200).encode()


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    (tmp_path / "program.js").write_bytes(SCRIPT)
    (tmp_path / "short.js").write_bytes(b"1")
    (tmp_path / "letters.woff2").write_bytes(b"wOF2" * 1000)
    pages = [Mount("/static", Plain(directory=tmp_path)), Mount("/media", Plain(directory=tmp_path))]
    return TestClient(Starlette(routes=pages, middleware=[Middleware(StaticFiles)]))


def test_a_file_is_compressed_where_the_browser_reads_it(client: TestClient) -> None:
    plain = client.get("/static/program.js", headers={"accept-encoding": "identity"})
    packed = client.get("/static/program.js", headers={"accept-encoding": "br, gzip"})
    assert plain.content == packed.content == SCRIPT  # the client unpacks
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(SCRIPT) / 10
    assert packed.headers["etag"] == f"W/{plain.headers['etag']}"
    refused = client.get("/static/program.js", headers={"accept-encoding": "gzip;q=0, br"})
    assert "content-encoding" not in refused.headers
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["vary"]


def test_it_is_compressed_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[int] = []
    real = gzip.compress
    monkeypatch.setattr(
        static_files.gzip, "compress", lambda *arguments, **more: times.append(1) or real(*arguments, **more)
    )
    answers = {client.get("/static/program.js", headers={"accept-encoding": "gzip"}).content for _ in range(5)}
    assert (answers, len(times)) == ({SCRIPT}, 1)


def test_the_library_of_charts_waits_for_the_words(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "PlotlyChart.D9Z0_fxz.js").write_bytes(SCRIPT)
    answer = client.get("/static/js/PlotlyChart.D9Z0_fxz.js", headers={"accept-encoding": "gzip"})
    assert answer.content == b"await window.wordsShown?.();" + SCRIPT
    assert b"window.wordsShown = " in static_files.together(SCRIPTS)
    assert list(Path(streamlit.__file__).parent.glob("static/static/js/PlotlyChart.*.js")), (
        "Streamlit names it otherwise"
    )


def test_once_sent_it_is_sent_from_memory(client: TestClient, tmp_path: Path) -> None:
    packed, plain = {"accept-encoding": "gzip"}, {"accept-encoding": "identity"}
    first = client.get("/static/program.js", headers=packed)
    (tmp_path / "program.js").unlink()
    again = client.get("/static/program.js", headers=packed)
    assert (again.content, again.headers) == (SCRIPT, first.headers)
    assert client.get("/static/program.js", headers=plain).status_code == 404


def test_what_the_browser_has_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/static/program.js", headers={"accept-encoding": "gzip"}).headers["etag"]
    again = client.get("/static/program.js", headers={"accept-encoding": "gzip", "if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/static/short.js", "/static/letters.woff2", "/media/program.js", "/static/none.js"])
def test_the_rest_goes_as_it_is(client: TestClient, path: str) -> None:
    assert "content-encoding" not in client.get(path, headers={"accept-encoding": "gzip"}).headers


def test_a_piece_of_a_file_is_a_piece_of_the_file(client: TestClient) -> None:
    answer = client.get("/static/program.js", headers={"accept-encoding": "gzip", "range": "bytes=3-9"})
    assert (answer.status_code, answer.content) == (206, SCRIPT[3:10])


def test_an_address_with_its_version_is_kept_for_good(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static_files, "versions", lambda: frozenset({b"v=1"}))
    for path in ("/static/program.js?v=1", "/static/letters.woff2"):
        assert "immutable" in client.get(path).headers["cache-control"]
    for path in ("/static/program.js", "/static/program.js?v=2", "/static/program.js?xv=1"):
        assert "immutable" not in client.get(path).headers.get("cache-control", ""), "what is sent is not that version"
    assert "immutable" not in client.get("/static/none.js?v=1").headers.get("cache-control", "")


def test_the_version_is_that_of_the_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static_files, "OURS", tmp_path)
    (tmp_path / "links.js").write_text("1")
    before = versioned("links.js")
    (tmp_path / "links.js").write_text("2")
    assert versioned("links.js") != before


def test_every_script_of_the_page_is_one_of_ours() -> None:
    written = b"".join(after for _, after in _CHANGES).decode()
    named = re.findall(r"app/static/(\w+\.(?:js|css))\?v=[0-9a-f]{12}\"", written)
    assert len(static_files.versions()) == len(list(OURS.glob("*.js"))) + 2
    # the map's is loaded with the map
    assert named == ["session.js", SCRIPTS, LOOK]
    assert set(static_files._SCRIPTS) == {path.name for path in OURS.glob("*.js")} - {"map.js", "session.js"}


def test_what_every_page_needs_is_one_file(client: TestClient) -> None:
    answer = client.get(together_versioned(SCRIPTS).lstrip("."), headers={"accept-encoding": "gzip"})
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")
    for name in static_files._SCRIPTS:
        assert (OURS / name).read_bytes() in answer.content


def test_the_look_of_pages_is_one_file_that_a_browser_keeps(client: TestClient) -> None:
    answer = client.get(together_versioned(LOOK).lstrip("."), headers={"accept-encoding": "gzip"})
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/css")
    assert all((Path(style.__file__).parent / name).read_text(encoding="utf-8") in answer.text for name in style.SHEETS)


def test_what_pages_are_written_with_is_asked_for_at_once() -> None:
    """These two are Streamlit's, under names of its own: they would be asked for after the first words came."""
    written = b"".join(after for _, after in _CHANGES).decode()
    assert [
        len(re.findall(rf'rel="modulepreload"[^>]*/{name}\.[\w-]+\.js"', written)) for name in ("Html", r"purify\.es")
    ] == [1, 1]
