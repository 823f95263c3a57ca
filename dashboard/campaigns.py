"""Which campaign a page shows: the one of the address, else the last one that most départements answered."""

from __future__ import annotations

from dashboard import data
from dashboard.components.links.address import choose
from pipelines.facts.open_campaign import campaign_to_open, collecting


def choose_campaign() -> data.Row:
    """The row of the chosen campaign, with what is said while it is `collecting`: nothing
    is compared with the campaign before until then. Shows the list to choose from."""
    campaigns = data.rows("strategy/campaigns")
    labels = {
        row["campaign"]: row["campaign"] + ("" if row["has_results"] else " (sans résultat)") for row in campaigns
    }
    frozen = data.edition()
    usual = campaign_to_open(campaigns) or campaigns[0]["campaign"]
    code = choose("Campagne", "campagne", labels, frozen.campaign if frozen else usual)
    row = next(campaign for campaign in campaigns if campaign["campaign"] == code)
    notice = collecting(row)
    return {**row, "collecting": notice, "previous_campaign": None if notice else row["previous_campaign"]}
