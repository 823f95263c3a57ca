"""What the pages of the annual review read and write: what changed, the agenda, the decisions."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

import streamlit as st

from dashboard import data
from pipelines.changes import Changes, usual
from pipelines.changes import changes as compare
from pipelines.changes import sides as read_sides
from pipelines.decisions import DecisionError, Record, change_state, record, this_day
from pipelines.review import Review
from pipelines.review import review as read_review
from pipelines.settings import Settings, settings

LOCAL = ("localhost", "127.0.0.1", "::1")


@lru_cache(maxsize=8)
def _changes(live: Settings, build: data.Identity, frozen: int, before: str, after: str) -> Changes:
    return compare(live, before, after)


def sides() -> dict[str, str]:
    """What can be compared: each campaign of the present state that has results, then each edition, with its name."""
    return read_sides(settings())


def usual_sides(campaign: str | None = None) -> tuple[str, str]:
    """The two sides that are compared unless others are asked: what is shown, and what usually comes before it."""
    frozen = data.edition()
    wanted = frozen.slug if frozen else campaign if campaign in sides() else None
    return usual(settings(), wanted)


def changes(before: str, after: str) -> Changes:
    """What moved between two of the sides."""
    return _changes(settings(), data.identity(settings()), len(data.editions()), before, after)


def review(campaign: str, territory: str) -> Review:
    """The agenda of a review, with the decisions known to what is shown."""
    return data.of_this_run(lambda build: read_review(data.shown(), campaign, territory, this_day()))


def why_not_record() -> str | None:
    """Why nothing can be recorded from here, or None: an edition never changes, and only this machine writes."""
    if data.edition():
        return "Une édition figée ne change pas : revenez à l'état présent pour enregistrer une décision."
    if _from_elsewhere():
        return "Les décisions s'enregistrent sur la machine qui sert ce tableau de bord."
    return None


def _from_elsewhere() -> bool:
    """Whether the reader is not at this machine, or reached it through another one that speaks in its name."""
    headers, address = st.context.headers, st.context.ip_address
    host = urlsplit(f"//{headers.get('Host') or 'localhost'}").hostname
    forwarded = any(headers.get(name) for name in ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded"))
    return forwarded or host not in LOCAL or (isinstance(address, str) and address not in LOCAL)


def record_decision(
    meeting: str, text: str, owner: str, territory: str, objective: int | None, due_on: date | None
) -> Record:
    """Keeps a decision of the present state. Raises DecisionError."""
    _only_where_allowed()
    return record(settings(), meeting, text, owner, territory, objective, due_on)


def change_decision(decision_id: str, state: str) -> Record:
    """Keeps the new state of a decision. Raises DecisionError."""
    _only_where_allowed()
    return change_state(settings(), decision_id, state)


def _only_where_allowed() -> None:
    refusal = why_not_record()
    if refusal:
        raise DecisionError(refusal)
