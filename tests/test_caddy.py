"""Caddy in front of the gate, on our own file: who one is, what a reader may not say of himself, slow senders."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import requests
from front_portal import ACCOUNT, KNOWN, portal_door
from gated import Gated, gated, listen
from websockets.exceptions import InvalidStatus

from dashboard.identity.configuration import Configuration
from pipelines.access.table import grant
from pipelines.settings import Settings

CADDY = shutil.which("caddy")
FILE = Path(__file__).resolve().parents[1] / "deploy" / "caddy" / "Caddyfile"
SECRET = "0123456789abcdef0123456789abcdef"
FORGED = {"X-Remote-User": "autre@exemple.fr", "X-Pilotage-Proxy": "x" * 32}

pytestmark = pytest.mark.skipif(CADDY is None, reason="Caddy n'est pas installé : son exemple n'est pas essayé")


def validated(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [str(CADDY), "validate", "--adapter", "caddyfile", "--config", str(FILE)]
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PILOTAGE_")}
    variables = {f"PILOTAGE_{name}": value for name, value in environment.items()}
    return subprocess.run(
        command, check=False, capture_output=True, text=True, env=bare | {"PILOTAGE_NOM": ":0"} | variables
    )


def test_without_its_secrets_it_does_not_start() -> None:
    assert validated(PLACE="a").returncode == 0
    assert validated(PLACE="a", IDENTITY="header", PROXY_SECRET="b").returncode == 0
    assert validated().returncode != 0
    assert validated(PLACE="a", IDENTITY="header").returncode != 0
    assert validated(PLACE="a", IDENTITY="local").returncode != 0


@contextmanager
def running(folder: Path, port: int, **environment: str) -> Iterator[None]:
    variables = {f"PILOTAGE_{name}": value for name, value in environment.items()}
    home = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = [str(CADDY), "run", "--adapter", "caddyfile", "--config", str(FILE)]
    variables["PILOTAGE_NOM"] = f"http://localhost:{port}"
    with subprocess.Popen(command, env={**os.environ, **home, **variables}, stderr=subprocess.DEVNULL) as process:
        try:
            _answers(port)
            yield
        finally:
            process.terminate()


def _answers(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("localhost", port), timeout=10).close()
            return
        except ConnectionRefusedError:
            threading.Event().wait(0.05)
    raise AssertionError("Caddy n'écoute pas")


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gated]:
    """The gate, behind a portal, seen through Caddy."""
    folder = tmp_path_factory.mktemp("caddy")
    where = Settings(folder / "data")
    grant(where, ACCOUNT, "national", "NAT-FR", by="console:essai")
    with ExitStack() as stack:
        with listen() as free:
            port = free.getsockname()[1]
        behind = listen()
        public = Configuration(
            "header", f"http://localhost:{port}", proxy_secret=SECRET, trusted_proxies=("127.0.0.1",)
        )
        inner = stack.enter_context(gated(public, where, behind))
        variables = {
            "PLACE": "essai", "IDENTITY": "header", "PROXY_SECRET": SECRET, "DELAI": "1s",
            "PORTAIL": stack.enter_context(portal_door()), "PROCESSUS": inner.address.removeprefix("http://"),
        }  # fmt: skip
        stack.enter_context(running(folder, port, **variables))
        yield Gated(public.public_url, where, inner.clock, inner.upstream)


def entered(front: Gated) -> requests.Session:
    browser = requests.Session()
    browser.headers.update(KNOWN)
    assert front.get("/collecte", browser, headers={"accept": "text/html"}).status_code == 303
    return browser


@pytest.mark.proof
def test_the_portal_says_who_reads_and_a_reader_does_not(front: Gated) -> None:
    browser = entered(front)
    reached = front.get("/", browser, headers=FORGED).json()["headers"]
    assert set(reached) == {"x-pilotage-session"}
    assert front.get("/", headers=FORGED | {"accept": "text/html"}).status_code == 401
    stolen = {"cookie": "; ".join(f"{pair.name}={pair.value}" for pair in browser.cookies)}
    assert front.get("/", headers=stolen).status_code == 401


@pytest.mark.proof
def test_a_websocket_is_asked_of_the_portal_too(front: Gated) -> None:
    browser = entered(front)
    with front.socket(browser, **KNOWN) as opened:
        opened.send(b"un message")
        opened.recv(timeout=30)
        assert opened.recv(timeout=30) == b"un message"
    with pytest.raises(InvalidStatus) as refused:
        front.socket(browser)
    assert refused.value.response.status_code == 401


@pytest.mark.proof
def test_the_inside_is_closed_and_another_name_is_refused(front: Gated) -> None:
    assert [front.get(path, headers=KNOWN).status_code for path in ("/metrics", "/pret")] == [404, 404]
    assert front.get("/sante").status_code == 200
    other = front.get("/", headers=KNOWN | {"Host": "autre.exemple.fr"})
    assert (other.status_code, other.content) == (200, b"")  # no site of that name: Caddy says nothing
    assert "/autre" not in front.upstream.requests


@pytest.mark.proof
def test_a_sender_who_stops_is_cut(front: Gated) -> None:
    """Its place is free again before its request is whole."""
    port = int(front.address.rpartition(":")[2])
    browser = entered(front)
    cookie = "; ".join(f"{pair.name}={pair.value}" for pair in browser.cookies)
    lines = (
        *("PUT /envoi HTTP/1.1", f"Host: localhost:{port}", f"Authorization: {KNOWN['Authorization']}"),
        *(f"Cookie: {cookie}", f"Origin: {front.address}", "Content-Length: 100000", "", "le début"),
    )
    with socket.create_connection(("localhost", port), timeout=60) as slow:
        slow.sendall("\r\n".join(lines).encode())
        answer = b""
        while part := slow.recv(65536):  # raises where nothing comes within the minute
            answer += part
    assert answer.endswith(b"\r\n\r\n") or not answer, "une réponse a été donnée à une demande qui n'est pas entière"
    assert "/envoi" not in front.upstream.requests
    whole = front.ask("PUT", "/envoi", browser, headers={"Origin": front.address}, data=b"0" * 1000)
    assert whole.json()["bytes"] == 1000
