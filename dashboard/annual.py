"""What the pages of the annual review read and write: what changed, the agenda, the decisions."""

from __future__ import annotations

from datetime import date

from dashboard import data
from dashboard.build_cache import of_build
from pipelines.access.rights import Rights
from pipelines.access.scoped import scoped
from pipelines.errors import DecisionError
from pipelines.facts.review import Review
from pipelines.facts.review import review as read_review
from pipelines.releases.compare import Changes, usual
from pipelines.releases.compare import changes as compare
from pipelines.releases.compare import sides as read_sides
from pipelines.settings import Settings, settings, this_day
from pipelines.store import audit_log
from pipelines.store.decision_log import Record, change_state, record


@of_build(32)
def _changes(live: Settings, build: data.Build, rights: Rights, frozen: int, before: str, after: str) -> Changes:
    return compare(live, before, after, lambda where: scoped(where, rights))


def sides() -> dict[str, str]:
    """What can be compared: each campaign of the present state that has results, then each edition, with its name."""
    return read_sides(settings(), data.seen)


def usual_sides(campaign: str | None = None) -> tuple[str, str]:
    """The two sides that are compared unless others are asked: what is shown, and what usually comes before it."""
    frozen = data.edition()
    wanted = frozen.slug if frozen else campaign if campaign in sides() else None
    return usual(settings(), wanted, data.seen)


def changes(before: str, after: str) -> Changes:
    """What moved between two of the sides."""
    who, kept = data.who().rights, len(data.editions())
    return data.of_this_run(lambda _: _changes(settings(), data.identity(settings()), who, kept, before, after))


def review(campaign: str, territory: str) -> Review:
    """The agenda of a review, with the decisions known to what is shown."""
    known = data.decisions()
    return data.of_this_run(lambda build: read_review(data.shown(), campaign, territory, this_day(), known))


def why_not_record(territory: str) -> str | None:
    """Why nothing can be recorded for a territory, or None: an edition never changes, and rights decide the rest."""
    if data.edition():
        return "Une édition figée ne change pas : revenez à l'état présent pour enregistrer une décision."
    if not data.who().rights.may_deposit(territory):
        return "Votre rôle permet de lire les décisions de ce territoire, pas d'en enregistrer."
    return None


def record_decision(
    meeting: str, text: str, owner: str, territory: str, objective: int | None, due_on: date | None
) -> Record:
    """Keeps a decision of the present state. Raises DecisionError."""
    _only_where_allowed(territory)
    return _noted(record(settings(), meeting, text, owner, territory, objective, due_on))


def change_decision(decision_id: str, state: str) -> Record:
    """Keeps the new state of a decision. Raises DecisionError."""
    known = {one.last.id: one.last.territory_code for one in data.decisions()}
    _only_where_allowed(known.get(decision_id, ""))
    return _noted(change_state(settings(), decision_id, state))


def _only_where_allowed(territory: str) -> None:
    refusal = why_not_record(territory)
    if refusal:
        raise DecisionError(refusal)


def _noted(kept: Record) -> Record:
    who = data.who()
    audit_log.record(settings(), "decision", who.pseudonym, who.rights.label, decision=kept.id)
    return kept
