-- one row per campaign × mean of a territory: its objectives, its axes, the whole strategy
select 'objective' as kind, campaign, objective_id::varchar as id, progress, status
from marts.objective_progress
where territory_code = $territory and status <> 'other_level'
union all by name
select 'axis' as kind, campaign, axis_id::varchar as id, progress, status
from marts.axis_progress
where territory_code = $territory and status <> 'other_level'
union all by name
select 'strategy' as kind, campaign, '' as id, progress, status
from marts.strategy_progress
where territory_code = $territory
