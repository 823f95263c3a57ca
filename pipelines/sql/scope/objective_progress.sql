-- one row per campaign × territory × objective, of the territories whose figures are seen; not a mean that would give back what is not shown behind it
with told as (
    select unseen.*, unseen.held and last.territory_code is not null as as_last
    from objective_away as unseen
    left join last_objective as last using (campaign, territory_code, objective_id)
)
select row.* replace (
    case when unlike.territory_code is null then row.comparable_evolution end as comparable_evolution,
    case when unlike.territory_code is null then row.comparable_territories end as comparable_territories
)
from whole.marts.objective_progress as row
semi join sight on sight.territory_code = row.territory_code and sight.figures
anti join told using (campaign, territory_code, objective_id)
left join objective_unlike as unlike using (campaign, territory_code, objective_id)
union all by name
select last.*
from last_objective as last
semi join (from told where as_last) as kept using (campaign, territory_code, objective_id)
union all by name
select
    row.campaign, row.territory_code, row.objective_id, row.axis_id, 0 as indicators_scored, row.indicators_followed,
    'withheld' as status, 'withheld' as shown_status, false as insufficient
from whole.marts.objective_progress as row
semi join (from told where not as_last) as kept using (campaign, territory_code, objective_id)
