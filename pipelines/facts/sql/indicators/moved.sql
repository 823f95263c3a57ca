-- one row per indicator: the eight whose progress moved most since the campaign before, like with like, in one territory
select
    indicator.indicator_id, indicator.objective_id, indicator.title, indicator.kind, indicator.unit, indicator.scale,
    indicator.stages, indicator.level as reporting_level, current.campaign, current.territory_code, current.value,
    previous.value as previous_value, current.comparable_evolution, current.comparable_territories, current.status,
    current.partial, current.territories_answered, current.territories_expected
from marts.indicator_progress as current
join marts.indicator_progress as previous using (territory_code, indicator_id)
join marts.indicator using (indicator_id)
where current.campaign = $campaign and previous.campaign = $previous and current.territory_code = $territory
    and round(current.comparable_evolution, 1) <> 0
order by abs(current.comparable_evolution) desc, indicator.position
limit 8
