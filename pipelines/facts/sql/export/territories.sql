-- one row per territory of one level within another: the strategy there in one campaign, and what its committee sent
select
    region.name as region_name, academy.name as academy_name, territory.territory_code, territory.name as territory_name,
    progress.progress, case when progress.status <> 'collecting' then progress.expected_progress end as expected_progress,
    coalesce(progress.shown_status, progress.status, 'not_reported') as status, progress.objectives_scored,
    previous.progress as previous_progress, progress.comparable_evolution as evolution, progress.comparable_territories,
    progress.objectives_scorable, collection.received_late,
    collection.state, collection.submitted_on, collection.errors, collection.warnings
from marts.territory
left join marts.territory as region on region.territory_code = territory.region_code
left join marts.territory as academy on academy.territory_code = territory.academy_code
left join marts.strategy_progress as progress
    on progress.territory_code = territory.territory_code and progress.campaign = $campaign
left join marts.strategy_progress as previous
    on previous.territory_code = territory.territory_code and previous.campaign = $previous
left join marts.collection on collection.territory_code = territory.territory_code and collection.campaign = $campaign
where territory.level = $level and $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
order by territory.position
