-- one row per campaign of the strategy
select campaign.campaign, campaign.position, campaign.starts_on, campaign.ends_on, held.campaign is not null as has_results
from ref.campaign as campaign
left join core.campaign_with_results as held using (campaign)
order by campaign.position
