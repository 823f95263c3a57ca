"""A file that a page offers is given to whom it was offered, with the same rights, and to nobody else."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.identity.current import Identity
from dashboard.identity.shares import Places, Turns
from dashboard.web import downloads
from pipelines.access.rights import EVERYTHING, Grant, Rights
from pipelines.settings import Settings, settings
from pipelines.store.audit_log import files

NORTH = Identity("a@exemple.fr", "a" * 20, Rights((Grant("region", "REG-32"),)), "session-a")
SOUTH = Identity("b@exemple.fr", "b" * 20, Rights((Grant("region", "REG-93"),)), "session-b")


@pytest.fixture
def asked_by(monkeypatch: pytest.MonkeyPatch, tmp_path: object):
    """Asks for an address as somebody, or nobody."""
    monkeypatch.setenv("PILOTAGE_DATA", str(tmp_path))
    client = TestClient(
        Starlette(routes=[Route(downloads.ROUTE, downloads.answer), Route(downloads.PLACE_ROUTE, downloads.place)])
    )

    def ask(who: Identity | None, address: str):
        monkeypatch.setattr(downloads, "identity_of", lambda request: who)
        return client.get(address.removeprefix("."))

    return ask


def test_a_file_is_made_on_click_and_sent_under_its_name(asked_by) -> None:
    calls = []
    address = downloads.offer(NORTH, "tab", 1, "fiche été.txt", "text/plain", lambda: calls.append(1) or b"contenu")
    assert not calls
    answer = asked_by(NORTH, address)
    assert (answer.status_code, answer.content, len(calls)) == (200, b"contenu", 1)
    assert unquote(answer.headers["Content-Disposition"]) == "attachment; filename*=UTF-8''fiche été.txt"
    assert answer.headers["Cache-Control"] == "no-store"


def test_who_waits_for_a_file_is_told_their_place_and_nobody_elses(asked_by, monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns(at_once=1)
    monkeypatch.setattr(downloads, "HEAVY", turns)
    working = turns._ask("c@exemple.fr", lambda: None)
    turns._ask(SOUTH.account, lambda: None)
    turns._ask(NORTH.account, lambda: None)
    answers = [asked_by(who, "./telecharger/place").json() for who in (NORTH, SOUTH, None)]
    assert answers == [{"said": "Votre demande est en 2e place."}, {"said": "Votre demande est en 1re place."}, {}]
    turns._leave("c@exemple.fr", working)
    assert asked_by(SOUTH, "./telecharger/place").json() == {}, "it is their turn"


def test_files_given_in_a_day_are_bounded(asked_by, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_EXPORTS_PER_DAY", "2")
    address = downloads.offer(NORTH, "tab", 1, "fiche.txt", "text/plain", lambda: b"contenu")
    assert [asked_by(NORTH, address).status_code for _ in range(3)] == [200, 200, 429]
    alone = replace(NORTH, session=None)
    at_home = downloads.offer(alone, "tab", 1, "fiche.txt", "text/plain", lambda: b"contenu")
    assert asked_by(alone, at_home).status_code == 200, "on a machine of one's own nobody counts"


def test_what_was_taken_back_makes_no_file(asked_by) -> None:
    def gone() -> bytes:
        raise downloads.Gone

    assert asked_by(NORTH, downloads.offer(NORTH, "tab", 1, "x.txt", "text/plain", gone)).status_code == 404


@pytest.mark.parametrize(
    "other",
    [
        None,
        SOUTH,
        replace(NORTH, session="session-c"),
        replace(NORTH, rights=Rights((Grant("region", "REG-32"),), "toutes")),
        replace(NORTH, session=None, rights=EVERYTHING),
    ],
    ids=["nobody", "another", "another session", "rights that changed", "this machine"],
)
def test_a_link_is_worth_nothing_to_another(asked_by, other: Identity | None) -> None:
    address = downloads.offer(NORTH, "tab", 1, "fiche.txt", "text/plain", lambda: b"secret")
    answer = asked_by(other, address)
    assert answer.status_code == 404
    assert b"secret" not in answer.content
    assert "rechargez la page" in answer.text


def test_the_same_file_keeps_its_address_and_each_tab_has_its_own() -> None:
    def address(who: Identity, tab: str, name: str = "fiche.txt") -> str:
        return downloads.offer(who, tab, 1, name, "text/plain", bytes)

    assert address(NORTH, "1") == address(NORTH, "1")
    assert len({address(NORTH, "1"), address(NORTH, "2"), address(SOUTH, "1"), address(NORTH, "1", "autre.txt")}) == 4


def test_the_oldest_offers_give_way(asked_by, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "_offers", Places(2))
    first, *_others = [downloads.offer(NORTH, "tab", 1, f"{n}.txt", "text/plain", lambda: b"x") for n in range(3)]
    assert asked_by(NORTH, first).status_code == 404


def test_a_tab_offers_what_it_shows_and_what_was_on_screen_just_before(asked_by) -> None:
    def offered(showing: int, name: str) -> str:
        return downloads.offer(NORTH, "one tab", showing, name, "text/plain", name.encode)

    first, second = offered(1, "carte.txt"), offered(1, "table.txt")
    assert offered(3, "carte.txt") == first
    third = offered(3, "autre.txt")  # a part of the page, made again alone
    again = [asked_by(NORTH, address).status_code for address in (first, second)]
    offered(4, "carte.txt")
    assert again == [200, 200], "the links of the page before are on screen until its own come"
    assert [asked_by(NORTH, address).status_code for address in (first, second, third)] == [200, 404, 200]


def test_what_closed_pages_offered_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = {"open"}
    monkeypatch.setattr(downloads, "may_return", opened.__contains__)
    reader = replace(NORTH, account="c@exemple.fr")
    tokens = [
        downloads.offer(reader, tab, 1, "fiche.txt", "text/plain", lambda: b"x").split("/")[2]
        for tab in ("open", *(f"closed-{number}" for number in range(500)))
    ]
    assert len(downloads._offers._values[reader.account]) == 2
    assert [bool(downloads.find(token, reader)) for token in (tokens[0], tokens[1], tokens[-1])] == [True, False, True]


def test_an_export_is_journalled_without_its_name_or_its_text(asked_by) -> None:
    address = downloads.offer(NORTH, "tab", 1, "dossier-secret.txt", "text/plain", lambda: b"texte secret")
    asked_by(NORTH, address)
    where: Settings = settings()
    [path] = files(where)
    line = path.read_text(encoding="utf-8")
    assert '"event": "export"' in line
    assert '"region:REG-32"' in line
    assert "secret" not in line
    assert "exemple" not in line
