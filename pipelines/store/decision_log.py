"""What the committees decide, advise, recommend and propose: recorded once, never rewritten.

A change of state, a correction and a withdrawal are one more record each, beside those that were there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from indicators.catalogue import catalogue
from indicators.territories import territories
from pipelines.errors import DecisionError
from pipelines.settings import Settings
from pipelines.store.lock import only_one
from pipelines.store.records import RecordLog, came_later
from pipelines.store.statements import compulsory, function_in_charge, line, moment

STATES = ("ouverte", "en cours", "tenue", "abandonnée")
PENDING = ("ouverte", "en cours")
KINDS = ("décision", "avis", "recommandation", "proposition")
INSTANCE = "instance nationale"
BODIES = ("comité départemental", "comité régional", "comité des partenaires", INSTANCE)
ACTIVE, WITHDRAWN = "active", "withdrawn"
_BODY_OF_LEVEL = {"department": BODIES[0], "academy": BODIES[1], "region": BODIES[1], "national": BODIES[2]}


@dataclass(frozen=True)
class Terms:
    """What a decision says, whatever became of it. `owner` is a function, never a person; without `body`, the decision
    is that of the committee of its territory; `addressed_to` is INSTANCE, or nobody."""

    meeting: str
    text: str
    owner: str
    territory_code: str
    objective_id: int | None = None
    axis_id: int | None = None
    due_on: date | None = None
    kind: str = KINDS[0]
    body: str = ""
    addressed_to: str = ""


@dataclass(frozen=True)
class Record:
    """One line: a decision as it was taken, or as it became."""

    id: str
    meeting: str
    text: str
    objective_id: int | None
    territory_code: str
    owner: str
    due_on: str | None
    state: str
    recorded_at: str
    kind: str = came_later(KINDS[0])
    body: str = came_later("")
    axis_id: int | None = came_later(None)
    addressed_to: str = came_later("")
    follow_up: str = came_later("")
    status: str = came_later(ACTIVE)
    reason: str = came_later("")

    @property
    def of_body(self) -> str:
        """The committee that took it: the one of its territory's level, unless another is recorded."""
        return self.body or usual_body(self.territory_code)

    @property
    def terms(self) -> Terms:
        due = date.fromisoformat(self.due_on) if self.due_on else None
        names = ("objective_id", "axis_id", "kind", "body", "addressed_to")
        subject = {name: getattr(self, name) for name in names}
        return Terms(self.meeting, self.text, self.owner, self.territory_code, due_on=due, **subject)


@dataclass(frozen=True)
class Decision:
    """Where a decision stands: its last record, when it was taken, all its records, and whether it is overdue."""

    last: Record
    taken_at: str
    overdue: bool
    history: tuple[Record, ...] = field(repr=False)

    @property
    def due_on(self) -> date | None:
        return date.fromisoformat(self.last.due_on) if self.last.due_on else None

    @property
    def pending(self) -> bool:
        return self.last.state in PENDING and not self.withdrawn

    @property
    def withdrawn(self) -> bool:
        return self.last.status == WITHDRAWN

    @property
    def follow_up(self) -> str:
        """The last words that went with a change of state."""
        return next((record.follow_up for record in reversed(self.history) if record.follow_up), "")


@dataclass(frozen=True)
class RecordOutcome:
    """What asking for a record gave: the record, and whether it is `new` or was there already."""

    record: Record
    new: bool

    @property
    def id(self) -> str:
        return self.record.id


def usual_body(territory_code: str) -> str:
    """The committee of a territory's level."""
    level = next(place.level for place in territories() if place.code == territory_code)
    return _BODY_OF_LEVEL[level]


def record(settings: Settings, terms: Terms, now: datetime | None = None) -> RecordOutcome:
    """Keeps a new decision, open; the same one, not withdrawn, is not kept twice. Raises DecisionError."""
    wanted = _checked(settings, terms)
    with only_one(settings.decisions):
        for decision in _decisions(settings, date.min):
            if not decision.withdrawn and wanted in {entry.terms for entry in decision.history}:
                return RecordOutcome(decision.last, new=False)
        entry = Record(_next_id(settings), state=STATES[0], recorded_at=moment(now), **_fields(wanted))
        _log(settings, entry.id).append([("0001", entry)])
    return RecordOutcome(entry, new=True)


def change_state(
    settings: Settings, decision_id: str, state: str, now: datetime | None = None, follow_up: str = ""
) -> RecordOutcome:
    """Keeps the new state of a decision, and what became of it in words. Raises DecisionError."""
    if state not in STATES:
        raise DecisionError(f"« {state} » n'est pas un état ; choisissez parmi : {', '.join(STATES)}.")
    return _follow(settings, decision_id, now, {"state": state, "follow_up": line(follow_up)})


def correct(settings: Settings, decision_id: str, terms: Terms, now: datetime | None = None) -> RecordOutcome:
    """Keeps a decision as it should have been recorded, beside what was recorded. Raises DecisionError."""
    return _follow(settings, decision_id, now, _fields(_checked(settings, terms)) | {"follow_up": ""})


def withdraw(settings: Settings, decision_id: str, reason: str, now: datetime | None = None) -> RecordOutcome:
    """Keeps that a decision no longer holds, and why: it stays in the history. Raises DecisionError."""
    why = compulsory(reason, "pourquoi la décision est retirée")
    return _follow(settings, decision_id, now, {"status": WITHDRAWN, "reason": why, "follow_up": ""})


