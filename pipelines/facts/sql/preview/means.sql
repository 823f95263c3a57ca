-- one row per campaign × mean of a territory of $territories: its objectives, its axes, the whole strategy
select 'objective' as kind, territory_code, campaign, objective_id::varchar as id, progress, status
from marts.objective_progress
where list_contains($territories::varchar[], territory_code) and status <> 'other_level'
union all by name
select 'axis' as kind, territory_code, campaign, axis_id::varchar as id, progress, status
from marts.axis_progress
where list_contains($territories::varchar[], territory_code) and status <> 'other_level'
union all by name
select 'strategy' as kind, territory_code, campaign, '' as id, progress, status
from marts.strategy_progress
where list_contains($territories::varchar[], territory_code)
