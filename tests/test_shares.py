"""What all share: each account has its places, its turns, its pace and its bytes, and takes nobody else's."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests
from gated import Gated, act, address_of, gated, listen, ran, tab_of
from websockets.exceptions import ConnectionClosed

from dashboard.identity import sockets
from dashboard.identity.configuration import Configuration
from dashboard.identity.shares import Busy, ChosenFiles, Pace, Places, Turns, counts_no_longer
from pipelines.access.table import grant
from pipelines.settings import Settings

SECRET = "un secret de portail, tire au hasard"


def test_the_oldest_of_one_gives_way_and_another_keeps_theirs() -> None:
    places: Places[int] = Places(each=3, owners=2)
    places.put("b", "only", 7)
    for number in range(100):
        places.put("a", str(number), number)
    assert [places.get("a", str(number)) for number in (96, 97, 99)] == [None, 97, 99]
    assert (places.get("b", "only"), places.get("a", "only")) == (7, None)
    places.put("c", "x", 1)  # the one who asked for nothing the longest is forgotten
    assert (places.get("b", "only"), places.get("c", "x"), places.get("a", "99")) == (None, 1, 99)


def test_what_is_over_goes_and_what_is_not_stays() -> None:
    places: Places[int] = Places(each=100_000, over=lambda value, newest: 0 < value < newest - 20)
    places.put("x", "kept", 0)
    places.put("y", "of another", 1)
    for number in range(1, 5000):
        places.put("x", f"{number}", number)
    assert len(places._values["x"]) == 22
    assert [places.get("x", key) for key in ("kept", "4999", "4979", "4978")] == [0, 4999, 4979, None]
    assert places.get("y", "of another") == 1


def test_what_is_over_is_looked_for_once_as_long_as_the_moment_is_the_same() -> None:
    calls: list[tuple[int, int]] = []

    def over(value: int, newest: int) -> bool:
        calls.append((value, newest))
        return value // 10 < newest // 10 - 1

    places: Places[int] = Places(each=100, over=over, moment=lambda value: value // 10)
    for value in (10, 11, 12, 20, 21, 30, 31):
        places.put("a", str(value), value)
    assert [newest for _, newest in calls] == [20] * 3 + [30] * 5
    assert [places.get("a", str(value)) for value in (10, 12, 20, 31)] == [None, None, 20, 31]
    calls.clear()
    for value in (32, 40, 33, 41, 34):  # two pages at once
        places.put("a", str(value), value)
    assert {newest for _, newest in calls} == {40}


async def _worked(accounts: list[str], at_once: int) -> tuple[list[str], int, int]:
    """The accounts in the order in which their work was done; how many worked at once, and of one account."""
    turns, done, working = Turns(at_once=at_once, waiting=50), [], []
    most = [0, 0]

    async def work(account: str) -> None:
        async with turns.turn(account):
            working.append(account)
            most[:] = max(most[0], len(working)), max(most[1], working.count(account))
            await asyncio.sleep(0)
            working.remove(account)
            done.append(account)

    await asyncio.gather(*(work(account) for account in accounts))
    return done, most[0], most[1]


@pytest.mark.parametrize("at_once", [1, 2])
def test_many_of_one_account_are_no_queue_for_anothers_only_one(at_once: int) -> None:
    done, together, of_one = ran(_worked(["a"] * 30 + ["b", "c"], at_once))
    assert sorted(done) == sorted(["a"] * 30 + ["b", "c"])
    assert max(done.index("b"), done.index("c")) <= 3
    assert (together, of_one) == (at_once, 1)


def test_one_waits_for_so_many_turns_and_no_more() -> None:
    async def ask() -> tuple[int, int]:
        turns, begun, refused = Turns(at_once=1, waiting=2), asyncio.Event(), 0

        async def work() -> None:
            async with turns.turn("a"):
                await begun.wait()

        first = [asyncio.create_task(work()) for _ in range(3)]
        await asyncio.sleep(0)
        with suppress(Busy):
            await work()
            raise AssertionError("un de trop")
        refused += 1
        begun.set()
        await asyncio.gather(*first)
        return refused, len(turns._working) + len(turns._queues)

    assert ran(ask()) == (1, 0)


def test_who_leaves_before_their_turn_holds_nobody_up() -> None:
    async def ask() -> list[str]:
        turns, begun, done = Turns(at_once=1), asyncio.Event(), []

        async def work(account: str) -> None:
            async with turns.turn(account):
                await begun.wait()
                done.append(account)

        first, leaving, last = (asyncio.create_task(work(account)) for account in "abc")
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.sleep(0)
        begun.set()
        await asyncio.gather(first, last)
        assert not turns._working
        return done

    assert ran(ask()) == ["a", "c"]


def test_a_failure_gives_its_turn_back() -> None:
    async def ask() -> bool:
        turns = Turns(at_once=1)
        with suppress(ZeroDivisionError):
            async with turns.turn("a"):
                raise ZeroDivisionError
        async with turns.turn("a"):
            return True

    assert ran(ask())


def test_who_needs_no_turn_any_more_goes_on_without_one() -> None:
    turns, no_longer = Turns(at_once=1), threading.Event()
    no_longer.set()
    with turns.held("a", _nobody), turns.held("b", _nobody, came=no_longer):
        assert turns._working == {"a"}
    assert not turns._working
    assert not turns._queues


def _nobody(_place: int) -> None:
    """Who is not told their place."""


def test_who_waits_is_told_their_place_and_threads_wait_with_the_others() -> None:
    turns, places, order = Turns(at_once=1, waiting=50), [], []
    queued, go = threading.Event(), threading.Event()

    def note_place(place: int) -> None:
        places.append(place)
        queued.set()
        go.wait(30)

    def look() -> None:
        with turns.held("b", note_place, every=0.01):
            order.append("b")

    async def ask() -> None:
        async def work(account: str) -> None:
            async with turns.turn(account):
                order.append(account)
                await asyncio.sleep(0)

        async with turns.turn("z"):
            of_one = [asyncio.create_task(work("a")) for _ in range(10)]
            await asyncio.sleep(0)
            thread = threading.Thread(target=look)
            thread.start()
            await asyncio.to_thread(queued.wait, 30)
            assert (turns.place("a"), turns.place("b"), turns.place("nobody")) == (1, 2, None)
            go.set()
        await asyncio.gather(*of_one)
        await asyncio.to_thread(thread.join, 30)

    ran(ask())
    assert places[0] == 2
    assert order.index("b") <= 1
    assert (order.count("a"), turns._working, turns.place("a")) == (10, set(), None)


def test_a_burst_passes_at_once_then_a_pace_is_kept() -> None:
    now = [1000.0]
    pace = Pace(burst=10, a_second=4, clock=lambda: now[0])
    assert [pace.wait("a") for _ in range(10)] == [0.0] * 10
    waits = [pace.wait("a") for _ in range(4)]
    assert waits == pytest.approx([0.25, 0.5, 0.75, 1.0])
    assert pace.wait("b") == 0.0, "another account is not made to wait"
    now[0] += 60
    assert [pace.wait("a") for _ in range(10)] == [0.0] * 10, "who pauses has all of it again"


def test_bytes_that_are_held_are_bounded_for_one_and_for_all() -> None:
    freed: list[tuple[str, str | None]] = []
    quota = ChosenFiles(each=100, together=150, free=lambda tab, file: freed.append((tab, file)))
    assert quota.hold("a", "t1", "f1", 60)
    assert not quota.hold("a", "t2", "f1", 60)
    assert quota.hold("b", "t1", "f1", 90)
    assert not quota.hold("c", "t1", "f1", 10)
    quota.let_go("b", "t1", "f1")
    assert quota.hold("c", "t1", "f1", 10)
    assert quota.hold("a", "t2", "f2", 40)
    quota.let_go("a", "t1")
    assert (quota.bytes_of("a"), quota.bytes_of("b"), quota.bytes_of("c")) == (40, 0, 10)
    quota.let_go("nobody", "t")
    assert freed == [("t1", "f1"), ("t1", None), ("t", None)]
    assert quota.hold("a", "t3", "f3", 50)
    quota.forget("t3", "f3")
    quota.forget("t3", "another")
    assert (quota.bytes_of("a"), freed[3:]) == (40, [("t3", "f3")])
    counts_no_longer("t2", "f2")
    assert quota.bytes_of("a") == 0, "it is deposited"


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gated]:
    monkeypatch.setenv("PILOTAGE_UPLOADS_HELD", "1")
    monkeypatch.setattr(sockets, "Pace", lambda: Pace(burst=2, a_second=20))
    where, listening = Settings(tmp_path / "data"), listen()
    for account in ("a@academie.example", "b@academie.example"):
        grant(where, account, "region", "REG-76", "console:essai")
    with gated(Configuration("header", address_of(listening), proxy_secret=SECRET), where, listening) as opened:
        yield opened


def entered(gate: Gated, account: str) -> requests.Session:
    browser = requests.Session()
    browser.headers.update({"X-Pilotage-Proxy": SECRET, "X-Remote-User": account})
    assert gate.get("/", browser, headers={"accept": "text/html"}).status_code == 303
    return browser


def headers(browser: requests.Session) -> dict[str, str]:
    """What the portal adds to each of its requests."""
    return {name: str(value) for name, value in browser.headers.items() if name.startswith("X-")}


def test_files_chosen_without_end_are_refused_until_some_are_taken_back(portal: Gated) -> None:
    def send(browser: requests.Session, tab: str, file: str, method: str = "PUT") -> int:
        content = b"0" * 600_000 if method == "PUT" else b""
        origin = {"Origin": portal.address}
        return portal.ask(
            method, f"/_stcore/upload_file/{tab}/{file}", browser, headers=origin, data=content
        ).status_code

    hers, other = entered(portal, "a@academie.example"), entered(portal, "b@academie.example")
    with portal.socket(hers, **headers(hers)) as first, portal.socket(other, **headers(other)) as second:
        tab, his = tab_of(first.recv(30)), tab_of(second.recv(30))
        assert [send(hers, tab, "f1"), send(hers, tab, "f2"), send(other, his, "f1")] == [200, 429, 200]
        assert send(hers, tab, "f1", "DELETE") == 200
        assert send(hers, tab, "f3") == 200


def test_messages_without_pause_are_all_heard_in_their_order(portal: Gated) -> None:
    browser = entered(portal, "a@academie.example")
    with portal.socket(browser, **headers(browser)) as page:
        tab_of(page.recv(30))
        messages = [act(), *(str(number).encode() for number in range(6))]
        for message in messages:
            page.send(message)
        assert [page.recv(30) for _ in messages] == messages


def test_open_pages_of_one_account_are_bounded_and_another_opens_theirs(
    portal: Gated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "OPEN_TABS", 1)
    hers, other = entered(portal, "a@academie.example"), entered(portal, "b@academie.example")
    with portal.socket(hers, **headers(hers)) as first:
        tab_of(first.recv(30))
        with portal.socket(hers, **headers(hers)) as second, pytest.raises(ConnectionClosed) as closed:
            second.recv(30)
        assert closed.value.rcvd
        assert closed.value.rcvd.code == sockets.LATER
        with portal.socket(other, **headers(other)) as theirs:
            assert tab_of(theirs.recv(30))
