"""Counts and logs every request, and names it, around everything else: also what the gate stops."""

from __future__ import annotations

import logging
import re
import secrets
import time

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.components.layout.shell import ALL_PAGES
from dashboard.observe import logs, metrics

_LOG = logging.getLogger(logs.REQUESTS)
_ID = re.compile(r"[\w-]{8,64}")
# The first part of an address that may be said; what follows it may hold a token, a name, a query.
_PARTS = {
    "_stcore": "streamlit", "app": "fichier", "static": "fichier", "carte": "fichier", "favicon.png": "fichier",
    "telecharger": "telechargement", "connexion": "connexion", "deconnexion": "connexion", "deconnecte": "connexion",
    "session-terminee": "connexion", "sante": "etat", "pret": "etat", "metrics": "etat", "api": "programme",
}  # fmt: skip
_PAGES = frozenset(ALL_PAGES)
_STREAM, _UPLOAD = "/_stcore/stream", "/_stcore/upload_file"


class Observed:
    """The outermost layer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        header = Headers(scope=scope).get("x-request-id", "")
        name = header if _ID.fullmatch(header) else secrets.token_hex(8)
        logs.request_id.set(name)
        begun, status = time.perf_counter(), 500

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-request-id"] = name
            await send(message)

        try:
            if scope["path"] == metrics.ROUTE:
                await (await run_in_threadpool(metrics.answer, scope))(scope, receive, named)
            else:
                await self.app(scope, receive, named)
        finally:
            _note(scope["method"], *shown(scope["path"]), status, time.perf_counter() - begun)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Counted as open from the moment it is accepted."""
        logs.request_id.set(secrets.token_hex(8))
        open_here = False

        async def seen(message: Message) -> None:
            nonlocal open_here
            if message["type"] == "websocket.accept" and not open_here:
                open_here = True
                metrics.WEBSOCKETS.inc()
            await send(message)

        try:
            await self.app(scope, receive, seen)
        finally:
            if open_here:
                metrics.WEBSOCKETS.dec()


def shown(path: str) -> tuple[str, str]:
    """What may be said of an address, and its kind: never a token, the name of a file, or what a stranger typed."""
    first = path.strip("/").partition("/")[0]
    if path.strip("/") in _PAGES:
        return path, "page"
    if path.startswith((_STREAM, _UPLOAD)):
        return (_STREAM, "streamlit") if path.startswith(_STREAM) else (_UPLOAD, "depot")
    return (f"/{first}", _PARTS[first]) if first in _PARTS else ("autre", "autre")


def _note(method: str, path: str, route: str, status: int, seconds: float) -> None:
    metrics.REQUESTS.labels(route, f"{status // 100}xx").inc()
    metrics.ANSWERING.labels(route).observe(seconds)
    facts = {
        "event": "request",
        "method": method if method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS") else "autre",
        "path": path,
        "status": status,
        "milliseconds": round(seconds * 1000, 1),
    }
    level = logging.ERROR if status >= 500 else logging.INFO
    _LOG.log(level, "%(method)s %(path)s : réponse %(status)s en %(milliseconds)s ms", facts, extra=facts)
