"""Which campaign a page shows: the one of the address, else the last one that most départements answered."""

from __future__ import annotations

from dashboard import data
from dashboard.components.address import choose


def default_campaign(campaigns: tuple[data.Row, ...]) -> str:
    """The last well covered campaign, else the last with results, else the first: a campaign that has just begun
    does not hide the one that can be read."""
    for wanted in ("well_covered", "has_results"):
        found = [one["campaign"] for one in campaigns if one[wanted]]
        if found:
            return found[-1]
    return campaigns[0]["campaign"]


def choose_campaign() -> data.Row:
    """The row of the chosen campaign; shows the list to choose from."""
    campaigns = data.rows("campaigns")
    labels = {
        one["campaign"]: one["campaign"] + ("" if one["has_results"] else " (sans résultat)") for one in campaigns
    }
    code = choose("Campagne", "campagne", labels, default_campaign(campaigns))
    return next(one for one in campaigns if one["campaign"] == code)
