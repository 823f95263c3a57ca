"""Receives the files that are chosen on a page: onto the disk as they come, and none but small ones in memory.

Streamlit would hold each of them, twice while it is read. It is told that a file of no bytes came, which knows where
the real one lies: whatever lets go of the one lets go of the other. The real ones have no name on the disk, so that
none is left there by a process that ends, however it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from threading import Lock
from typing import cast
from weakref import WeakValueDictionary

from anyio import to_thread
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime import app_session
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec
from streamlit.web.server.server_util import is_xsrf_enabled
from streamlit.web.server.starlette.starlette_app_utils import validate_xsrf_token
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from dashboard.identity.body_limit import too_large, upload_bytes
from dashboard.identity.gate_pages import page
from dashboard.identity.routes import UPLOAD
from dashboard.identity.shares import counts_no_longer
from pipelines.errors import PilotageError
from pipelines.settings import settings
from pipelines.store.contents import PIECE, Content, OnDisk, Scratch

_PLACE = re.compile(rf"{UPLOAD}([^/]+)/([^/]+)")  # a tab, and the name that it was given for a file
_UNKNOWN = "application/octet-stream"
_lock = Lock()
_received: WeakValueDictionary[tuple[str, str], OnDisk] = WeakValueDictionary()


class _Elsewhere(bytes):
    """What Streamlit holds of a file: nothing, and where it lies."""

    content: OnDisk


class _TooLarge(PilotageError):
    """A file is larger than one may be."""


class _Queue(ForwardMsgQueue):
    """What waits to be sent to a page. Streamlit drops most of it where the page is run again, the places of files that
    were just chosen too, and the browser would wait for them for good: pages are run again at each build."""

    def clear(self, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None) -> None:
        answers = [message for message in self._queue if message.HasField("file_urls_response")]
        super().clear(retain_lifecycle_msgs, fragment_ids_this_run)
        if retain_lifecycle_msgs:
            left = {id(message) for message in self._queue}
            self._queue += [message for message in answers if id(message) not in left]


def places_are_told() -> None:
    """From now on, a page that is run again still learns where the files that were chosen on it are to be sent."""
    app_session.ForwardMsgQueue = _Queue  # pyright: ignore[reportPrivateImportUsage] — that is where it is taken from


class Uploads:
    """Answers in place of Streamlit when a file is sent; all else goes on to it, a file that is taken back too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        place = _PLACE.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "PUT" else None
        if place is None:
            await self.app(scope, receive, send)
            return
        try:
            answer = await _receive(Request(scope, receive), *place.groups())
        except ClientDisconnect:  # nobody is there to read it, and it is no failure of ours
            answer = page("refused", 400)
        await answer(scope, receive, send)


async def _receive(request: Request, tab: str, name: str) -> Response:
    """Takes a file in, for a tab that is open and a page of ours that sends it."""
    token, cookie = request.headers.get("x-xsrftoken"), request.cookies.get(XSRF_COOKIE_NAME)
    if is_xsrf_enabled() and not validate_xsrf_token(token, cookie):
        return page("refused", 403)
    if not runtime.get_instance().is_active_session(tab):
        return page("refused", 400)
    scratch = await to_thread.run_sync(Scratch, settings().data)
    try:
        files = [file for file in (await _Form(request, scratch).parse()).values() if isinstance(file, UploadFile)]
    except _TooLarge:
        return too_large()
    except (MultiPartException, KeyError):  # no form, or one that holds something else
        return page("refused", 400)
    if not files or not runtime.get_instance().is_active_session(tab):  # it may have been closed meanwhile
        return page("refused", 400)
    _hold(tab, name, files[0], scratch.all())
    return Response(status_code=204)


def _hold(tab: str, name: str, file: UploadFile, content: OnDisk) -> None:
    """A small one in memory, as Streamlit does: each on the disk takes a descriptor, of which a process has a thousand,
    and what an account may choose is counted in bytes."""
    let_go(tab, name)
    if len(content) <= PIECE:
        record = content.read(0, len(content))
    else:
        record = _Elsewhere()
        record.content = content
        with _lock:
            _received[tab, name] = content
    manager = cast(MemoryUploadedFileManager, runtime.get_instance().uploaded_file_mgr)
    manager.add_file(tab, UploadedFileRec(name, file.filename or "", file.content_type or _UNKNOWN, record))


class _Form(MultiPartParser):
    """A form of one file and nothing else, whose bytes go where they are to stay, so many at most. Raises
    MultiPartException, KeyError or _TooLarge."""

    def __init__(self, request: Request, scratch: Scratch) -> None:
        super().__init__(request.headers, request.stream(), max_files=1, max_fields=0)
        self._scratch, self._left = scratch, upload_bytes()

    def on_headers_finished(self) -> None:
        super().on_headers_finished()
        if self._current_part.file is not None:
            self._current_part.file = _Coming(self._current_part.file, self._scratch)

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._left -= end - start
        if self._left < 0:
            raise _TooLarge
        super().on_part_data(data, start, end)


class _Coming(UploadFile):
    """A file whose bytes are written where they are to stay."""

    def __init__(self, announced: UploadFile, scratch: Scratch) -> None:
        super().__init__(announced.file, filename=announced.filename, headers=announced.headers)
        self._scratch = scratch

    async def write(self, data: bytes) -> None:
        await to_thread.run_sync(self._scratch.write, data)

    async def seek(self, offset: int) -> None:
        """It is read from elsewhere."""


def chosen(uploads: Sequence[UploadedFile]) -> list[tuple[str, Content]]:
    """Name and content of the files that were chosen in the tab whose page runs: no other tab's are in its reach."""
    run = get_script_run_ctx()
    if run is None:
        return []
    records = run.uploaded_file_mgr.get_files(run.session_id, [upload.file_id for upload in uploads])
    return [
        (record.name, record.data.content if isinstance(record.data, _Elsewhere) else record.data) for record in records
    ]


def give_back(names: Sequence[str]) -> None:
    """Lets go of files of the tab whose page runs: they are kept elsewhere for good."""
    if run := get_script_run_ctx():
        for name in names:
            let_go(run.session_id, name)
            counts_no_longer(run.session_id, name)


def let_go(tab: str, name: str | None = None) -> None:
    """Gives back the place of a file, or of all those of a tab that is closed, whatever still holds them: the page that
    showed them, and its links."""
    with _lock:
        received = list(_received.items())
    for (its, file), content in received:
        if its == tab and name in (None, file):
            content.take_back()
