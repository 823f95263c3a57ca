-- one row per campaign with results: the mean that is explained, in one territory
with mean as (
    select campaign, territory_code, concat('objectif-', objective_id) as code, progress, expected_progress, status
    from marts.objective_progress
    union all
    select campaign, territory_code, concat('axe-', axis_id), progress, expected_progress, status
    from marts.axis_progress
    union all
    select campaign, territory_code, 'strategie', progress, expected_progress, status
    from marts.strategy_progress
)
select mean.*
from mean
where code = $code and territory_code = $territory
order by campaign
