"""The program's own files on their way to a browser: compressed once for all readers, and kept where their address says
which version they are.

A proxy in front may compress too: it leaves alone what is compressed already."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.components.html.style import SHEET
from dashboard.identity.routes import asset
from dashboard.web.served_program import served_program

OURS = Path(__file__).parents[1] / "static"
_TEXTS = ("text/", "application/javascript", "application/json", "image/svg+xml")
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
_SMALLEST = 1024  # bytes: below, the headers weigh as much as what is won
_STREAMLIT = "/static/"  # the program's own files, whose names change with what is in them
# What is changed in files of Streamlit. Its letters, of which a page would ask for a few signs: what is not in ours
# is in those of the system. Its library of charts, which takes a second to begin while the browser shows nothing: it
# comes meanwhile, and waits for the words (static/charts.js says when they are there).
_CHANGES = (
    (
        re.compile(r"/static/css/index\.[\w-]+\.css$"),
        re.compile(rb"\.\./media/SourceSansVF-Upright[^)]*\.woff2"),
        b"../../app/static/public-sans-latin-wght-normal.woff2",
    ),
    (re.compile(r"/static/js(?:\.\w+)?/PlotlyChart\.[\w-]+\.js$"), re.compile(rb"^"), b"await window.wordsShown?.();"),
)
_CONDITIONS = {"if-none-match", "if-modified-since"}
_FOREVER = "public, immutable, max-age=31536000"


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:12]


def versioned(name: str) -> str:
    """The address of one of our files, which changes with what is in it: a browser never asks for it twice."""
    digest = _digest((OURS / name).read_bytes())
    return f"./app/static/{name}?v={digest}"


# What every page needs, sent as one file: a browser asks for six at a time, and each waits for those before it.
_SCRIPTS = (
    *("links.js", "charts.js", "contents.js", "sort.js", "accents.js", "french.js", "search.js"),
    *("projected.js", "printed.js", "waiting.js"),
)
SCRIPT, LOOK = "together.js", "together.css"


@cache
def together(name: str) -> bytes:
    """The scripts of every page, or their style sheets, one after the other."""
    return SHEET.encode() if name == LOOK else b"\n;\n".join((OURS / each).read_bytes() for each in _SCRIPTS)


def together_versioned(name: str) -> str:
    """The address of that file."""
    return f"./app/static/{name}?v={_digest(together(name))}"


@cache
def versions() -> frozenset[bytes]:
    """What the addresses of our files say after `?`: any other version is not that of what is sent."""
    addresses = [
        together_versioned(SCRIPT),
        together_versioned(LOOK),
        *(versioned(path.name) for path in OURS.glob("*.js")),
    ]
    return frozenset(address.partition("?")[2].encode() for address in addresses)


@dataclass(frozen=True)
class _Kept:
    """A file of Streamlit as it was sent once: its headers and its bytes."""

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class StaticFiles:
    """Answers with the compressed form of a file of the program where the browser reads it. Each is compressed at its
    first reading and kept as long as the process lives: there are as many as files in two folders, never more.

    Those of Streamlit are then sent from here: to look for a file on the disk and through all that answers pages took
    longer than to send it, and a browser waits for the last before it begins."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.kept: dict[str, bytes] = {}
        self.sent: dict[str, _Kept] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not asset(scope["path"]):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        whole = scope["method"] == "GET" and "range" not in headers
        reads = whole and _GZIP.search(headers.get("accept-encoding", "")) is not None
        if (
            reads
            and _CONDITIONS.isdisjoint(headers.keys())
            and not scope.get("query_string")
            and scope["path"] in self.sent
        ):
            answer = self.sent[scope["path"]]
            await send({"type": "http.response.start", "status": 200, "headers": list(answer.headers)})
            await send({"type": "http.response.body", "body": answer.body})
        elif (name := scope["path"].rpartition("/app/static/")[2]) in (SCRIPT, LOOK):
            media, tag = "text/css" if name == LOOK else "text/javascript", f'"{_digest(together(name))}"'
            files = Response(together(name), media_type=media, headers={"etag": tag})
            await files(scope, receive, _Answer(self, scope, send, reads))
        elif (module := await run_in_threadpool(_module, scope["path"])) is not None:
            files = Response(module, media_type="text/javascript", headers={"etag": f'"{_digest(module)}"'})
            await files(scope, receive, _Answer(self, scope, send, reads, lasting=True))
        else:
            await self.app(scope, receive, _Answer(self, scope, send, reads))


class _Answer:
    """Passes an answer on, or holds it until it is whole to compress it."""

    def __init__(self, files: StaticFiles, scope: Scope, send: Send, reads: bool, lasting: bool = False) -> None:
        self.files, self.send, self.reads = files, send, reads
        self.path, self.asked = scope["path"], scope.get("query_string", b"")
        self.lasting = lasting or self.path.endswith(".woff2") or self.asked in versions()
        self.held: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if self.lasting and message["status"] in (200, 304):
                headers["cache-control"] = _FOREVER
            if _text(headers):
                headers.add_vary_header("Accept-Encoding")
                if message["status"] == 200 and self.reads and "content-encoding" not in headers:
                    self.held = message
                    return
        elif self.held is not None:
            self.body += message.get("body", b"")
            if message.get("more_body"):
                return
            await self._finish(self.held)
            return
        await self.send(message)

    async def _finish(self, start: Message) -> None:
        """The same file has the same tag, a weak one: it says the content, not its bytes."""
        headers = MutableHeaders(scope=start)
        for path, before, after in _CHANGES:
            if path.search(self.path):
                self.body = before.sub(after, self.body)
        if len(self.body) >= _SMALLEST:
            key = f"{self.path} {headers.get('etag') or sha256(self.body).hexdigest()}"
            if key not in self.files.kept:
                self.files.kept[key] = await run_in_threadpool(gzip.compress, self.body, 9, mtime=0)
            self.body = self.files.kept[key]
            headers["content-encoding"] = "gzip"
            headers["content-length"] = str(len(self.body))
            if (tag := headers.get("etag")) and not tag.startswith("W/"):
                headers["etag"] = f"W/{tag}"
        if self.path.startswith(_STREAMLIT) and not self.asked:
            self.files.sent[self.path] = _Kept(tuple(headers.raw), self.body)
        await self.send(start)
        await self.send({"type": "http.response.body", "body": self.body})


def _module(path: str) -> bytes | None:
    """The module of Streamlit that an address leads to, where it is served in a form of ours."""
    program = served_program() if path.startswith(f"{_STREAMLIT}js.") else None
    return program.module(path) if program else None


def _text(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith(_TEXTS)
