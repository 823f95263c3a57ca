"""Sessions and attempts: what ends them, what is kept of them, several processes at once."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipelines.access import sign_ins
from pipelines.access.sessions import (
    ABSOLUTE_SECONDS,
    IDLE_SECONDS,
    allowed,
    end,
    end_all,
    open_session,
    session,
    session_of,
)
from pipelines.settings import Settings

ACCOUNT = "Secretariat@academie.example"


@pytest.fixture
def where(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "data")


def test_a_session_is_known_by_its_token_and_by_its_name(where: Settings) -> None:
    token = open_session(where, ACCOUNT, "proof", now=0)
    opened = session(where, token, now=1)
    assert opened
    assert (opened.account, opened.id_token) == (ACCOUNT.lower(), "proof")
    assert session_of(where, opened.id, now=1) == opened
    assert session(where, opened.id, now=1) is None
    assert session_of(where, token, now=1) is None


def test_two_sessions_have_nothing_in_common(where: Settings) -> None:
    tokens = {open_session(where, ACCOUNT) for _ in range(50)}
    assert len(tokens) == 50
    assert min(len(token) for token in tokens) >= 43


def test_the_token_is_not_kept_and_the_file_is_its_owners_alone(where: Settings) -> None:
    token = open_session(where, ACCOUNT)
    assert token.encode() not in where.sessions.read_bytes()
    if sys.platform != "win32":
        assert where.sessions.stat().st_mode & 0o077 == 0


def test_a_session_ends_when_idle_and_acts_keep_it(where: Settings) -> None:
    token = open_session(where, ACCOUNT, now=0)
    assert session(where, token, now=IDLE_SECONDS - 1)
    assert session(where, token, now=2 * IDLE_SECONDS - 2)
    assert session(where, token, now=3 * IDLE_SECONDS - 2) is None


def test_looking_at_a_session_does_not_keep_it(where: Settings) -> None:
    token = open_session(where, ACCOUNT, now=0)
    opened = session(where, token, now=IDLE_SECONDS - 1, touch=False)
    assert opened
    assert session_of(where, opened.id, now=IDLE_SECONDS - 1)
    assert session(where, token, now=IDLE_SECONDS) is None


def test_a_session_ends_after_twelve_hours_whatever_is_done(where: Settings) -> None:
    token = open_session(where, ACCOUNT, now=0)
    for moment in range(0, ABSOLUTE_SECONDS, IDLE_SECONDS // 2):
        assert session(where, token, now=moment)
    assert session(where, token, now=ABSOLUTE_SECONDS) is None


def test_a_session_can_be_ended_alone_or_with_the_others_of_its_account(where: Settings) -> None:
    first, second, third = (open_session(where, ACCOUNT) for _ in range(3))
    foreign = open_session(where, "autre@academie.example")
    end(where, first)
    assert [bool(session(where, token)) for token in (first, second, third, foreign)] == [False, True, True, True]
    assert end_all(where, f" {ACCOUNT.upper()} ") == 2
    assert [bool(session(where, token)) for token in (second, third, foreign)] == [False, False, True]
    assert end_all(where, ACCOUNT) == 0


def test_what_is_over_is_forgotten(where: Settings) -> None:
    open_session(where, ACCOUNT, now=0)
    open_session(where, "autre@academie.example", now=IDLE_SECONDS)
    assert end_all(where, ACCOUNT) == 0


def test_attempts_are_counted_within_a_window(where: Settings) -> None:
    assert [allowed(where, "a", 3, 60, now=moment) for moment in (0, 10, 20, 30, 59)] == [True] * 3 + [False] * 2
    assert allowed(where, "b", 3, 60, now=59)
    assert allowed(where, "a", 3, 60, now=60)
    assert not allowed(where, "a", 3, 60, now=61)


def test_attempts_are_counted_together_by_threads_and_processes(where: Settings) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom pipelines.access.sessions import allowed\n"
        "from pipelines.settings import Settings\n"
        "print(sum(allowed(Settings(Path(sys.argv[1])), 'a', 50, 600) for _ in range(30)))"
    )
    command = [sys.executable, "-c", program, str(where.data)]
    others = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    with ThreadPoolExecutor(4) as pool:
        mine = sum(pool.map(lambda _: allowed(where, "a", 50, 600), range(30)))
    assert mine + sum(int(process.communicate(timeout=60)[0]) for process in others) == 50


def test_a_sign_in_comes_back_once_to_its_browser_and_in_time(where: Settings) -> None:
    attempts = [sign_ins.SignIn("/objectif") for _ in range(3)]
    for attempt in attempts:
        sign_ins.remember(where, attempt, "browser", now=0)
    assert sign_ins.take(where, attempts[0].state, "other", now=1) is None
    assert sign_ins.take(where, attempts[0].state, "browser", now=1) == attempts[0]
    assert sign_ins.take(where, attempts[0].state, "browser", now=1) is None
    assert sign_ins.take(where, attempts[1].state, "browser", now=sign_ins.GOOD_FOR_SECONDS) is None
    assert sign_ins.take(where, "unknown", "browser", now=1) is None
