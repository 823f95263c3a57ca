"""What became of the demands of committees: answered, passed on, gathered under a theme; recorded, never rewritten.

A demand itself is a cell of a report: here stands its identity alone, and what was said of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from pipelines.errors import DecisionError
from pipelines.settings import Settings
from pipelines.store.lock import only_one
from pipelines.store.records import RecordLog
from pipelines.store.statements import compulsory, function_in_charge, line, moment

STATES = ("reçue", "à l'étude", "acceptée", "refusée", "faite")
RECEIVED = STATES[0]
PASSED_ON = "transmise"
Act = Literal["answer", "pass_on", "gather"]


@dataclass(frozen=True)
class Record:
    """One line: what the committee of `territory_code` did with some demands. `owner` is a function, never a person."""

    act: Act
    demands: str
    territory_code: str
    state: str
    owner: str
    text: str
    due_on: str | None
    theme: str
    recorded_at: str

    @property
    def due(self) -> date | None:
        return date.fromisoformat(self.due_on) if self.due_on else None


@dataclass(frozen=True)
class Standing:
    """Where a demand stands: the records that answered it or passed it on, the oldest first, and the theme that each
    level put it under (territory → theme)."""

    history: tuple[Record, ...] = ()
    themes: Mapping[str, str] = field(default_factory=dict)

    @property
    def last(self) -> Record | None:
        return self.history[-1] if self.history else None

    @property
    def passed_on(self) -> bool:
        """Whether the level above the one it was sent to has it now."""
        return any(record.act == "pass_on" for record in self.history)

    @property
    def answered(self) -> bool:
        """Whether it was answered: to have received it, or passed it on, is no answer."""
        return self.last is not None and self.last.act == "answer" and self.last.state != RECEIVED


NOTHING_SAID = Standing()


@dataclass(frozen=True)
class Answer:
    """What a level answers, until it answers otherwise."""

    state: str
    owner: str
    text: str
    due_on: date | None = None


def answer(
    settings: Settings, demands: Collection[str], territory_code: str, reply: Answer, now: datetime | None = None
) -> bool:
    """Keeps an answer to demands; False where they have that answer already. Raises DecisionError."""
    if reply.state not in STATES:
        raise DecisionError(f"« {reply.state} » n'est pas un état ; choisissez parmi : {', '.join(STATES)}.")
    words = line(reply.text) if reply.state == RECEIVED else compulsory(reply.text, "la réponse")
    due = reply.due_on.isoformat() if reply.due_on else None
    owner = function_in_charge(reply.owner)
    return _keep(settings, demands, Record("answer", "", territory_code, reply.state, owner, words, due, "", ""), now)


def pass_on(
    settings: Settings, demands: Collection[str], territory_code: str, text: str = "", now: datetime | None = None
) -> bool:
    """Keeps that demands go to the level above, with what is said to it; False where they did already."""
    return _keep(settings, demands, Record("pass_on", "", territory_code, PASSED_ON, "", line(text), None, "", ""), now)


def gather(
    settings: Settings, demands: Collection[str], territory_code: str, theme: str, now: datetime | None = None
) -> bool:
    """Keeps the name under which a level gathers demands; False where they have it already. Raises DecisionError."""
    name = compulsory(theme, "le nom du thème")
    return _keep(settings, demands, Record("gather", "", territory_code, "", "", "", None, name, ""), now)


def standings(settings: Settings) -> dict[str, Standing]:
    """Demand → where it stands; a demand of which nothing was said is not there."""
    standings: dict[str, Standing] = {}
    for record in _log(settings).records():
        for demand in record.demands.split():
            past = standings.get(demand, NOTHING_SAID)
            if record.act == "gather":
                standings[demand] = replace(past, themes={**past.themes, record.territory_code: record.theme})
            else:
                standings[demand] = replace(past, history=(*past.history, record))
    return standings


def last(settings: Settings) -> int:
    """How many records there are: what was remembered of them is stale once there is one more."""
    return _log(settings).last()


def damages(settings: Settings) -> list[str]:
    """Names of the records that are no longer as they were written, and of the numbers that were lost."""
    return _log(settings).integrity_errors()


def _keep(settings: Settings, demands: Collection[str], wanted: Record, now: datetime | None) -> bool:
    """One more record of those demands that it tells something new of, as a second click never does."""
    if not demands:
        raise DecisionError("Choisissez au moins une demande.")
    log = _log(settings)
    with only_one(log.folder):
        past = standings(settings)
        new = sorted(demand for demand in set(demands) if not _is_told(past.get(demand, NOTHING_SAID), wanted))
        if new:
            log.number([replace(wanted, demands=" ".join(new), recorded_at=moment(now))])
    return bool(new)


def _is_told(past: Standing, wanted: Record) -> bool:
    if wanted.act == "gather":
        return past.themes.get(wanted.territory_code) == wanted.theme
    if wanted.act == "pass_on":
        return past.passed_on
    last = past.last
    return last is not None and replace(last, demands="", recorded_at="") == wanted


def _log(settings: Settings) -> RecordLog[Record]:
    return RecordLog(settings.demands, settings.demands.parent, Record, digits=6)
