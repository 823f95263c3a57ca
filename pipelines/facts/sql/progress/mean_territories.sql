-- one row per territory beneath another: the mean that is explained, its status, and since which campaign it has it
with mean as (
    select campaign, territory_code, concat('objectif-', objective_id) as code, progress, expected_progress, status
    from marts.objective_progress
    union all
    select campaign, territory_code, concat('axe-', axis_id), progress, expected_progress, status
    from marts.axis_progress
    union all
    select campaign, territory_code, 'strategie', progress, expected_progress, status
    from marts.strategy_progress
),
beneath as (
    select child.territory_code, child.name, child.level, child.position
    from marts.territory as child
    join marts.territory as parent on parent.territory_code = $territory
    where (parent.level = 'national' and child.level = 'region')
        or (parent.level = 'region' and child.level = 'department' and child.region_code = $territory)
        or (parent.level = 'academy' and child.level = 'department' and child.academy_code = $territory)
),
before as (
    select beneath.territory_code, max(mean.campaign) filter (mean.status is distinct from now.status) as other
    from beneath
    join mean as now on now.territory_code = beneath.territory_code and now.code = $code and now.campaign = $campaign
    join mean on mean.territory_code = now.territory_code and mean.code = now.code and mean.campaign < now.campaign
    group by beneath.territory_code
)
select
    now.*, beneath.name, beneath.level,
    (
        select min(mean.campaign)
        from mean
        where mean.territory_code = now.territory_code and mean.code = $code and mean.campaign <= $campaign
            and mean.campaign > coalesce(before.other, '')
    ) as since
from beneath
join mean as now on now.territory_code = beneath.territory_code and now.code = $code and now.campaign = $campaign
left join before on before.territory_code = beneath.territory_code
order by now.status = 'insufficient', now.progress nulls last, beneath.position
