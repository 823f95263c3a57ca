-- one row per territory of one level: its progress on one objective, its figure for one indicator; the furthest first
select
    $campaign as campaign, $objective as objective_id,
    territory.territory_code, territory.name, region.name as region_name, region.territory_code as region_code,
    objective.progress, objective.expected_progress, coalesce(objective.shown_status, objective.status) as status,
    objective.indicators_scored, objective.indicators_followed,
    indicator.value, indicator.partial, indicator.status as indicator_status,
    indicator.territories_answered, indicator.territories_expected
from marts.territory
left join marts.territory as region on region.territory_code = territory.region_code
left join marts.objective_progress as objective
    on objective.territory_code = territory.territory_code
    and objective.campaign = $campaign and objective.objective_id = $objective
left join marts.indicator_progress as indicator
    on indicator.territory_code = territory.territory_code
    and indicator.campaign = $campaign and indicator.indicator_id = $indicator
where territory.level = $level
order by objective.status = 'insufficient', objective.progress desc nulls last, territory.position
