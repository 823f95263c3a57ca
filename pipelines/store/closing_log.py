"""Campaigns that close: each closing or reopening recorded once, with its reason, and never rewritten."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from indicators.models import Strategy
from pipelines.errors import ClosingError
from pipelines.settings import Settings
from pipelines.store.lock import only_one
from pipelines.store.records import RecordLog

State = Literal["open", "closed"]
ON_ITS_DAY = "Jour de clôture de la collecte."
LONGEST = 2000


@dataclass(frozen=True)
class Closing:
    """One record: `campaign` became `state` on the day `on`; `recorded_at` is when that was written down."""

    campaign: str
    state: State
    on: str
    reason: str
    recorded_at: str


@dataclass(frozen=True)
class Campaign:
    """Where the collection of a campaign stands; `closed_on` is None while it is open."""

    campaign: str
    state: State
    closes_on: date
    closed_on: date | None
    history: tuple[Closing, ...]


def campaigns(settings: Settings, strategy: Strategy) -> list[Campaign]:
    """Every campaign of the strategy, in its order, as the records say: open until a record closes it."""
    recorded = records(settings)
    listed = []
    for name in strategy.campaigns:
        history = tuple(record for record in recorded if record.campaign == name)
        closed = bool(history) and history[-1].state == "closed"
        on = date.fromisoformat(history[-1].on) if closed else None
        listed.append(Campaign(name, "closed" if closed else "open", strategy.closes_on(name), on, history))
    return listed


def due(settings: Settings, strategy: Strategy, today: date) -> list[Campaign]:
    """The campaigns whose day has come, and that no record has closed: what was reopened since then stays open."""
    return [
        campaign
        for campaign in campaigns(settings, strategy)
        if campaign.state == "open"
        and campaign.closes_on <= today
        and not (campaign.history and date.fromisoformat(campaign.history[-1].on) >= campaign.closes_on)
    ]


def record_due(settings: Settings, strategy: Strategy, today: date, now: datetime | None = None) -> None:
    """Records the closings whose day has come, on that day: a build that comes later says the same."""
    if due(settings, strategy, today):  # nothing is locked, nor made, where there is nothing to write
        with only_one(settings.closings):
            ready = due(settings, strategy, today)
            _keep(
                settings,
                [_record(campaign.campaign, "closed", campaign.closes_on, ON_ITS_DAY, now) for campaign in ready],
            )


def leave_open(settings: Settings, strategy: Strategy, campaign: str, reason: str) -> None:
    """Records that the day of a campaign does not close it: only somebody will."""
    with only_one(settings.closings):
        [present] = [candidate for candidate in campaigns(settings, strategy) if candidate.campaign == campaign]
        if not present.history:
            _keep(settings, [_record(campaign, "open", present.closes_on, reason, None)])


def close(
    settings: Settings, strategy: Strategy, campaign: str, reason: str, today: date, now: datetime | None = None
) -> Closing | None:
    """Closes a campaign, today. None where it is closed already: nothing is recorded twice. Raises ClosingError."""
    return _change(settings, strategy, campaign, "closed", reason, today, now)


def reopen(
    settings: Settings, strategy: Strategy, campaign: str, reason: str, today: date, now: datetime | None = None
) -> Closing | None:
    """Opens a closed campaign again, today. None where it is open already. Raises ClosingError."""
    return _change(settings, strategy, campaign, "open", reason, today, now)


def records(settings: Settings) -> list[Closing]:
    """Every record, in the order in which they were written."""
    return _log(settings).records()


def digest(settings: Settings) -> str:
    """What tells a build made with other records: where each campaign stands, whenever it was written down."""
    last = {record.campaign: (record.state, record.on) for record in records(settings)}
    return hashlib.sha256(json.dumps(sorted(last.items())).encode()).hexdigest()


def damages(settings: Settings) -> list[str]:
    """Names of the records that are no longer as they were written, and of the numbers that were lost."""
    return _log(settings).integrity_errors()


def _change(
    settings: Settings,
    strategy: Strategy,
    campaign: str,
    state: State,
    reason: str,
    today: date,
    now: datetime | None,
) -> Closing | None:
    plain = " ".join("".join(c if c.isprintable() else " " for c in reason).split())
    if not plain or len(plain) > LONGEST:
        raise ClosingError(f"Écrivez pourquoi (--reason), en {LONGEST} caractères au plus.")
    if campaign not in strategy.campaigns:
        raise ClosingError(f"« {campaign} » n'est pas une campagne ; choisissez parmi {', '.join(strategy.campaigns)}.")
    with only_one(settings.closings):
        [present] = [candidate for candidate in campaigns(settings, strategy) if candidate.campaign == campaign]
        if present.state == state:
            return None
        closing = _record(campaign, state, today, plain, now)
        _keep(settings, [closing])
    return closing


def _record(campaign: str, state: State, on: date, reason: str, now: datetime | None) -> Closing:
    return Closing(campaign, state, on.isoformat(), reason, (now or datetime.now(UTC)).isoformat(timespec="seconds"))


def _keep(settings: Settings, wanted: Iterable[Closing]) -> None:
    _log(settings).number(wanted)


def _log(settings: Settings) -> RecordLog[Closing]:
    return RecordLog(settings.closings, settings.data, Closing, digits=6)
