-- one row per campaign; well_covered: as many départements as the coverage threshold asks sent a report that counts
select
    campaign.campaign,
    campaign.has_results,
    lag(campaign.campaign) over (order by campaign.position) as previous_campaign,
    coalesce(collection.counted >= strategy.coverage_threshold * collection.expected, false) as well_covered
from marts.campaign
cross join marts.strategy
left join (
    select campaign, count(*) as expected, count(*) filter (where state in ('received', 'with_reserves')) as counted
    from marts.collection
    where level = 'department'
    group by campaign
) as collection on collection.campaign = campaign.campaign
order by campaign.position
