"""What the pages of the annual review read and write: what changed, the agenda, the decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dashboard import data
from dashboard.build_cache import of_build
from pipelines.access.rights import Rights
from pipelines.access.scoped import scoped
from pipelines.errors import DecisionError
from pipelines.facts.national_dialogue import Dialogue, with_decisions
from pipelines.facts.national_dialogue import national_dialogue as read_dialogue
from pipelines.facts.review import Review, of_territory
from pipelines.facts.review import review as read_review
from pipelines.releases.compare import Changes, usual
from pipelines.releases.compare import changes as compare
from pipelines.releases.compare import sides as read_sides
from pipelines.settings import Settings, settings, this_day
from pipelines.store import audit_log, demand_log
from pipelines.store.decision_log import RecordOutcome, Terms, change_state, correct, record, withdraw


@of_build(32)
def _changes(live: Settings, build: data.Build, rights: Rights, frozen: int, before: str, after: str) -> Changes:
    return compare(live, before, after, lambda settings: scoped(settings, rights))


@of_build(64)
def _sides(live: Settings, build: data.Build, rights: Rights, frozen: int) -> dict[str, str]:
    return read_sides(live, lambda settings: scoped(settings, rights))


@of_build(64)
def _usual(live: Settings, build: data.Build, rights: Rights, frozen: int, wanted: str | None) -> tuple[str, str]:
    return usual(live, wanted, lambda settings: scoped(settings, rights))


@of_build(256)
def _review(settings: Settings, build: data.Build, campaign: str, territory: str, today: date) -> Review:
    """The agenda of a review, its decisions apart: they are recorded between two builds."""
    return read_review(settings, campaign, territory, today, [])


def sides() -> dict[str, str]:
    """What can be compared: each campaign of the present state that has results, then each edition, with its name."""
    return _sides(*_compared())


def usual_sides(campaign: str | None = None) -> tuple[str, str]:
    """The two sides that are compared unless others are asked: what is shown, and what usually comes before it."""
    frozen = data.edition()
    wanted = frozen.slug if frozen else campaign if campaign in sides() else None
    return _usual(*_compared(), wanted)


def changes(before: str, after: str) -> Changes:
    """The changes between two of the sides: what moved."""
    return data.of_this_run(lambda _: _changes(*_compared(), before, after))


def _compared() -> tuple[Settings, data.Build, Rights, int]:
    """What a comparison depends on beside its sides: the present build, who looks, and how many editions there are."""
    return settings(), data.identity(settings()), data.who().rights, len(data.editions())


def review(campaign: str, territory: str) -> Review:
    """The agenda of a review, with the decisions known to what is shown."""
    agenda = data.of_this_run(lambda build: _review(data.shown(), build, campaign, territory, this_day()))
    return replace(agenda, decisions=of_territory(data.decisions(), territory))


@of_build(64)
def _dialogue(settings: Settings, build: data.Build, campaign: str, today: date, _answers: int) -> Dialogue:
    """The national dialogue, its decisions apart: they are recorded between two builds, as answers are."""
    return read_dialogue(settings, campaign, [])


def national_dialogue(campaign: str) -> Dialogue:
    """What a session of the instance nationale opens on, with the decisions known to what is shown."""
    answers = demand_log.last(data.shown())
    dialogue = data.of_this_run(lambda build: _dialogue(data.shown(), build, campaign, data.today(), answers))
    return with_decisions(dialogue, data.decisions())


def why_not_record(territory: str) -> str | None:
    """Why nothing can be recorded for a territory, or None: an edition never changes, and rights decide the rest."""
    if data.edition():
        return "Une édition figée ne change pas : revenez à l'état présent pour enregistrer une décision."
    if not data.who().rights.may_deposit(territory):
        return "Votre rôle permet de lire les décisions de ce territoire, pas d'en enregistrer."
    return None


def record_decision(terms: Terms) -> RecordOutcome:
    """Keeps a decision of the present state. Raises DecisionError."""
    _only_where_allowed(terms.territory_code)
    return _noted(record(settings(), terms))


def change_decision(decision_id: str, state: str, follow_up: str = "") -> RecordOutcome:
    """Keeps the new state of a decision, and what became of it. Raises DecisionError."""
    _only_where_allowed(_territory_of(decision_id))
    return _noted(change_state(settings(), decision_id, state, follow_up=follow_up))


def correct_decision(decision_id: str, terms: Terms) -> RecordOutcome:
    """Keeps a decision as it should have been recorded. Raises DecisionError."""
    _only_where_allowed(_territory_of(decision_id))
    _only_where_allowed(terms.territory_code)
    return _noted(correct(settings(), decision_id, terms))


def withdraw_decision(decision_id: str, reason: str) -> RecordOutcome:
    """Keeps that a decision no longer holds. Raises DecisionError."""
    _only_where_allowed(_territory_of(decision_id))
    return _noted(withdraw(settings(), decision_id, reason))


def _territory_of(decision_id: str) -> str:
    return {row.last.id: row.last.territory_code for row in data.decisions()}.get(decision_id, "")


def _only_where_allowed(territory: str) -> None:
    refusal = why_not_record(territory)
    if refusal:
        raise DecisionError(refusal)


def _noted(decision: RecordOutcome) -> RecordOutcome:
    """The line of a decision in the audit log; what was there already leaves none: nothing was done."""
    who = data.who()
    if decision.new:
        audit_log.record(settings(), "decision", who.pseudonym, who.rights.label, decision=decision.id)
    return decision
