-- one row per campaign of the strategy; is_default marks the one to open: the last to which enough départements answered
with answered as (
    -- as many départements as the coverage threshold asks; a campaign that has just begun hides none that can be read
    select counting.campaign, count(*) >= strategy.coverage_threshold * departments.expected as enough
    from core.counting as counting
    cross join ref.strategy as strategy
    cross join (select count(*) as expected from ref.territory where level = 'department') as departments
    where counting.level = 'department'
    group by counting.campaign, strategy.coverage_threshold, departments.expected
)
select
    campaign.campaign, campaign.position, campaign.starts_on, campaign.ends_on,
    held.campaign is not null as has_results,
    held.campaign is not null and row_number() over (
        order by held.campaign is not null desc, coalesce(answered.enough, false) desc, campaign.position desc
    ) = 1 as is_default
from ref.campaign as campaign
left join core.campaign_with_results as held using (campaign)
left join answered using (campaign)
order by campaign.position
