"""Files chosen on the page « Déposer », on a real server: of any size, of one tab, and gone with it."""

from __future__ import annotations

import asyncio
import http.client
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest
import requests
from attack.world import World, served
from gated import Gated, address_of, gated, listen, tab_of
from odd_packages import zipped
from portal import SECRET, headers
from reports import Report, warehouse
from streamlit.proto.Common_pb2 import FileURLsRequest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime import app_session
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from wire import Session

from dashboard.identity import sockets
from dashboard.identity.configuration import Configuration
from dashboard.web import uploads
from pipelines.access import sessions
from pipelines.access.table import grant
from pipelines.errors import DepositError
from pipelines.settings import Settings
from pipelines.store.contents import OnDisk, Scratch
from pipelines.store.deposit_log import records

ROOT = Path(__file__).parents[1]
MEGABYTE = 1024 * 1024
LEFT = 20  # megabytes that a process may grow by, whatever the size of a file
FIRST = {"DEPT-59": Report("DEPT-59", rows={"O04-1": (820, 1000)}).xlsx()}
HEAD = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f.csv"\r\n\r\n'
UNREAD = "pas pu être lu"
linux = pytest.mark.skipif(sys.platform != "linux", reason="la mémoire d'un processus se lit dans /proc, sous Linux")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    scratch = tmp_path_factory.mktemp("uploads")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PILOTAGE_UPLOAD_SIZE", "100")
        patch.setenv("PILOTAGE_UPLOADS_HELD", "220")
        patch.setenv("PILOTAGE_UPLOADS_HELD_TOGETHER", "400")
        with served(ROOT, warehouse(scratch / "data", FIRST), scratch) as running:
            yield running


@pytest.fixture
def tab(world: World) -> Iterator[Session]:
    world.leave()  # the next account: what others hold still is not held against this one
    with world.enter(world.hostile) as opened:
        yield opened


def named(folder: Path, mark: bytes) -> list[str]:
    """The files of a folder, at any depth, that hold these bytes."""
    return [path.name for path in folder.rglob("*") if path.is_file() and mark in path.read_bytes()]


def nameless(process: int, folder: Path) -> list[int]:
    """The sizes of the files of a folder that a process holds open, and that have no name there."""
    sizes = list[int]()
    for path in Path(f"/proc/{process}/fd").iterdir():
        try:
            lies = path.readlink()
            if lies.is_relative_to(folder) and lies.name.endswith("(deleted)"):
                sizes.append(path.stat().st_size)
        except FileNotFoundError:
            continue
    return sorted(sizes)


def until(condition: object, what: str) -> None:
    assert callable(condition)
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, what
        threading.Event().wait(0.02)


def choose(tab: Session, content: bytes, name: str = "a.xlsx") -> tuple[str, WidgetState]:
    """Sends a file; where it went, and the state of the uploader that names it."""
    [uploader] = tab.open("depot").of("file_uploader")
    urls, state = tab._places(name), WidgetState(id=uploader.id)
    tab._put(urls.upload_url, name, content)
    info = state.file_uploader_state_value.uploaded_file_info.add()
    info.name, info.size, info.file_id = name, len(content), urls.file_id
    info.file_urls.CopyFrom(urls)
    return urls.upload_url, state


def status(tab: Session, path: str, content: bytes, method: str = "PUT", **more: str) -> int:
    """What an address answers to a form, of one file unless it is said otherwise."""
    form = HEAD + content + b"\r\n--b--\r\n"
    request_headers = {
        "Origin": tab.address,
        "Content-Type": "multipart/form-data; boundary=b",
        "X-Xsrftoken": tab._token,
    }
    request = tab._request(path, **(request_headers | more))
    request.method, request.data = method, form if method == "PUT" else None
    try:
        with tab._browser.open(request, timeout=60) as answer:
            return answer.status
    except HTTPError as refusal:
        return refusal.code


def begun(world: World, tab: Session, path: str, announced: int, content: bytes) -> http.client.HTTPConnection:
    """A form that announces more than it sends yet."""
    connection = http.client.HTTPConnection(*world.place, timeout=60)
    sent = {**tab.headers, "Origin": tab.address, "X-Xsrftoken": tab._token, "Content-Length": str(announced)}
    sent["Content-Type"] = "multipart/form-data; boundary=b"
    sent["Cookie"] = "; ".join(f"{cookie.name}={cookie.value}" for cookie in tab._jar)
    connection.request("PUT", "/" + path.lstrip("/"), HEAD + content, sent)
    return connection


