"""Open pages: each message is checked, and a page whose session ends is closed within seconds, wherever it ended."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from anyio import to_thread
from google.protobuf.message import DecodeError
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.identity.request_context import Door
from dashboard.identity.shares import ChosenFiles, Pace, Places
from pipelines.access.sessions import Session

_LOG = logging.getLogger("dashboard")
OVER = 4401  # the code by which the page knows that its session is over
_PROTOCOLS = b"sec-websocket-protocol"
_TABS = 200  # of one account, whose names are remembered
OPEN_TABS = 40  # of one account, in one process: each holds what its page shows
LATER = 1013  # the code by which a page is told to come back later
_RESUMED_WITHIN = 150  # seconds: Streamlit keeps a tab that went away, with its files, for two minutes


class Owners:
    """Which session each tab of the browser belongs to: its name, known to somebody else, opens nothing to them."""

    def __init__(self) -> None:
        self._sessions: Places[str] = Places(_TABS)

    def note(self, tab: str, by: Session) -> None:
        """A tab was opened by a session."""
        self._sessions.put(by.account, tab, by.id)

    def owns(self, by: Session, tab: str) -> bool:
        """Whether a tab was opened by this session."""
        return self._sessions.get(by.account, tab) == by.id

    def without_others(self, scope: Scope, by: Session) -> Scope:
        """The request without the name of a tab to take up again, unless it is one of this session's."""
        protocols = Headers(scope=scope).get(_PROTOCOLS.decode(), "").split(",")
        if len(protocols) < 3 or self.owns(by, protocols[2].strip()):
            return scope
        headers = [(name, value) for name, value in scope["headers"] if name != _PROTOCOLS]
        return {**scope, "headers": [*headers, (_PROTOCOLS, ",".join(protocols[:2]).encode())]}


class Sockets:
    """The pages that are open in this process, and the one task that watches their sessions."""

    def __init__(self, door: Door, owners: Owners, chosen: ChosenFiles, watch_every: float) -> None:
        self._door, self._owners, self._held, self._every = door, owners, chosen, watch_every
        self._pace = Pace()
        self._open: set[_Socket] = set()
        self._watcher: asyncio.Task[None] | None = None

    async def serve(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, session: Session) -> None:
        """Lets a page speak with the application until one of them leaves or the session ends."""
        if sum(socket.session.account == session.account for socket in self._open) >= OPEN_TABS:
            await refuse(scope, receive, send, LATER)
            return
        socket = _Socket(self._door, self._owners, self._pace, session, receive, send)
        self._open.add(socket)
        if self._watcher is None or self._watcher.done():
            self._watcher = asyncio.create_task(self._watch())
        try:
            await app(self._owners.without_others(scope, session), socket.receive, socket.send)
        finally:
            self._open.discard(socket)
            if socket.tab:
                delay = 0 if socket.over.is_set() else _RESUMED_WITHIN  # a session that is over takes nothing up again
                asyncio.get_running_loop().call_later(delay, self._forget, session.account, socket.tab)

    def _forget(self, account: str, tab: str) -> None:
        """The files of a tab that went away, unless it came back."""
        if tab not in {socket.tab for socket in self._open}:
            self._held.let_go(account, tab)

    async def _watch(self) -> None:
        while self._open:
            await asyncio.sleep(self._every)
            watched = {socket.session.id for socket in self._open}
            try:
                over = await to_thread.run_sync(self._door.over, watched)
            except Exception:  # a page left open because the disk failed once would stay open for good
                _LOG.exception("Les sessions ouvertes n'ont pas pu être relues.")
                continue
            for socket in [socket for socket in self._open if socket.session.id in over]:
                socket.over.set()


class _Socket:
    """One open page."""

    def __init__(self, door: Door, owners: Owners, pace: Pace, session: Session, receive: Receive, send: Send) -> None:
        self.session, self.over, self.tab = session, asyncio.Event(), ""
        self._door, self._owners, self._pace, self._receive, self._send = door, owners, pace, receive, send

    async def receive(self) -> Message:
        """The next message, if the session still stands; else the page is closed and the application told."""
        next_one, end = asyncio.ensure_future(self._receive()), asyncio.ensure_future(self.over.wait())
        await asyncio.wait({next_one, end}, return_when=asyncio.FIRST_COMPLETED)
        end.cancel()
        if not self.over.is_set():
            message = next_one.result()
            await self._keep_pace(message)
            stands = message["type"] != "websocket.receive" or await self._stands(message)
            if stands and not self.over.is_set():
                return message
        next_one.cancel()
        self.over.set()
        with suppress(Exception):  # the page may be gone already
            await self._send({"type": "websocket.close", "code": OVER})
        return {"type": "websocket.disconnect", "code": OVER}

    async def _keep_pace(self, message: Message) -> None:
        """Who sends without pause is heard at a pace that leaves the others theirs; what it sends meanwhile waits."""
        if message["type"] != "websocket.receive" or not (delay := self._pace.wait(self.session.account)):
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self.over.wait(), delay)

    async def send(self, message: Message) -> None:
        """Sends, unless the session is over: what was under way is not shown any more."""
        if self.over.is_set():
            return
        if not self.tab and message["type"] == "websocket.send":
            self.tab = self._note_tab(message.get("bytes") or b"")
        await self._send(message)

    async def _stands(self, message: Message) -> bool:
        touch = by_somebody(message.get("bytes") or b"")
        return await to_thread.run_sync(self._door.still, self.session.id, touch)

    def _note_tab(self, content: bytes) -> str:
        sent = ForwardMsg()
        with suppress(DecodeError):
            sent.ParseFromString(content)
        tab = sent.new_session.initialize.session_id if sent.WhichOneof("type") == "new_session" else ""
        if tab:
            self._owners.note(tab, self.session)
        return tab


def by_somebody(content: bytes) -> bool:
    """Whether a message comes from somebody's act, not from a page that refreshes itself."""
    sent = BackMsg()
    try:
        sent.ParseFromString(content)
    except DecodeError:
        return False
    return not sent.app_heartbeat and not sent.rerun_script.is_auto_rerun


async def refuse(scope: Scope, receive: Receive, send: Send, code: int = OVER) -> None:
    """Opens a page's connection only to close it with the code that tells why: a refused opening would not say."""
    await receive()
    offered = scope.get("subprotocols") or [None]
    await send({"type": "websocket.accept", "subprotocol": offered[0]})
    await send({"type": "websocket.close", "code": code})
