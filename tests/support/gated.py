"""The gate, served for real around a small application that says what reached it, with a clock that tests move."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from dashboard.identity.configuration import Configuration
from dashboard.identity.middleware import Gate
from dashboard.identity.request_context import Door
from dashboard.web.security import Incidents, SecurityHeaders
from pipelines.settings import Settings

PAGE = {"accept": "text/html"}
T = TypeVar("T")


class Clock:
    """The time, plus what a test adds to it."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


class Upstream:
    """What reached the application behind the gate."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.tabs = 0

    def application(self) -> Starlette:
        """Answers everything with what it received, and echoes on its socket as Streamlit begins one."""
        return Starlette(
            routes=[
                WebSocketRoute("/_stcore/stream", self.stream),
                Route("/echec", self.fail),
                Route("/{path:path}", self.answer, methods=["GET", "HEAD", "POST", "PUT", "DELETE"]),
            ]
        )

    async def answer(self, request: Request) -> Response:
        """The headers about identity and the size of the body."""
        body = await request.body()
        self.requests.append(request.url.path)
        ours = {name: value for name, value in request.headers.items() if name.startswith(("x-pilotage", "x-remote"))}
        return JSONResponse({"path": request.url.path, "headers": ours, "bytes": len(body)})

    async def fail(self, _request: Request) -> Response:
        """An error whose words must stay here."""
        raise ValueError("mot de passe de la base")

    async def stream(self, websocket: WebSocket) -> None:
        """Names the tab, then sends back what comes."""
        protocols = websocket.headers.get("sec-websocket-protocol", "").split(",")
        await websocket.accept(subprotocol=protocols[0] or None)
        self.tabs += 1
        first = ForwardMsg()
        first.new_session.initialize.session_id = protocols[2].strip() if len(protocols) > 2 else f"tab-{self.tabs}"
        await websocket.send_bytes(first.SerializeToString())
        try:
            while True:
                await websocket.send_bytes(await websocket.receive_bytes())
        except WebSocketDisconnect:
            pass


class Gated:
    """A served gate, and the means to knock at it."""

    def __init__(self, address: str, where: Settings, clock: Clock, upstream: Upstream) -> None:
        self.address, self.where, self.clock, self.upstream = address, where, clock, upstream

    def forget(self) -> None:
        """Empties the data folder."""
        shutil.rmtree(self.where.data, ignore_errors=True)
        self.upstream.requests.clear()
        self.upstream.tabs = 0

    def get(self, path: str, browser: requests.Session | None = None, **options: Any) -> requests.Response:
        """A request that follows nothing."""
        return self.ask("GET", path, browser, **options)

    def ask(self, method: str, path: str, browser: requests.Session | None = None, **options: Any) -> requests.Response:
        """A request of any kind that follows nothing."""
        with requests.Session() as alone:
            target = path if path.startswith("http") else self.address + path
            return (browser or alone).request(method, target, allow_redirects=False, timeout=10, **options)

    def socket(self, browser: requests.Session, origin: str | None = None, **headers: str) -> ClientConnection:
        """An open page, whose tab is named by its first message."""
        cookie = "; ".join(f"{pair.name}={pair.value}" for pair in browser.cookies)
        return connect(
            self.address.replace("http", "ws") + "/_stcore/stream",
            origin=origin or self.address,  # type: ignore[arg-type]
            subprotocols=["streamlit", "x"],  # type: ignore[list-item]
            additional_headers={"cookie": cookie, **headers},
            proxy=None,
        )


@contextmanager
def gated(configuration: Configuration, where: Settings, listening: socket.socket) -> Iterator[Gated]:
    """The gate on a socket that listens already, its open pages watched twenty times a second."""
    clock, upstream = Clock(), Upstream()
    gate = Gate(upstream.application(), Door(configuration, where, clock), watch_every=0.05)
    app = SecurityHeaders(Incidents(gate), configuration.secure)
    options: dict[str, Any] = {"log_level": "error", "ws": "websockets-sansio", "proxy_headers": False}
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", timeout_graceful_shutdown=1, **options))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    try:
        yield Gated(address_of(listening), where, clock, upstream)
    finally:
        server.should_exit = True
        thread.join(10)


def ran(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine, run apart: where a browser is open, this thread has a loop that runs already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def listen() -> socket.socket:
    """A free port of this machine."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def address_of(listening: socket.socket) -> str:
    """Its address."""
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


def way_back(provided: requests.Response) -> str:
    """The address that the provider sends the browser back to."""
    assert provided.status_code == 302, provided.text
    return provided.headers["location"]


def tab_of(first: str | bytes) -> str:
    """The tab that the first message names."""
    message = ForwardMsg()
    message.ParseFromString(first if isinstance(first, bytes) else first.encode())
    return message.new_session.initialize.session_id


def act(automatic: bool = False) -> bytes:
    """A message by which a page asks to run again."""
    message = BackMsg()
    message.rerun_script.query_string = "a=1"
    message.rerun_script.is_auto_rerun = automatic
    return message.SerializeToString()


def query_of(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(re.findall(r"([^&=]+)=([^&]*)", urlsplit(address).query))
