"""Who asks: for the run of a page, and for a request to one of our own routes."""

from __future__ import annotations

import getpass
from dataclasses import dataclass

import streamlit as st
from starlette.requests import HTTPConnection

from dashboard.identity.configuration import mode
from pipelines.access.rights import EVERYTHING, NOTHING, Rights
from pipelines.access.sessions import session_of
from pipelines.access.table import rights_of
from pipelines.errors import PilotageError
from pipelines.settings import Settings, settings
from pipelines.store import audit_log

# Set by the gate alone, which strips whatever a client sends under a name that begins so.
OURS = "x-pilotage-"
SESSION_HEADER = f"{OURS}session"


class SignedOut(PilotageError):
    """The session of this page is over: the page says so and offers to sign in again."""


@dataclass(frozen=True)
class Identity:
    """An account, what stands for it in the journal, what it may see, and its session.

    A machine that serves nobody else has no session."""

    account: str
    pseudonym: str
    rights: Rights
    session: str | None


def current() -> Identity:
    """Who looks at the page that runs now; raises SignedOut when the session is over or gives no right any more."""
    if mode() == "local":
        return on_this_machine(settings())
    identity = _known(settings(), st.context.headers.get(SESSION_HEADER))
    if identity is None:
        raise SignedOut
    return identity


def identity_of(request: HTTPConnection) -> Identity | None:
    """Who sends a request that went through the gate, or None where nobody is signed in."""
    if mode() == "local":
        return on_this_machine(settings())
    return _known(settings(), request.headers.get(SESSION_HEADER))


def on_this_machine(settings: Settings) -> Identity:
    """Whoever sits at a machine that serves nobody else sees everything."""
    account = f"console:{_login()}"
    return Identity(account, audit_log.pseudonym(settings, account), EVERYTHING, None)


def _known(settings: Settings, session_id: str | None) -> Identity | None:
    session = session_of(settings, session_id) if session_id else None
    rights = rights_of(settings, session.account) if session else NOTHING
    if session is None or not rights.grants:
        return None
    return Identity(session.account, audit_log.pseudonym(settings, session.account), rights, session.id)


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run as a number that has no name
        return "inconnu"
