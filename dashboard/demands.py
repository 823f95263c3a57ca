"""What the page « Demandes » reads and writes, and what other pages say of the demands of a territory."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dashboard import data
from dashboard.build_cache import of_build
from indicators.territories import NATIONAL
from pipelines.errors import DecisionError
from pipelines.facts.demands import Demand, addressed_to, of_territory
from pipelines.facts.demands import demands as every_demand
from pipelines.settings import Settings, settings
from pipelines.store import audit_log, demand_log
from pipelines.store.demand_log import Answer


@of_build(30_000)
def _demands(settings: Settings, build: data.Build, campaign: str, _answers: int) -> tuple[Demand, ...]:
    return tuple(every_demand(settings, campaign))


def demands(campaign: str, territory: str) -> list[Demand]:
    """The demands of a territory and of those beneath it that the person who looks may see, with their answers."""
    answers = demand_log.last(data.shown())
    return of_territory(data.of_this_run(lambda build: _demands(data.shown(), build, campaign, answers)), territory)


def sent_by(campaign: str, territories: Collection[str]) -> list[Demand]:
    """The demands of some committees."""
    return [each for each in demands(campaign, NATIONAL) if each.territory_code in territories]


def why_not_answer(territory: str) -> str | None:
    """Why nothing can be answered for a territory, or None; the right is that of recording its decisions."""
    if data.edition():
        return "Une édition figée ne change pas : revenez à l'état présent pour répondre à une demande."
    if not data.who().rights.may_deposit(territory):
        return "Votre rôle permet de lire les demandes et leurs réponses, pas d'y répondre."
    return None


def answer(demands: Sequence[Demand], territory: str, answer: Answer) -> bool:
    """Keeps an answer; False where it was there already. Raises DecisionError."""
    return _noted(demands, territory, demand_log.answer(settings(), _allowed(demands, territory), territory, answer))


def pass_on(demands: Sequence[Demand], territory: str, text: str) -> bool:
    """Keeps that demands go to France; False where they did already. Raises DecisionError."""
    return _noted(demands, territory, demand_log.pass_on(settings(), _allowed(demands, territory), territory, text))


def gather(demands: Sequence[Demand], territory: str, theme: str) -> bool:
    """Keeps under which name the page of a territory shows demands. Raises DecisionError."""
    refusal = why_not_answer(territory)
    if refusal:
        raise DecisionError(refusal)
    return _noted(demands, territory, demand_log.gather(settings(), {each.id for each in demands}, territory, theme))


def _allowed(demands: Sequence[Demand], territory: str) -> set[str]:
    """The numbers of demands that the committee of this territory has to answer. Raises DecisionError."""
    refusal = why_not_answer(territory)
    if refusal:
        raise DecisionError(refusal)
    return {each.id for each in addressed_to(territory, demands, [each.id for each in demands])}


def _noted(demands: Sequence[Demand], territory: str, new: bool) -> bool:
    """The line of an answer in the audit log; what was there already leaves none: nothing was done."""
    who = data.who()
    if new:
        audit_log.record(
            settings(), "answer", who.pseudonym, who.rights.label, territory=territory, demands=len(demands)
        )
    return new
