"""Which campaign a page shows: the one of the address, else the last one that most départements answered."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import data
from dashboard.components.links.address import choose
from pipelines.facts.open_campaign import ListedCampaign, campaign_to_open, collecting


@dataclass(frozen=True)
class ChosenCampaign:
    """The campaign of a page; while it is being collected, `collecting` says so, and nothing is compared with the
    `previous_campaign`."""

    campaign: str
    previous_campaign: str | None
    collecting: str | None


def choose_campaign() -> ChosenCampaign:
    """The chosen campaign, with what is said while it is being collected. Shows the list to choose from."""
    campaigns = data.rows(ListedCampaign)
    labels = {row.campaign: row.campaign + ("" if row.has_results else " (sans résultat)") for row in campaigns}
    frozen = data.edition()
    usual = campaign_to_open(campaigns) or campaigns[0].campaign
    code = choose("Campagne", "campagne", labels, frozen.campaign if frozen else usual)
    row = next(campaign for campaign in campaigns if campaign.campaign == code)
    notice = collecting(row, data.today())
    return ChosenCampaign(row.campaign, None if notice else row.previous_campaign, notice)
