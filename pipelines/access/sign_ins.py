"""Sign-ins sent to a provider and not back yet: each bound to one browser, good once, for 10 minutes."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field

from pipelines.access.session_store import hashed, store_of
from pipelines.settings import Settings

GOOD_FOR_SECONDS = 600


def _random() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class SignIn:
    """What a sign-in leaves with, and what its answer must match; `back` is where it will lead."""

    back: str
    state: str = field(default_factory=_random)
    nonce: str = field(default_factory=_random)
    verifier: str = field(default_factory=_random)


def remember(settings: Settings, sign_in: SignIn, browser: str, now: float | None = None) -> None:
    """Keeps a sign-in for the browser that holds `browser`; those that are too old are forgotten."""
    at = time.time() if now is None else now
    row = (hashed(sign_in.state), hashed(browser), sign_in.nonce, sign_in.verifier, sign_in.back, at)
    with store_of(settings) as store:
        store.execute("delete from sign_in where at <= ?", (at - GOOD_FOR_SECONDS,))
        store.execute("insert into sign_in values (?, ?, ?, ?, ?, ?)", row)


def take(settings: Settings, state: str, browser: str, now: float | None = None) -> SignIn | None:
    """The sign-in of a state, once: None where it was taken, is too old, or left from another browser."""
    at = time.time() if now is None else now
    taking = "delete from sign_in where state_hash = ? and browser_hash = ? returning back, nonce, verifier, at"
    with store_of(settings) as store:
        rows = store.execute(taking, (hashed(state), hashed(browser))).fetchall()
    if not rows or at - rows[0][3] >= GOOD_FOR_SECONDS:
        return None
    back, nonce, verifier, _at = rows[0]
    return SignIn(back, state, nonce, verifier)
