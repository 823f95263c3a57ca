-- one row per stage × territory × figure: values and progress of indicators, means of objectives, axes and the strategy
with objectives as (
    select stage, territory_code, objective_id, any_value(axis_id) as axis_id, avg(progress::decimal(38, 12)) as figure
    from stage_indicator
    group by all
)
select stage, territory_code, 'value' as kind, indicator_id as id, value as figure from stage_indicator
union all by name
select stage, territory_code, 'indicator' as kind, indicator_id as id, progress as figure from stage_indicator
union all by name
select stage, territory_code, 'objective' as kind, objective_id::varchar as id, figure from objectives
union all by name
select stage, territory_code, 'axis' as kind, axis_id::varchar as id, avg(figure::decimal(38, 12)) as figure
from objectives
group by all
union all by name
select stage, territory_code, 'strategy' as kind, '' as id, avg(figure::decimal(38, 12)) as figure
from objectives
group by all
