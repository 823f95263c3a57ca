"""What every answer carries: a strict policy for its contents, nothing kept by browsers, and no detail of a failure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import requests
from browsing import wait
from gated import Gated, gated, listen, ran
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.identity.configuration import Configuration
from dashboard.web import security
from dashboard.web.security import SecurityHeaders, policy, without_folders
from pipelines.settings import Settings


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gated]:
    with gated(Configuration(), Settings(tmp_path / "data"), listen()) as served:
        yield served


def directives(policy_text: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in policy_text.split(";"))}


def test_every_answer_carries_the_headers(gate: Gated) -> None:
    for path, status in (("/", 200), ("/media/a.png", 404), ("/echec", 500), ("/app/static/links.js", 200)):
        answer = gate.get(path)
        assert answer.status_code == status
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]
        assert directives(answer.headers["content-security-policy"])["frame-ancestors"] == ["'none'"]
        assert (answer.headers.get("cache-control") == "no-store") is (path != "/app/static/links.js")


def test_the_policy_lets_nothing_from_elsewhere_in() -> None:
    rules = directives(policy(b"<script>a</script><script src='b.js'></script>", "https://fournisseur.example/api/v2"))
    hashed = "'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='"
    assert rules["script-src"] == ["'self'", "blob:", hashed]
    assert rules["form-action"] == ["'self'", "https://fournisseur.example"]
    for name in ("default-src", "object-src", "base-uri", "frame-ancestors"):
        assert rules[name] == ["'none'"]
    assert rules["connect-src"] == ["'self'"]
    assert "unsafe-eval" not in str(rules)
    assert [name for name, values in rules.items() if "'unsafe-inline'" in values] == ["style-src"]


def test_browsers_are_held_to_https_only_where_it_is_used() -> None:
    async def nothing(*_said: Any) -> None: ...

    assert "Strict-Transport-Security" not in SecurityHeaders(nothing).headers
    assert "max-age=31536000" in SecurityHeaders(nothing, secure=True).headers["Strict-Transport-Security"]


def test_streamlit_s_own_cookie_never_travels_in_clear_where_readers_come_by_https() -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        cookies = [(b"set-cookie", b"_streamlit_xsrf=2|a; Path=/"), (b"set-cookie", b"ours=1; Secure; HttpOnly")]
        await send({"type": "http.response.start", "status": 200, "headers": cookies})

    def cookies(secure: bool) -> list[bytes]:
        sent: list[dict[str, Any]] = []

        async def send(message: Any) -> None:
            sent.append(message)

        ran(SecurityHeaders(app, secure)({"type": "http", "path": "/"}, send, send))  # type: ignore[arg-type]
        return [value for name, value in sent[0]["headers"] if name == b"set-cookie"]

    assert cookies(True) == [b"_streamlit_xsrf=2|a; Path=/; Secure", b"ours=1; Secure; HttpOnly"]
    assert cookies(False) == [b"_streamlit_xsrf=2|a; Path=/", b"ours=1; Secure; HttpOnly"]


def test_an_open_page_is_not_told_where_the_program_stands() -> None:
    message = ForwardMsg()
    message.new_session.initialize.session_id = "onglet"
    message.new_session.main_script_path = str(Path(security.__file__).resolve().parents[1] / "app.py")
    cleaned = ForwardMsg.FromString(without_folders(message.SerializeToString()))
    assert (cleaned.new_session.main_script_path, cleaned.new_session.initialize.session_id) == ("app.py", "onglet")
    other = ForwardMsg()
    other.delta.new_element.markdown.body = "un texte"
    assert without_folders(other.SerializeToString()) == other.SerializeToString()


def test_a_failure_is_a_number_that_the_log_has_too(gate: Gated, caplog: pytest.LogCaptureFixture) -> None:
    answer = gate.get("/echec")
    assert answer.status_code == 500
    assert "mot de passe" not in answer.text
    number = re.search(r"Incident n°\s([0-9a-f]{8})", answer.text)
    assert number
    assert any(number[1] in record.getMessage() and record.exc_info for record in caplog.records)


@contextmanager
def watched(browser: Any) -> Iterator[tuple[Any, list[str]]]:
    """A page, and what its policy refused."""
    page, refused = browser.new_page(), []
    page.on("console", lambda entry: refused.append(entry.text) if "Content Security Policy" in entry.text else None)
    page.on("pageerror", lambda error: refused.append(str(error)))
    yield page, refused
    page.close()


@pytest.mark.browser
def test_pages_the_map_and_its_clicks_work_under_the_policy(served: str, browser: Any) -> None:
    with watched(browser) as (page, refused):
        for path in ("/methode", "/objectif?objectif=4", "/"):
            page.goto(served + path)
            wait(page)
        page.wait_for_selector(".map svg a")
        page.locator(".map svg a").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("region-academique"))
        wait(page)
        assert refused == []
        assert page.evaluate("fetch('https://elsewhere.example').then(() => 1, () => 0)") == 0
        assert any("connect-src" in refusal for refusal in refused)


@pytest.mark.browser
def test_a_chart_draws_leads_and_leaves_under_the_policy(served: str, browser: Any) -> None:
    from playwright.sync_api import TimeoutError as TooLate

    with watched(browser) as (page, refused):
        elsewhere: list[str] = []
        page.on(
            "request",
            lambda request: (
                elsewhere.append(request.url) if not request.url.startswith((served, "data:", "blob:")) else None
            ),
        )
        page.goto(f"{served}/objectif?objectif=4&indicateur=O04-1&territoire=REG-76&campagne=2025-2026")
        wait(page)
        chart = page.locator(".stPlotlyChart", has=page.locator(".main-svg")).first
        chart.wait_for(timeout=60_000)
        assert "Trajectoire de O04-1, Occitanie" in chart.get_attribute("aria-label")
        for kind, head in (("png", b"\x89PNG"), ("svg", b"<svg")):
            with page.expect_download() as taken:
                page.locator(f"[data-picture={kind}]").first.click()
            content = Path(taken.value.path()).read_bytes()
            assert content.startswith(head)
            assert taken.value.suggested_filename == f"trajectoire-o04-1-reg-76.{kind}"
        assert "Source" in content.decode("utf-8")
        point = chart.locator(".scatterlayer .trace").last.locator(".point").last
        for _ in range(10):  # what is loaded late may move the chart between the look and the click
            point.scroll_into_view_if_needed()
            box = point.bounding_box()
            page.mouse.move(box["x"] + box["width"] / 2 + 3, box["y"] + box["height"] / 2)
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            chart.get_by_text("Territoires qui répondent").wait_for()
            page.mouse.down()
            page.mouse.up()
            with suppress(TooLate):
                page.wait_for_url(re.compile("comprendre"), timeout=6_000)
                break
        assert "/comprendre" in page.url
        assert "indicateur=O04-1" in page.url
        assert refused == []
        assert elsewhere == []


@pytest.mark.browser
def test_no_address_of_the_page_is_among_the_closed_ones(served: str, browser: Any) -> None:
    addresses: list[str] = []
    with watched(browser) as (page, _refused):
        page.on("request", lambda request: addresses.append(request.url))
        page.goto(served)
        wait(page)
    assert not [address for address in addresses if address.startswith(f"{served}/media/")]
    assert requests.get(f"{served}/app/static/icon.png", timeout=10).status_code == 200
