-- one row: how the territories of one level are spread on the strategy, or on one objective where $objective says which
with figures as (
    select
        territory.name, territory.position,
        case when $objective is null then whole.progress else objective.progress end as progress,
        case when $objective is null then whole.expected_progress else objective.expected_progress end as expected,
        case when $objective is null then whole.status else objective.status end as status
    from marts.territory
    left join marts.strategy_progress as whole
        on whole.territory_code = territory.territory_code and whole.campaign = $campaign
    left join marts.objective_progress as objective
        on objective.territory_code = territory.territory_code and objective.campaign = $campaign
        and objective.objective_id = $objective
    where territory.level = $level
)
select
    count(progress) as measured, count(*) as territories,
    min(progress) as lowest, quantile_cont(progress, 0.25) as lower_quartile, median(progress) as median,
    quantile_cont(progress, 0.75) as upper_quartile, max(progress) as highest,
    median(expected) as expected_progress,
    first(name order by progress nulls last, position) as lowest_name,
    first(name order by progress desc nulls last, position) as highest_name
from (
    -- what rests on too little, or is still being collected, is in no rank
    select
        name, position, expected, case when status not in ('collecting', 'insufficient') then progress end as progress
    from figures
)
