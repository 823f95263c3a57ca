-- one row per campaign × territory × indicator, of the territories whose figures are seen; one that would give back another's is not shown
select row.* replace (
    case when unlike.territory_code is null then row.comparable_value end as comparable_value,
    case when unlike.territory_code is null then row.comparable_previous end as comparable_previous,
    case when unlike.territory_code is null then row.comparable_territories end as comparable_territories,
    case when unlike.territory_code is null then row.comparable_evolution end as comparable_evolution
)
from whole.marts.indicator_progress as row
semi join sight on sight.territory_code = row.territory_code and sight.figures
anti join away using (campaign, territory_code, indicator_id)
left join uncompared as unlike using (campaign, territory_code, indicator_id)
union all by name
select last.*
from last_indicator as last
semi join (from away where held) as kept using (campaign, territory_code, indicator_id)
union all by name
select
    row.campaign, row.territory_code, row.indicator_id, row.objective_id, row.axis_id,
    'withheld' as status, false as partial, false as scorable, false as silent
from whole.marts.indicator_progress as row
semi join (from away where not held) as kept using (campaign, territory_code, indicator_id)
