"""Speaks to a served dashboard as a browser does, without one: pages, widgets, uploads, every byte that comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener
from uuid import uuid4

from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

PATIENCE = 60.0
Headers = dict[str, str]


@dataclass
class Shown:
    """What one run of a page sent: every byte, and its elements in the order of their arrival."""

    sent: bytes = b""
    elements: list[tuple[str, Message]] = field(default_factory=list)
    status: int | None = None

    def of(self, kind: str) -> list[Any]:
        """The elements of a kind: `button`, `file_uploader`, `html`…"""
        return [element for name, element in self.elements if name == kind]

    def text(self) -> str:
        """All that the page says, whatever element says it."""
        return self.sent.decode("utf-8", errors="replace")


class Session:
    """One tab: an open websocket on one server, with the headers that its owner's browser (or proxy) sends."""

    def __init__(self, address: str, headers: Headers | None = None, jar: CookieJar | None = None) -> None:
        self.prepare(address, headers, jar)
        self.socket = self._open()

    def prepare(self, address: str, headers: Headers | None = None, jar: CookieJar | None = None) -> None:
        """Everything but the websocket: pages and files can be asked for. `jar` is that of a browser already in."""
        self.address = address.rstrip("/")
        self.headers = dict(headers or {})
        self.session_id, self.patience = "", PATIENCE
        self.widgets: dict[str, WidgetState] = {}
        self.fragment = ""
        self._jar = CookieJar() if jar is None else jar
        self._browser = build_opener(HTTPCookieProcessor(self._jar))
        self.get("/", Accept="text/html")  # a portal signs in whoever opens a page
        self.get("_stcore/health")  # gives the token that uploads must carry
        self._token = next((cookie.value or "" for cookie in self._jar if "xsrf" in cookie.name), "")
        self._page, self._codes = "", dict[str, str]()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def open(self, page: str = "", **codes: str) -> Shown:
        """Runs a page (`""` is the front one) with the codes of its address."""
        self._page, self._codes, self.widgets = page, codes, {}
        return self.run()

    def run(self, *widgets: WidgetState) -> Shown:
        """Runs the page again with these widgets changed; the others stay as they were, triggers excepted."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name = urlencode(self._codes), self._page
        for widget in widgets:
            self.widgets[widget.id] = widget
        state.widget_states.widgets.extend(self.widgets.values())
        for widget in widgets:
            if widget.WhichOneof("value") == "trigger_value":
                del self.widgets[widget.id]
        self.socket.send(message.SerializeToString())
        return self._read()

    def until(self, sentence: str, shown: Shown) -> Shown:
        """The first run, from that one, that says a sentence: a build starts pages again, and the run that it started
        may end just before the one that was asked for. Raises TimeoutError where none comes."""
        while sentence not in shown.text():
            shown = self._read()
        return shown

    def click(self, button: Any) -> Shown:
        """Presses a button that the last run showed."""
        return self.run(WidgetState(id=button.id, trigger_value=True))

    def upload(self, uploader: Any, files: dict[str, bytes]) -> Shown:
        """Drops files on an uploader, and runs the page."""
        state = WidgetState(id=uploader.id)
        for name, content in files.items():
            urls = self._places(name)
            self._put(urls.upload_url, name, content)
            info = state.file_uploader_state_value.uploaded_file_info.add()
            info.name, info.size, info.file_id = name, len(content), urls.file_id
            info.file_urls.CopyFrom(urls)
        return self.run(state)

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """What an address of the server answers to this person."""
        try:
            with self._browser.open(self._request(path, **headers), timeout=PATIENCE) as answer:
                return answer.status, answer.read()
        except HTTPError as refusal:
            return refusal.code, refusal.read()

    def _request(self, path: str, **headers: str) -> Request:
        return Request(f"{self.address}/{path.lstrip('/')}", headers=self.headers | headers)

    def _open(self) -> ClientConnection:
        place = urlsplit(self.address)
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)
        return connect(
            f"{place.scheme.replace('http', 'ws')}://{place.netloc}{place.path}/_stcore/stream",
            additional_headers=self.headers | ({"Cookie": cookies} if cookies else {}),
            subprotocols=["streamlit", self._token] if self._token else ["streamlit"],  # type: ignore[list-item]
            origin=f"{place.scheme}://{place.netloc}",  # type: ignore[arg-type]
            max_size=None,
            open_timeout=PATIENCE,
            legacy=True,  # closed by our own __exit__
        )

    def _read(self) -> Shown:
        page = Shown()
        while True:
            frame = self.socket.recv(timeout=self.patience)
            page.sent += frame if isinstance(frame, bytes) else frame.encode()
            message = ForwardMsg.FromString(frame if isinstance(frame, bytes) else frame.encode())
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.session_id = message.new_session.initialize.session_id or self.session_id
                page.elements.clear()
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                name = str(element.WhichOneof("type"))
                page.elements.append((name, getattr(element, name)))
            elif kind == "script_finished":
                page.status = message.script_finished
                # a run that was stopped to start again is followed by the one that counts
                if message.script_finished not in (ForwardMsg.FINISHED_EARLY_FOR_RERUN,):
                    return page

    def _places(self, name: str) -> Any:
        message = BackMsg()
        request = message.file_urls_request
        request.request_id, request.session_id = uuid4().hex, self.session_id
        request.file_names.append(name)
        self.socket.send(message.SerializeToString())
        while True:
            frame = self.socket.recv(timeout=self.patience)
            answer = ForwardMsg.FromString(frame if isinstance(frame, bytes) else frame.encode())
            if answer.WhichOneof("type") == "file_urls_response":
                return answer.file_urls_response.file_urls[0]

    def _put(self, path: str, name: str, content: bytes) -> None:
        border = uuid4().hex
        head = f'--{border}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
        body = (
            head.encode()
            + b"Content-Type: application/octet-stream\r\n\r\n"
            + content
            + f"\r\n--{border}--\r\n".encode()
        )
        request = self._request(path, Origin=self.address)
        request.method, request.data = "PUT", body
        request.add_header("Content-Type", f"multipart/form-data; boundary={border}")
        request.add_header("X-Xsrftoken", self._token)
        with self._browser.open(request, timeout=PATIENCE):
            pass
