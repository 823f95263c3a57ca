-- one row per territory of one level: its progress on the strategy, or on one objective where $objective says which
select
    $campaign as campaign, $objective as objective_id,
    territory.territory_code, territory.name, territory.level, region.name as region_name,
    case when $objective is null then whole.progress else objective.progress end as progress,
    case when $objective is null then whole.expected_progress else objective.expected_progress end as expected_progress,
    case when $objective is null then whole.objectives_scored else objective.indicators_scored end as scored,
    case when $objective is null then whole.objectives_scorable else objective.indicators_scorable end as scorable,
    case when $objective is null then coalesce(whole.shown_status, whole.status) else coalesce(objective.shown_status, objective.status) end as status
from marts.territory
left join marts.territory as region on region.territory_code = territory.region_code
left join marts.strategy_progress as whole
    on whole.territory_code = territory.territory_code and whole.campaign = $campaign
left join marts.objective_progress as objective
    on objective.territory_code = territory.territory_code and objective.campaign = $campaign
    and objective.objective_id = $objective
where territory.level = $level
order by territory.name collate fr
