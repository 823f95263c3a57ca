"""How much a request may send: said beforehand, and counted as it comes.

Apart: a bound that is reviewed on its own."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.identity.gate_pages import page
from dashboard.identity.routes import UPLOAD
from indicators.typography import number
from pipelines.settings import options

_MEGABYTE = 1024 * 1024
_AROUND_A_FILE = 64 * 1024  # what a form adds to the file it carries
_ANYTHING_ELSE = 256 * 1024


def upload_bytes() -> int:
    """How many bytes a file that is chosen on a page may have."""
    return options().upload_size * _MEGABYTE


def too_large() -> Response:
    """Says so, and how large a file may be; what is still to come is not read."""
    values = {"megabytes": number(options().upload_size)}
    return page("too_large", 413, headers={"connection": "close"}, values=values)


def announced(scope: Scope) -> int:
    """How many bytes a file may bring: what its request says, or as many as a file may have where it says nothing."""
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 12 else upload_bytes()


async def limited(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Lets a request through as long as what it sends is not too large; then it is answered here."""
    limit = upload_bytes() + _AROUND_A_FILE if scope["path"].startswith(UPLOAD) else _ANYTHING_ELSE
    length = Headers(scope=scope).get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length) > limit:
        await too_large()(scope, receive, send)
        return
    counting = _Counting(limit, receive, send)
    try:
        await app(scope, counting.receive, counting.send)
    except Exception:
        if not counting.passed:
            raise
    if counting.passed and not counting.answered:
        await too_large()(scope, receive, send)


class _Counting:
    """Ends a request that has sent too much, and holds back what the application makes of that end."""

    def __init__(self, limit: int, receive: Receive, send: Send) -> None:
        self._left, self._receive, self._send = limit, receive, send
        self.passed = self.answered = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        self.passed = self.passed or self._left < 0
        return {"type": "http.disconnect"} if self.passed else message

    async def send(self, message: Message) -> None:
        if self.passed and not self.answered:
            return
        self.answered = True
        await self._send(message)
