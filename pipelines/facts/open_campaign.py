"""The campaigns of the strategy, the one that is opened first, and what is said in place of verdicts, ranks, trends and
subjects to discuss while one is being collected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol

from indicators.typography import day, number, typeset
from pipelines.facts.rows.mapper import facts
from pipelines.settings import Settings

PROVISIONAL = "Les chiffres sont provisoires : aucun n'est jugé, classé ni comparé avant la clôture."


@dataclass(frozen=True, slots=True)
class ListedCampaign:
    """A campaign, and what was received of it; those of an edition made before campaigns closed have no state."""

    QUERY: ClassVar[str] = "strategy/campaigns"
    campaign: str
    has_results: bool
    previous_campaign: str | None
    is_default: bool
    state: str | None
    closes_on: date | None
    committees_expected: int | None
    committees_answered: int | None


class Collected(Protocol):
    """What says of a campaign whether it is open, and how many answered."""

    @property
    def state(self) -> str | None: ...
    @property
    def closes_on(self) -> date | None: ...
    @property
    def committees_expected(self) -> int | None: ...
    @property
    def committees_answered(self) -> int | None: ...


def campaigns(settings: Settings) -> list[ListedCampaign]:
    """Every campaign, in the order of the years. Raises NoWarehouse."""
    return facts(settings, ListedCampaign)


def campaign_to_open(campaigns: list[ListedCampaign] | tuple[ListedCampaign, ...]) -> str | None:
    """The campaign that is shown where none is asked for; None while none has results."""
    return next((row.campaign for row in campaigns if row.is_default), None)


def collecting(campaign: Collected | None, on: date) -> str | None:
    """`Collecte en cours jusqu'au 31 octobre 2027 : 19 comités sur 120 ont répondu`, as it is read `on` a day; None
    once it is closed."""
    if campaign is None:
        return None
    answered, expected = campaign.committees_answered or 0, campaign.committees_expected
    return collected(campaign.state, campaign.closes_on, answered, expected, on)


def collected(state: str | None, closes_on: date | None, answered: int, expected: int | None, on: date) -> str | None:
    """The same of the state of a campaign, the day on which it closes, and how many committees answered. One that was
    reopened is open past that day, which is then no day to wait for."""
    if state != "open":
        return None
    committees = "comité" if answered < 2 else "comités"
    have = "a répondu" if answered < 2 else "ont répondu"
    answers = (
        f"{number(answered)} {committees} sur {number(expected)} {have}" if answered else "aucun comité n'a répondu"
    )
    until = f"jusqu'au {day(closes_on)}" if closes_on is None or on <= closes_on else f"au-delà du {day(closes_on)}"
    return typeset(f"Collecte en cours {until} : {answers}")


def opening(sentence: str) -> str:
    """The same as the first words of a page or of a document, with what it means for the figures below."""
    return typeset(f"{sentence}. {PROVISIONAL}")


def judged_against(status: str | None, expected: float | None) -> float | None:
    """The expected progress of a figure, where there is something to judge: neither what is still being collected nor
    what rests on too little."""
    return None if status in ("collecting", "insufficient") else expected
