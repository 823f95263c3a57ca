"""Who is signed in, kept on the server so that a session can be ended, and how often something may be tried."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from pipelines.access.lines import plain_account
from pipelines.access.session_store import hashed, store_of
from pipelines.settings import Settings

IDLE_SECONDS = 30 * 60
ABSOLUTE_SECONDS = 12 * 3600
ATTEMPTS_KEPT_SECONDS = 24 * 3600
# Noted at most this often: a page asks for a hundred files, and each note is a write.
_NOTED_EVERY = 20

_COLUMNS = "select id, account, id_token, opened, touched from session"


@dataclass(frozen=True)
class Session:
    """An account that is signed in. `id` names it inside this machine; the token that proves it is not kept."""

    id: str
    account: str
    id_token: str
    opened: float
    touched: float

    def over(self, now: float) -> bool:
        """Whether it ended by itself: nothing done for 30 minutes, or 12 hours old."""
        return now - self.touched >= IDLE_SECONDS or now - self.opened >= ABSOLUTE_SECONDS


def open_session(settings: Settings, account: str, id_token: str = "", now: float | None = None) -> str:
    """Opens a session and returns its token, which exists nowhere else; sessions that are over are forgotten."""
    at = time.time() if now is None else now
    token = secrets.token_urlsafe(32)
    row = (secrets.token_urlsafe(16), hashed(token), same_account(account), id_token, at, at)
    with store_of(settings) as store:
        store.execute(
            "delete from session where touched <= ? or opened <= ?", (at - IDLE_SECONDS, at - ABSOLUTE_SECONDS)
        )
        store.execute("insert into session values (?, ?, ?, ?, ?, ?)", row)
    return token


def same_account(account: str) -> str:
    """An account as it is compared: an e-mail address whatever its capitals. What is no address stays as it is: a
    letter that is not of ASCII may become one when it is made small, and the account somebody else's."""
    return plain_account(account) or account


def session(settings: Settings, token: str, now: float | None = None, touch: bool = True) -> Session | None:
    """The session that a token proves, or None where it is over or was ended; being asked for keeps it alive."""
    return _session(settings, f"{_COLUMNS} where token_hash = ?", hashed(token), now, touch)


def session_of(settings: Settings, session_id: str, now: float | None = None, touch: bool = False) -> Session | None:
    """The session of an internal name, or None where it is over or was ended."""
    return _session(settings, f"{_COLUMNS} where id = ?", session_id, now, touch)


def end(settings: Settings, token: str) -> None:
    """Ends the session of a token."""
    with store_of(settings) as store:
        store.execute("delete from session where token_hash = ?", (hashed(token),))


def end_all(settings: Settings, account: str) -> int:
    """Ends every session of an account; returns how many there were."""
    with store_of(settings) as store:
        return store.execute("delete from session where account = ?", (same_account(account),)).rowcount


def allowed(settings: Settings, bucket: str, limit: int, seconds: int, now: float | None = None) -> bool:
    """Counts one attempt and says whether it is among the first `limit` of the last `seconds`, all processes together.

    An attempt that is refused is not counted: who waits long enough is let in, whatever was tried meanwhile."""
    at = time.time() if now is None else now
    with store_of(settings) as store:
        # Counting and adding are one step: no other process comes in between.
        store.execute("begin immediate")
        forgotten = (at - ATTEMPTS_KEPT_SECONDS, bucket, at - seconds)
        store.execute("delete from attempt where at <= ? or (bucket = ? and at <= ?)", forgotten)
        counted = store.execute("select count(*) from attempt where bucket = ?", (bucket,)).fetchall()[0][0]
        if counted < limit:
            store.execute("insert into attempt values (?, ?)", (bucket, at))
        store.execute("commit")
    return counted < limit


def _session(settings: Settings, query: str, key: str, now: float | None, touch: bool) -> Session | None:
    at = time.time() if now is None else now
    with store_of(settings) as store:
        rows = store.execute(query, (key,)).fetchall()
        session = Session(*rows[0]) if rows else None
        if session is None or session.over(at):
            return None
        if touch and at - session.touched >= _NOTED_EVERY:
            store.execute("update session set touched = ? where id = ?", (at, session.id))
    return session
