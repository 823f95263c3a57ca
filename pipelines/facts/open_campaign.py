"""The campaigns of the strategy, the one that is opened first, and what is said in place of verdicts, ranks, trends and
subjects to discuss while one is being collected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indicators.typography import day, number, typeset
from pipelines.settings import Settings
from pipelines.warehouse.builds import rows

Row = dict[str, Any]

PROVISIONAL = "Les chiffres sont provisoires : aucun n'est jugé, classé ni comparé avant la clôture."


def campaigns(settings: Settings) -> list[Row]:
    """Every campaign, in the order of the years, as facts/sql/strategy/campaigns.sql says. Raises NoWarehouse."""
    return rows(settings, "strategy", "campaigns")


def campaign_to_open(campaigns: list[Row] | tuple[Row, ...]) -> str | None:
    """The campaign that is shown where none is asked for; None while none has results."""
    return next((row["campaign"] for row in campaigns if row["is_default"]), None)


def collecting(campaign: Mapping[str, Any] | None) -> str | None:
    """`Collecte en cours jusqu'au 31 octobre 2027 : 19 comités sur 120 ont répondu`; None once it is closed.

    `campaign` is a row of marts.campaign; those of an edition made before campaigns closed have no state."""
    if campaign is None or campaign["state"] != "open":
        return None
    answered, expected = campaign["committees_answered"], campaign["committees_expected"]
    committees = "comité" if answered < 2 else "comités"
    have = "a répondu" if answered < 2 else "ont répondu"
    answers = (
        f"{number(answered)} {committees} sur {number(expected)} {have}" if answered else "aucun comité n'a répondu"
    )
    return typeset(f"Collecte en cours jusqu'au {day(campaign['closes_on'])} : {answers}")


def opening(sentence: str) -> str:
    """The same as the first words of a page or of a document, with what it means for the figures below."""
    return typeset(f"{sentence}. {PROVISIONAL}")


def judged_against(status: str | None, expected: float | None) -> float | None:
    """The expected progress of a figure, where there is something to judge: neither what is still being collected nor
    what rests on too little."""
    return None if status in ("collecting", "insufficient") else expected
