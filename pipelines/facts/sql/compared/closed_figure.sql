-- one row per closed campaign × territory × figure: indicators, objectives, axes and the strategy
with figures as (
    select campaign, territory_code, 'indicator' as kind, indicator_id as id, value, progress, status from marts.indicator_progress
    union all by name
    select campaign, territory_code, 'objective' as kind, objective_id::varchar as id, progress, status from marts.objective_progress
    union all by name
    select campaign, territory_code, 'axis' as kind, axis_id::varchar as id, progress, status from marts.axis_progress
    union all by name
    select campaign, territory_code, 'strategy' as kind, '' as id, progress, status from marts.strategy_progress
)
select figures.*, territory.level as territory_level
from figures
join marts.territory as territory using (territory_code)
join marts.campaign as campaign using (campaign)
where campaign.state = 'closed' and figures.status <> 'other_level'
