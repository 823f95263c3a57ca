"""The headers that keep a page to itself, what an open page is not told, and what is said when an answer fails: a
number, never a reason."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.identity.gate_pages import page
from dashboard.identity.routes import asset

_LOG = logging.getLogger("dashboard")
_FOLDER = str(Path(__file__).resolve().parents[1]).encode()
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: a browser would then hide the origin of our own forms too.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_TRANSPORT = "max-age=31536000; includeSubDomains"
_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)


class SecurityHeaders:
    """Adds the headers to every answer; only files of the program may be kept by a browser.

    `secure` says that readers come by https; `provider` is where a form may lead besides here: signing out."""

    def __init__(self, app: ASGIApp, secure: bool = False, provider: str = "") -> None:
        self.app, self.secure = app, secure
        self.headers = _HEADERS | {"Content-Security-Policy": policy(_program(), provider)}
        if secure:
            self.headers["Strict-Transport-Security"] = _TRANSPORT

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
                if not asset(scope["path"]) or message["status"] >= 400:
                    headers["Cache-Control"] = "no-store"
                if self.secure:
                    message["headers"] = [_by_https(*header) for header in message["headers"]]
            elif message["type"] == "websocket.send" and message.get("bytes"):
                message = {**message, "bytes": without_folders(message["bytes"])}
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _by_https(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A header; a cookie, Streamlit's own too, never travels in clear where readers come by https."""
    unchanged = name != b"set-cookie" or b"; secure" in value.lower()
    return name, value if unchanged else value + b"; Secure"


def without_folders(content: bytes) -> bytes:
    """A message for an open page, where the program stands on this machine left out: each run of a page begins with
    it."""
    if _FOLDER not in content:
        return content
    message = ForwardMsg()
    message.ParseFromString(content)
    if message.WhichOneof("type") == "new_session":
        message.new_session.main_script_path = Path(message.new_session.main_script_path).name
    return message.SerializeToString()


def policy(program: bytes, provider: str) -> str:
    """What a page may load and where it may send: here alone, and no script but ours and the ones `program` holds."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in _INLINE_SCRIPT.findall(program)
    )
    parts = urlsplit(provider)
    elsewhere = f" {parts.scheme}://{parts.netloc}" if provider else ""
    return "; ".join(
        (
            "default-src 'none'",
            # Streamlit loads the map's script from a blob, which only a script that already runs can make.
            f"script-src 'self' blob: {hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self' blob:",
            "frame-ancestors 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            f"form-action 'self'{elsewhere}",
        )
    )


class Incidents:
    """Answers a failure with a page and a number that the log has too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        watched = _Watched(send)
        reason: Exception | None = None
        try:
            await self.app(scope, receive, watched)
        except Exception as failure:
            reason = failure
        if reason is None and not watched.failed:
            return
        number = secrets.token_hex(4)
        _LOG.error("Incident %s : une réponse a échoué.", number, exc_info=reason)
        if not watched.begun:
            await page("incident", 500, note=f"Incident n° {number}.")(scope, receive, send)


class _Watched:
    """Lets an answer through unless it is a failure: what that would say is for the log."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = self.failed = False

    async def __call__(self, message: Message) -> None:
        # 503 is said on purpose, by the readiness route.
        if message["type"] == "http.response.start":
            self.failed = message["status"] >= 500 and message["status"] != 503
        if not self.failed:
            self.begun = True
            await self._send(message)


def _program() -> bytes:
    return (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
