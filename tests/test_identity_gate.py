"""The gate: behind a portal, on a machine of one's own, for files sent, and for everything it does not name open."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests
from gated import PAGE, Gated, act, address_of, gated, listen, tab_of
from starlette.requests import HTTPConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from dashboard.identity import body_limit
from dashboard.identity.configuration import Configuration
from dashboard.identity.current import Identity, identity_of
from dashboard.identity.request_context import Door
from dashboard.identity.sockets import Owners
from pipelines.access import sessions
from pipelines.access.table import grant, revoke
from pipelines.settings import Settings

SECRET = "un secret de portail, tire au hasard"
VOUCHED = {"X-Pilotage-Proxy": SECRET, "X-Remote-User": "Region@academie.example"}
READER = VOUCHED | {"X-Remote-User": "lecture@academie.example"}
Serve = Callable[[Configuration], Gated]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Gated]]:
    """Serves a gate of some configuration, whose public address is its own unless told otherwise."""
    where = Settings(tmp_path / "data")
    grant(where, "region@academie.example", "region", "REG-76", "console:essai")
    grant(where, "lecture@academie.example", "reader", "REG-76", "console:essai")
    with ExitStack() as stack:

        def gate(mode: str, public_url: str = "", **settings: object) -> Gated:
            listening = listen()
            public_url = public_url or ("" if mode == "local" else address_of(listening))
            return stack.enter_context(gated(Configuration(mode, public_url, **settings), where, listening))  # type: ignore[arg-type]

        yield gate


@pytest.fixture
def portal(serve) -> Gated:
    return serve("header", proxy_secret=SECRET)


def entered(gate: Gated, headers: dict[str, str] = VOUCHED) -> requests.Session:
    """A browser that came through the portal, which speaks in each of its requests."""
    browser = requests.Session()
    browser.headers.update(headers)
    answer = gate.get("/collecte", browser, headers=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/collecte")
    return browser


def test_a_portal_names_people(portal: Gated) -> None:
    browser = entered(portal)
    reached = portal.get("/", browser).json()["headers"]
    session = sessions.session_of(portal.where, reached.pop("x-pilotage-session"))
    assert session
    assert session.account == "region@academie.example"
    assert reached == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Remote-User": VOUCHED["X-Remote-User"]},
        VOUCHED | {"X-Pilotage-Proxy": SECRET[:-1]},
        VOUCHED | {"X-Pilotage-Proxy": ""},
        {"X-Pilotage-Proxy": SECRET},
        VOUCHED | {"X-Remote-User": ""},
    ],
)
def test_nobody_but_the_portal_names_people(portal: Gated, headers: dict[str, str]) -> None:
    answer = portal.get("/", headers=headers | PAGE)
    assert answer.status_code == 403
    assert "Passez par le portail" in answer.text
    assert "set-cookie" not in answer.headers
    assert portal.get("/", headers=headers).status_code == 401


def test_a_session_goes_with_the_account_that_the_portal_names(portal: Gated) -> None:
    browser = entered(portal)
    stolen = {"cookie": f"pilotage={browser.cookies['pilotage']}"}
    assert portal.get("/", headers=stolen).status_code == 401
    assert portal.get("/", headers=stolen | READER).status_code == 401
    assert portal.get("/", headers=stolen | VOUCHED).status_code == 200


def test_the_address_of_a_portal_is_no_proof_and_may_be_asked_besides(serve) -> None:
    alone = serve("header", trusted_proxies=("127.0.0.0/8",))
    assert alone.get("/", headers={"X-Remote-User": "region@academie.example"} | PAGE).status_code == 403
    near, far = (
        serve("header", proxy_secret=SECRET, trusted_proxies=(network,)) for network in ("127.0.0.0/8", "192.0.2.0/24")
    )
    assert near.get("/", headers=VOUCHED | PAGE).status_code == 303
    assert far.get("/", headers=VOUCHED | PAGE).status_code == 403


@pytest.mark.parametrize("name", ["autre.example", "pilotage.example.autre", "127.0.0.1", "", "pilotage.example@a"])
def test_another_site_name_is_refused_but_to_who_watches(serve, name: str) -> None:
    gate = serve("header", "https://pilotage.example", proxy_secret=SECRET)
    refused = gate.get("/", headers=VOUCHED | PAGE | {"Host": name})
    assert (refused.status_code, "set-cookie" in refused.headers) == (421, False)
    assert 'href="https://pilotage.example"' in refused.text
    assert gate.get("/sante", headers={"Host": name}).status_code == 200
    for here in ("pilotage.example", "Pilotage.Example:8443"):
        assert gate.get("/", headers=VOUCHED | PAGE | {"Host": here}).status_code == 303


def test_the_cookie_over_https_is_for_this_host_alone(serve) -> None:
    gate = serve("header", "https://pilotage.example", proxy_secret=SECRET)
    cookie = gate.get("/", headers=VOUCHED | PAGE | {"Host": "pilotage.example"}).headers["set-cookie"]
    assert cookie.startswith("__Host-pilotage=")
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    "path",
    [
        "/media/0123456789abcdef.png",
        "/media/",
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/script-health-check",
        "/component/a/b.js",
        "/auth/login",
        "/oauth2callback",
    ],
)
def test_what_is_closed_answers_to_nobody(portal: Gated, serve, path: str) -> None:
    browser = entered(portal)
    assert portal.get(path, browser).status_code == 404
    assert serve("local").get(path).status_code == 404
    assert path not in portal.upstream.requests


@pytest.mark.parametrize("path", ["/", "/objectif", "/static/js/index.js", "/app/static/map.js", "/carte/region.json",
                                  "/_stcore/health", "/_stcore/host-config", "/telecharger/abc", "/inconnu", "//sante",
                                  "/sante/", "/sante/../objectif", "/SANTE"])  # fmt: skip
def test_what_is_not_named_open_is_closed(portal: Gated, path: str) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
        request = requests.Request(method, portal.address).prepare()
        request.url = portal.address + path
        with requests.Session() as alone:
            assert alone.send(request, allow_redirects=False, timeout=10).status_code == 401
    assert portal.upstream.requests == []


@pytest.mark.parametrize("path", ["/sante", "/pret", "/metrics"])
def test_what_is_named_open_is_open_and_knows_nobody(portal: Gated, path: str) -> None:
    assert portal.get(path, headers={"X-Pilotage-Session": "forged"} | VOUCHED).json()["headers"] == {}


def test_a_request_that_changes_something_comes_from_our_pages(portal: Gated) -> None:
    browser = entered(portal)
    for origin, status in ((portal.address, 200), ("https://elsewhere.example", 403), ("null", 403), (None, 403)):
        headers = {"origin": origin} if origin else {}
        assert portal.ask("POST", "/quelque-part", browser, headers=headers).status_code == status


def upload(gate: Gated, browser: requests.Session, tab: str, content: object) -> int:
    path = f"/_stcore/upload_file/{tab}/file"
    return gate.ask("PUT", path, browser, data=content, headers={"origin": gate.address}).status_code


def test_a_file_goes_to_a_tab_of_ones_own_and_from_who_may_deposit(portal: Gated) -> None:
    depositor, reader = entered(portal), entered(portal, READER)
    with portal.socket(depositor, **VOUCHED) as page, portal.socket(reader, **READER) as other:
        mine, theirs = tab_of(page.recv(5)), tab_of(other.recv(5))
        assert upload(portal, depositor, mine, b"abc") == 200
        assert upload(portal, depositor, theirs, b"abc") == 403
        assert upload(portal, reader, theirs, b"abc") == 403
        assert upload(portal, requests.Session(), mine, b"abc") == 401


def test_a_file_is_limited_by_what_it_says_and_by_what_it_sends(portal: Gated) -> None:
    browser, block = entered(portal), b"x" * 65536
    with portal.socket(browser, **VOUCHED) as page:
        tab = tab_of(page.recv(5))
        assert upload(portal, browser, tab, b"x" * (body_limit.upload_bytes() + 1)) == 200
        assert upload(portal, browser, tab, b"x" * (body_limit.upload_bytes() + 100_000)) == 413
        assert upload(portal, browser, tab, (block for _ in range(160))) == 200
        assert upload(portal, browser, tab, (block for _ in range(200))) == 413
    headers = {"origin": portal.address}
    assert portal.ask("POST", "/ailleurs", browser, data=b"x" * 300_000, headers=headers).status_code == 413


def test_the_tab_of_somebody_else_is_not_taken_up_again(portal: Gated) -> None:
    first, second = entered(portal), entered(portal, READER)
    with portal.socket(first, **VOUCHED) as page:
        tab = tab_of(page.recv(5))
    for browser, headers, same in ((first, VOUCHED, True), (second, READER, False)):
        cookie = {"cookie": f"pilotage={browser.cookies['pilotage']}"}
        address = portal.address.replace("http", "ws") + "/_stcore/stream"
        options: dict[str, Any] = {"origin": portal.address, "subprotocols": ["streamlit", "x", tab], "proxy": None}
        with connect(address, additional_headers=cookie | headers, **options) as again:
            assert (tab_of(again.recv(5)) == tab) is same


def test_owners_are_forgotten_in_the_end() -> None:
    """The tabs of one account, by its own newer ones alone."""
    owners = Owners()
    many, other = (sessions.Session(name, account, "", 0, 0) for name, account in (("s1", "a"), ("s2", "b")))
    owners.note("other", other)
    for number in range(10_001):
        owners.note(f"tab-{number}", many)
    assert not owners.owns(many, "tab-0")
    assert owners.owns(many, "tab-10000")
    assert owners.owns(other, "other")
    assert not owners.owns(many, "other")


def test_an_open_page_behind_a_portal_closes_when_it_is_left_alone(portal: Gated) -> None:
    browser = entered(portal)
    with portal.socket(browser, **VOUCHED) as page:
        tab_of(page.recv(5))
        page.send(act())
        assert page.recv(5) == act()
        portal.clock.ahead = sessions.IDLE_SECONDS + 1
        with pytest.raises(ConnectionClosed) as end:
            page.recv(5)
    assert end.value.rcvd
    assert end.value.rcvd.code == 4401


def test_a_machine_of_ones_own_answers_to_itself_alone(serve) -> None:
    gate = serve("local")
    port = gate.address.rpartition(":")[2]
    assert gate.get("/", headers={"X-Pilotage-Session": "forged"}).json()["headers"] == {}
    for host, status in (("127.0.0.1", 200), ("localhost", 200), ("[::1]", 200), ("elsewhere.example", 403),
                         ("127.0.0.1.elsewhere.example", 403), ("192.0.2.1", 403), ("", 403)):  # fmt: skip
        assert gate.get("/", headers={"host": f"{host}:{port}"}).status_code == status, host
    assert gate.get("/metrics", headers={"host": "elsewhere.example"}).status_code == 403
    for name in ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP"):
        answer = gate.get("/", headers={name: "192.0.2.1"})
        assert answer.status_code == 403
        assert "PILOTAGE_IDENTITY" in answer.text
    assert gate.ask("POST", "/", headers={"origin": "https://elsewhere.example"}).status_code == 403
    assert gate.ask("POST", "/", headers={"origin": gate.address}).status_code == 200


def test_where_a_request_comes_from_is_believed_from_trusted_proxies_alone(tmp_path: Path) -> None:
    def origin(trusted: tuple[str, ...], peer: str, forwarded: str) -> str:
        door = Door(Configuration("header", "https://a.example", trusted_proxies=trusted), Settings(tmp_path))
        return door.address({"client": (peer, 1), "headers": [(b"x-forwarded-for", forwarded.encode())]})

    near = ("10.0.0.0/8",)
    assert origin((), "192.0.2.1", "198.51.100.1") == "192.0.2.1"
    assert origin(near, "192.0.2.1", "198.51.100.1") == "192.0.2.1"
    assert origin(near, "10.0.0.1", "198.51.100.1") == "198.51.100.1"
    assert origin(near, "10.0.0.1", "203.0.113.9, 198.51.100.1, 10.0.0.2") == "198.51.100.1"
    assert origin(near, "10.0.0.1", "") == "10.0.0.1"


def test_our_own_routes_know_who_asks(portal: Gated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(portal.where.data))
    monkeypatch.setenv("PILOTAGE_IDENTITY", "header")

    def identity_named(name: str) -> Identity | None:
        return identity_of(HTTPConnection({"type": "http", "headers": [(b"x-pilotage-session", name.encode())]}))

    browser = entered(portal)
    inside = portal.get("/", browser).json()["headers"]["x-pilotage-session"]
    person = identity_named(inside)
    assert person
    assert (person.account, person.rights.label, person.session) == ("region@academie.example", "region:REG-76", inside)
    assert identity_named("forged") is None
    revoke(portal.where, "region@academie.example", by="console:essai")
    assert identity_named(inside) is None


def test_a_page_of_another_site_does_not_listen_to_a_machine_of_ones_own(serve) -> None:
    gate = serve("local")
    with gate.socket(requests.Session()) as page:
        assert tab_of(page.recv(5)) == "tab-1"
    with pytest.raises(InvalidStatus), gate.socket(requests.Session(), "https://elsewhere.example"):
        pass


def test_a_request_with_two_lengths_is_refused_and_what_follows_it_is_not_read(portal: Gated) -> None:
    host = portal.address.removeprefix("http://")
    hidden = f"GET /sante HTTP/1.1\r\nHost: {host}\r\n\r\n"
    body = f"0\r\n\r\n{hidden}"
    lengths = f"Content-Length: {len(body)}\r\nTransfer-Encoding: chunked\r\n"
    name, _, port = host.partition(":")
    answer = b""
    with socket.create_connection((name, int(port)), timeout=10) as line:
        line.sendall(f"POST /connexion HTTP/1.1\r\nHost: {host}\r\n{lengths}\r\n{body}".encode())
        while piece := line.recv(65536):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert "/sante" not in portal.upstream.requests


def test_a_portal_that_lets_one_account_in_without_end_is_asked_to_wait(portal: Gated) -> None:
    answers = [portal.get("/", headers=VOUCHED | PAGE).status_code for _ in range(62)]
    assert (answers[:60], answers[60:]) == ([303] * 60, [429] * 2)
    assert portal.get("/", headers=VOUCHED | PAGE | {"X-Remote-User": "autre@academie.example"}).status_code != 429
    portal.clock.ahead += 61
    assert portal.get("/", headers=VOUCHED | PAGE).status_code == 303
