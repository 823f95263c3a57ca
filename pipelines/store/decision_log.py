"""Decisions of the committees: recorded once, never rewritten; a change of state is one more record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from indicators.catalogue import catalogue
from indicators.territories import territories
from pipelines.errors import DecisionError
from pipelines.settings import Settings
from pipelines.store.records import RecordLog

STATES = ("ouverte", "en cours", "tenue", "abandonnée")
PENDING = ("ouverte", "en cours")
LONGEST = 2000
_PERSON = re.compile(r"@|^\s*(m\.|mme|mlle|monsieur|madame|mademoiselle)\s", re.IGNORECASE)


@dataclass(frozen=True)
class Record:
    """One line: a decision as it was taken, or its later state. `owner` is a function, never a person."""

    id: str
    meeting: str
    text: str
    objective_id: int | None
    territory_code: str
    owner: str
    due_on: str | None
    state: str
    recorded_at: str


@dataclass(frozen=True)
class Decision:
    """Where a decision stands: its last record, when it was taken, its past states, and whether it is overdue."""

    last: Record
    taken_at: str
    overdue: bool
    history: tuple[Record, ...] = field(repr=False)

    @property
    def due_on(self) -> date | None:
        return date.fromisoformat(self.last.due_on) if self.last.due_on else None

    @property
    def pending(self) -> bool:
        return self.last.state in PENDING


def record(
    settings: Settings,
    meeting: str,
    text: str,
    owner: str,
    territory_code: str,
    objective_id: int | None = None,
    due_on: date | None = None,
    now: datetime | None = None,
) -> Record:
    """Keeps a new decision, open. Raises DecisionError."""
    due = due_on.isoformat() if due_on else None
    facts = (_said(meeting, "la réunion"), _said(text, "la décision"), objective_id, territory_code)
    one = Record("", *facts, _said(owner, "la fonction responsable"), due, STATES[0], _moment(now))
    _check(settings, one)
    kept = replace(one, id=_new_id(settings))
    _keep(settings, kept, 1)
    return kept


def change_state(settings: Settings, decision_id: str, state: str, now: datetime | None = None) -> Record:
    """Keeps the new state of a decision, beside the old one. Raises DecisionError."""
    if state not in STATES:
        raise DecisionError(f"« {state} » n'est pas un état ; choisissez parmi : {', '.join(STATES)}.")
    wanted = decision_id.strip().upper()
    found = {one.last.id: one for one in decisions(settings, date.min)}
    if wanted not in found:
        raise DecisionError(f"La décision « {decision_id} » n'existe pas ; décisions connues : {_known(found)}.")
    kept = replace(found[wanted].last, state=state, recorded_at=_moment(now))
    _keep(settings, kept, len(found[wanted].history) + 1)
    return kept


def decisions(settings: Settings, today: date) -> list[Decision]:
    """Every decision: overdue ones first (the oldest date first), then the pending, then those that are closed."""
    return sorted(
        _decisions(settings, today),
        key=lambda one: (not one.overdue, not one.pending, one.last.due_on or "9999", one.last.id),
    )


def damages(settings: Settings) -> list[str]:
    """Names of the records that are no longer as they were written, and of those that were lost."""
    folders = sorted(settings.decisions.glob("D*"))
    return [name for folder in folders for name in _log(settings, folder.name).integrity_errors()]


def _decisions(settings: Settings, today: date) -> Iterator[Decision]:
    for folder in settings.decisions.glob("D*"):
        if read := _log(settings, folder.name).numbered():  # its folder is made before its first record
            # two people who change a decision at the same moment write the same number: the later one has the last word
            history = tuple(one for _, one in sorted(read, key=lambda pair: (pair[0], pair[1].recorded_at)))
            last = history[-1]
            late = last.state in PENDING and last.due_on is not None and date.fromisoformat(last.due_on) < today
            yield Decision(last, history[0].recorded_at, late, history)


def _log(settings: Settings, decision_id: str) -> RecordLog[Record]:
    return RecordLog(settings.decisions / decision_id, settings.data, Record, digits=4)


def _new_id(settings: Settings) -> str:
    """The next free number; making its folder takes it, so that two writers never share one."""
    settings.decisions.mkdir(parents=True, exist_ok=True)
    number = max((int(path.name[1:]) for path in settings.decisions.glob("D*")), default=0) + 1
    while True:
        name = f"D{number:04d}"
        try:
            (settings.decisions / name).mkdir()
        except FileExistsError:
            number += 1
        else:
            return name


def _keep(settings: Settings, one: Record, number: int) -> None:
    _log(settings, one.id).append([(f"{number:04d}", one)])


def _check(settings: Settings, one: Record) -> None:
    if _PERSON.search(one.owner):
        raise DecisionError("Indiquez une fonction ou un service responsable, jamais le nom d'une personne.")
    known = {None, *(objective.id for objective in catalogue(settings.catalogue).objectives)}
    if one.objective_id not in known:
        raise DecisionError(f"L'objectif {one.objective_id} n'existe pas dans la stratégie.")
    if one.territory_code not in {place.code for place in territories()}:
        raise DecisionError(f"Le territoire « {one.territory_code} » n'existe pas : écrivez par exemple « NAT-FR ».")


def read_date(text: str | None) -> date | None:
    """A date as people type it (`31/12/2026`), or none where nothing is typed. Raises DecisionError."""
    if not (text or "").strip():
        return None
    for pattern in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(str(text).strip(), pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise DecisionError(f"« {text} » n'est pas une date : écrivez par exemple « 31/12/2026 ».")


def _said(text: Any, what: str) -> str:
    """Free text on one line, without control characters. Raises DecisionError where there is none, or too much."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
    if not plain or len(plain) > LONGEST:
        raise DecisionError(f"Écrivez {what}, en {LONGEST} caractères au plus.")
    return plain


def _moment(now: datetime | None) -> str:
    return (now or datetime.now(UTC)).isoformat(timespec="microseconds")


def _known(found: dict[str, Decision]) -> str:
    return ", ".join(sorted(found)) or "aucune"
