"""What the server changes in the one page Streamlit serves: its language, its scripts, and what leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.web.served_program import WRITING, named, served_program
from dashboard.web.static_files import LOOK, SCRIPT, together_versioned, versioned

# Read before the program, whose connection it watches, so asked for before its files; the others once the page stands.
_FIRST = f'<script src="{versioned("session.js")}"></script>'
_SCRIPTS = f'<script src="{together_versioned(SCRIPT)}" defer></script>' + "".join(
    f'<link rel="modulepreload" crossorigin href="./static/js/{name}" />' for stem in WRITING for name in named(stem)
)
# The look of our own blocks, after that of the program's, which it goes over.
_LOOK = f'<link rel="stylesheet" href="{together_versioned(LOOK)}" />'
_PRELOADED = re.compile(rb"\./static/media/SourceSansVF-Upright[^\"]*\.woff2")
_CHANGES: tuple[tuple[bytes | re.Pattern[bytes], bytes], ...] = (
    (b'<html lang="en">', b'<html lang="fr">'),
    (b"<title>Streamlit</title>", "<title>Pilotage du numérique éducatif</title>".encode()),
    (b'<meta charset="UTF-8" />', f'<meta charset="UTF-8" />{_FIRST}'.encode()),
    (b"</head>", f"{_SCRIPTS}</head>".encode()),
    (b"</body>", f"{_LOOK}</body>".encode()),
    # The letters that pages are written in, in place of those that Streamlit would be written in.
    (_PRELOADED, versioned("public-sans-latin-wght-normal.woff2").partition("?")[0].encode()),
    (b"You need to enable JavaScript to run this app.", b"Activez JavaScript pour afficher cette application."),
)
# What tells the page that starts Streamlit's program from any other HTML answer.
_PROGRAM = b'<div id="root">'
_UNKNOWN_PAGE = (Path(__file__).parents[1] / "texts" / "unknown_page.html").read_bytes()


class FrenchPages:
    """Rewrites the one HTML page that Streamlit serves, and says in French that an address leads to no page.

    Every other answer goes through untouched. `pages` are the addresses that exist, the front page being `""`."""

    def __init__(self, app: ASGIApp, pages: frozenset[str]) -> None:
        self.app = app
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != "http"
            or scope["method"] != "GET"
            or "text/html" not in Headers(scope=scope).get("accept", "")
        ):
            await self.app(scope, receive, send)
            return
        # Compression would hide the text: the page is small, and is asked for plain.
        plain = {**scope, "headers": [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]}
        exists = scope["path"].removeprefix(scope.get("root_path", "")).strip("/") in self.pages
        await self.app(plain, receive, _Rewriting(send, exists))


class _Rewriting:
    """Holds an HTML answer until it is whole, changes it, then sends it."""

    def __init__(self, send: Send, exists: bool) -> None:
        self.send = send
        self.exists = exists
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                self.start = message
                return
        elif self.start is not None and message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if message.get("more_body"):
                return
            await self._finish(self.start)
            return
        await self.send(message)

    async def _finish(self, start: Message) -> None:
        if not self.exists and _PROGRAM in self.body:
            self.body, start = _UNKNOWN_PAGE, {**start, "status": 404}
        for before, after in _CHANGES:
            if isinstance(before, bytes):
                self.body = self.body.replace(before, after)
            else:
                self.body = before.sub(after, self.body)
        if program := served_program():
            self.body = program.page(self.body)
        headers = MutableHeaders(raw=list(start["headers"]))
        headers["content-length"] = str(len(self.body))
        # The page changes with the program, not with the file Streamlit ships.
        for name in ("etag", "last-modified"):
            if name in headers:
                del headers[name]
        await self.send({**start, "headers": headers.raw})
        await self.send({"type": "http.response.body", "body": self.body})