@pytest.mark.proof
@linux
def test_a_hundred_megabytes_are_received_and_looked_at_without_being_held(world: World, tab: Session) -> None:
    small = random.Random(1).randbytes(MEGABYTE)
    large = small * 99 + small[:-1000]
    _, state = choose(tab, small)
    before = world.begin()
    assert UNREAD in tab.run(state).text()
    usual = max(0, world.peak() - before)  # to look at any file takes a build, not published

    before = world.begin()
    _, state = choose(tab, large)
    assert world.peak() - before < LEFT
    assert nameless(world.processes[0], world.settings.data)[-1] == len(large)
    assert named(world.settings.data, small[:64]) == []
    before = world.begin()
    assert UNREAD in tab.run(state).text()
    assert world.peak() - before < usual + LEFT
    world.begin()
    assert world.peak() > 100, "what is measured is this process"


@linux
def test_a_file_taken_back_or_deposited_gives_its_place_back(world: World, tab: Session) -> None:
    [process], folder = world.processes, world.settings.data
    place, _ = choose(tab, bytes(3 * MEGABYTE + 1))
    assert 3 * MEGABYTE + 1 in nameless(process, folder)
    assert status(tab, place, b"", "DELETE") == 204
    assert 3 * MEGABYTE + 1 not in nameless(process, folder)
    assert status(tab, place, b"", "DELETE") == 204

    report = Report("DEPT-59", rows={"O04-1": (900, 1000)}, version=7).xlsx()
    parcel = zipped({"a.xlsx": report, "b.bin": random.Random(4).randbytes(2 * MEGABYTE)})
    _, state = choose(tab, parcel, "a.zip")
    assert len(parcel) in nameless(process, folder)
    page = tab.run(state)
    assert "Il compterait" in page.text()
    [button] = [button for button in page.of("button") if button.label.startswith("Déposer")]
    assert "Votre dépôt est enregistré" in tab.click(button).text()
    assert records(world.settings)[0].size == len(report)
    assert len(parcel) not in nameless(process, folder)


@linux
def test_small_files_take_no_descriptor_of_which_a_process_has_a_thousand(world: World, tab: Session) -> None:
    [process], folder = world.processes, world.settings.data
    tab.open("depot")
    before = nameless(process, folder)
    places = [tab._places(f"{number}.csv").upload_url for number in range(5)]
    assert [status(tab, place, b"a" * MEGABYTE) for place in places] == [204] * 5
    assert nameless(process, folder) == before


@pytest.mark.proof
def test_what_is_deposited_leaves_room_for_the_next_files(world: World, tab: Session) -> None:
    heavy = zipped({"a.xlsx": Report("DEPT-59", version=2).xlsx(), "b.bin": random.Random(3).randbytes(80 * MEGABYTE)})
    for _ in range(3):  # 80 of 220 each time: the third would be refused, were the first two still counted
        _, state = choose(tab, heavy, "a.zip")
        page = tab.run(state)
        [button] = [button for button in page.of("button") if button.label.startswith("Déposer")]
        assert "Votre dépôt est enregistré" in tab.click(button).text()


def test_a_file_is_of_one_tab_and_of_one_account(world: World, tab: Session) -> None:
    report = Report("DEPT-59", rows={"O04-1": (901, 1000)}, version=8).xlsx()
    place, state = choose(tab, report)
    world.number += 1
    with world.enter(tab.headers["X-Remote-User"]) as second, world.enter(world.hostile) as other:
        for stranger in (second, other):
            stranger.open("depot")
            assert "Ce que deviendraient" not in stranger.run(state).text(), "it names a file, and has none of it"
        assert status(other, place, b"a;b") == 403
        assert status(other, place, b"", "DELETE") == 403
    words = tab.run(state).text()
    assert "Ce que deviendraient" in words
    assert "Il compterait" in words, "it is as it was"


