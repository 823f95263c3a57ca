"""Which campaign a page shows: the one of the address, else the last one that most départements answered."""

from __future__ import annotations

from dashboard import data
from dashboard.components.links.address import choose
from pipelines.facts.open_campaign import collecting


def default_campaign(campaigns: tuple[data.Row, ...]) -> str:
    """The campaign that the mart marks as the one to open, else the first: nothing has results yet."""
    return next((one["campaign"] for one in campaigns if one["is_default"]), campaigns[0]["campaign"])


def choose_campaign() -> data.Row:
    """The row of the chosen campaign, with what is said while it is `collecting`: nothing
    is compared with the campaign before until then. Shows the list to choose from."""
    campaigns = data.rows("strategy/campaigns")
    labels = {
        one["campaign"]: one["campaign"] + ("" if one["has_results"] else " (sans résultat)") for one in campaigns
    }
    frozen = data.edition()
    code = choose("Campagne", "campagne", labels, frozen.campaign if frozen else default_campaign(campaigns))
    row = next(one for one in campaigns if one["campaign"] == code)
    said = collecting(row)
    return {**row, "collecting": said, "previous_campaign": None if said else row["previous_campaign"]}
