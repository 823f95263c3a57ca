-- one row per campaign of the strategy; is_default marks the one to open: the last closed one that has results
-- where none of those is closed, the last that has results; how many committees are to report, and whose report counts
select
    campaign.campaign, campaign.position, campaign.starts_on, campaign.ends_on,
    held.campaign is not null as has_results,
    held.campaign is not null and row_number() over (
        order by held.campaign is not null desc, closing.state = 'closed' desc, campaign.position desc
    ) = 1 as is_default,
    closing.state, campaign.closes_on, closing.closed_on,
    (
        select count(*)::int from ref.territory where level in ('department', 'region', 'national')
    ) as committees_expected,
    (
        select count(*)::int from core.counting as counting where counting.campaign = campaign.campaign
    ) as committees_answered
from ref.campaign as campaign
join ref.closing as closing using (campaign)
left join core.campaign_with_results as held using (campaign)
order by campaign.position