def test_what_is_no_file_of_a_page_is_refused_and_counts_no_longer(world: World, tab: Session) -> None:
    tab.open("depot")
    place = tab._places("a.csv").upload_url
    assert status(tab, place, b"a;b", **{"X-Xsrftoken": "another"}) == 403
    assert status(tab, place, b"a;b", **{"Content-Type": "text/csv"}) == 400
    assert status(tab, place, b"a;b", **{"Content-Type": "multipart/form-data"}) == 400
    assert status(tab, place, b'\r\n--b\r\nContent-Disposition: form-data; name="g"; filename="g"\r\n\r\nx') == 400
    assert status(tab, place, b'\r\n--b\r\nContent-Disposition: form-data; name="g"\r\n\r\nx') == 400
    assert status(tab, place, b"a" * (100 * MEGABYTE + 1)) == 413, "one byte more than a file may have"
    for _ in range(3):  # three times what one account may hold together, and none of it came
        begun(world, tab, place, 90 * MEGABYTE, b"a").close()
    until(lambda: status(tab, place, b"a" * 100 * MEGABYTE) == 204, "what did not come counts no longer")
    assert status(tab, place, b"a;b") == 204
    [log] = world.settings.data.parent.glob("serveur-*.log")
    assert "réponse 5" not in log.read_text(encoding="utf-8"), "an upload that is broken off is no failure of ours"


@linux
def test_nothing_is_left_of_a_process_that_is_killed(tmp_path: Path) -> None:
    settings = warehouse(tmp_path / "data", FIRST)
    mark = random.Random(2).randbytes(64)
    with served(ROOT, settings, tmp_path) as killed, killed.enter(killed.hostile) as tab:
        choose(tab, mark * (5 * MEGABYTE // 64))
        place = tab._places("b.csv").upload_url
        coming = begun(killed, tab, place, 9 * MEGABYTE, mark * (MEGABYTE // 64))
        until(lambda: len(nameless(killed.processes[0], settings.data)) == 2, "the second one is coming")
        os.kill(killed.processes[0], signal.SIGKILL)
        coming.close()
    assert named(settings.data, FIRST["DEPT-59"]) != [], "what is kept is found"
    assert named(settings.data, mark) == []


def on_disk(folder: Path, tab: str) -> OnDisk:
    content = Scratch(folder).add([b"a;b"])
    uploads._received[tab, "file"] = content
    return content


def gone(content: OnDisk) -> bool:
    try:
        return not content.read(0, 3)
    except DepositError:
        return True


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gated]:
    where, listening = Settings(tmp_path / "data"), listen()
    grant(where, "a@academie.example", "region", "REG-76", "console:essai")
    with gated(Configuration("header", address_of(listening), proxy_secret=SECRET), where, listening) as opened:
        yield opened


@pytest.mark.parametrize("over", [False, True], ids=["tab closed", "session over"])
def test_the_files_of_a_tab_go_with_it(gate: Gated, monkeypatch: pytest.MonkeyPatch, over: bool) -> None:
    if not over:
        monkeypatch.setattr(sockets, "_RESUMED_WITHIN", 0)
    browser, identity = requests.Session(), headers("a@academie.example")
    assert gate.get("/", browser, headers={"accept": "text/html", **identity}).status_code == 303
    with gate.socket(browser, **identity) as page:
        tab = tab_of(page.recv(30))
        content, another = on_disk(gate.where.data, tab), on_disk(gate.where.data, "another tab")
        assert not gone(content)
        if over:
            gate.clock.ahead = sessions.IDLE_SECONDS + 1
            until(lambda: gone(content), "a session that is over holds nothing")
    until(lambda: gone(content), "a tab that is closed holds nothing")
    assert not gone(another)


def test_where_files_are_sent_is_told_though_the_page_is_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both may come at one moment: without it, the browser waits for good, and so does who chose the file."""
    monkeypatch.setattr(app_session, "ForwardMsgQueue", ForwardMsgQueue)
    # as the server is told: it would look at every file of this folder that is read, by anyone, until the tests end
    monkeypatch.setattr(app_session.AppSession, "register_file_watchers", lambda page: None)
    uploads.places_are_told()

    async def sent(fragments: list[str] | None) -> list[str]:
        files = MemoryUploadedFileManager("/upload")
        page = app_session.AppSession(ScriptData("page.py"), files, ScriptCache(), None, {})
        page._handle_file_urls_request(FileURLsRequest(request_id="1", file_names=["a.xlsx"], session_id=page.id))
        shown = ForwardMsg()
        shown.delta.new_element.text.body = "before"
        page._enqueue_forward_msg(shown)
        page._clear_queue(fragments)
        messages = [str(message.WhichOneof("type")) for message in page.flush_browser_queue()]
        page.shutdown()
        return messages

    assert asyncio.run(sent(None)) == ["file_urls_response"]
    assert sorted(asyncio.run(sent(["part"]))) == ["delta", "file_urls_response"], "once"