def decisions(settings: Settings, today: date) -> list[Decision]:
    """Every decision, the most urgent first: overdue by due date, pending by due date, closed, withdrawn."""
    return sorted(
        _decisions(settings, today),
        key=lambda row: (row.withdrawn, not row.overdue, not row.pending, row.last.due_on or "9999", row.last.id),
    )


def decision(settings: Settings, decision_id: str) -> Decision:
    """The decision of a number, typed in any case. Raises DecisionError where there is none."""
    wanted = decision_id.strip().upper()
    every = {row.last.id: row for row in _decisions(settings, date.min)}
    if wanted not in every:
        numbers = ", ".join(sorted(every)) or "aucune"
        raise DecisionError(f"La décision « {decision_id} » n'existe pas ; décisions connues : {numbers}.")
    return every[wanted]


def damages(settings: Settings) -> list[str]:
    """Names of the records that are no longer as they were written, and of those that were lost."""
    folders = sorted(settings.decisions.glob("D*"))
    return [name for folder in folders for name in _log(settings, folder.name).integrity_errors()]


def _follow(settings: Settings, decision_id: str, now: datetime | None, changed: dict[str, Any]) -> RecordOutcome:
    """One more record of a decision that still holds; the last one where nothing changes."""
    with only_one(settings.decisions):
        past = decision(settings, decision_id)
        if past.withdrawn:
            if all(getattr(past.last, name) == value for name, value in changed.items()):
                return RecordOutcome(past.last, new=False)
            raise DecisionError(f"La décision {past.last.id} est retirée : enregistrez-en une autre.")
        wanted = replace(past.last, **changed)
        # a record that changes nothing and tells nothing new, as a second click asks for, is not kept
        if past.last in (wanted, replace(wanted, follow_up=wanted.follow_up or past.last.follow_up)):
            return RecordOutcome(past.last, new=False)
        entry = replace(wanted, recorded_at=moment(now))
        _log(settings, entry.id).append([(f"{len(past.history) + 1:04d}", entry)])
    return RecordOutcome(entry, new=True)


def _decisions(settings: Settings, today: date) -> Iterator[Decision]:
    for folder in settings.decisions.glob("D*"):
        if numbered := _log(settings, folder.name).numbered():  # its folder is made before its first record
            # two people who changed a decision at the same moment, before there was a lock, wrote the same number
            history = tuple(entry for _, entry in sorted(numbered, key=lambda pair: (pair[0], pair[1].recorded_at)))
            last = history[-1]
            settled = last.state not in PENDING or last.status == WITHDRAWN
            late = not settled and last.due_on is not None and date.fromisoformat(last.due_on) < today
            yield Decision(last, history[0].recorded_at, late, history)


def _log(settings: Settings, decision_id: str) -> RecordLog[Record]:
    return RecordLog(settings.decisions / decision_id, settings.data, Record, digits=4)


def _next_id(settings: Settings) -> str:
    """The next free number, its folder made."""
    number = max((int(path.name[1:]) for path in settings.decisions.glob("D*")), default=0) + 1
    (settings.decisions / f"D{number:04d}").mkdir()
    return f"D{number:04d}"


def _fields(terms: Terms) -> dict[str, Any]:
    """What a decision says, as its record keeps it."""
    return vars(terms) | {"due_on": terms.due_on.isoformat() if terms.due_on else None}


def _checked(settings: Settings, terms: Terms) -> Terms:
    """The same on clean lines. Raises DecisionError where something cannot be recorded."""
    clean = replace(
        terms,
        meeting=compulsory(terms.meeting, "la réunion"),
        text=compulsory(terms.text, "la décision"),
        owner=function_in_charge(terms.owner),
    )
    for word, allowed, what in (
        (clean.kind, KINDS, "une sorte de décision"),
        (clean.body, ("", *BODIES), "une instance"),
        (clean.addressed_to, ("", INSTANCE), "une instance à qui s'adresser"),
    ):
        if word not in allowed:
            choices = ", ".join(choice for choice in allowed if choice)
            raise DecisionError(f"« {word} » n'est pas {what} ; choisissez parmi : {choices}.")
    _check_subject(settings, clean)
    if clean.territory_code not in {place.code for place in territories()}:
        raise DecisionError(f"Le territoire « {clean.territory_code} » n'existe pas : écrivez par exemple « NAT-FR ».")
    # the usual body goes unsaid: the same decision typed with and without it is one
    return replace(clean, body="") if clean.body == usual_body(clean.territory_code) else clean


def _check_subject(settings: Settings, terms: Terms) -> None:
    strategy = catalogue(settings.catalogue)
    axes = {objective.id: objective.axis for objective in strategy.objectives}
    if terms.objective_id is not None and terms.objective_id not in axes:
        raise DecisionError(f"L'objectif {terms.objective_id} n'existe pas dans la stratégie.")
    if terms.axis_id is not None and terms.axis_id not in axes.values():
        raise DecisionError(f"L'axe {terms.axis_id} n'existe pas dans la stratégie.")
    if terms.objective_id is not None and terms.axis_id not in (None, axes[terms.objective_id]):
        own = axes[terms.objective_id]
        raise DecisionError(f"L'objectif {terms.objective_id} est de l'axe {own} : indiquez l'un ou l'autre.")
