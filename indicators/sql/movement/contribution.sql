-- one row per territory × indicator × effect × leaf: its exact part of the movement of the value
with numbered as (
    select stage, territory_code, indicator_id, leaf, numerator, denominator from stage_leaf where stage > 0
),
totals as (
    select stage, territory_code, indicator_id, sum(denominator) as denominator
    from numbered
    group by all
),
steps as (
    select
        coalesce(new.territory_code, old.territory_code) as territory_code,
        coalesce(new.indicator_id, old.indicator_id) as indicator_id,
        coalesce(new.leaf, old.leaf) as leaf,
        coalesce(new.stage, old.stage + 1) as stage,
        coalesce(new.numerator, 0) - coalesce(old.numerator, 0) as numerator,
        coalesce(new.denominator, 0) - coalesce(old.denominator, 0) as denominator
    from numbered as old
    full join numbered as new
        on new.stage = old.stage + 1 and new.territory_code = old.territory_code
        and new.indicator_id = old.indicator_id and new.leaf = old.leaf
    where coalesce(old.stage, 0) < 5 and coalesce(new.stage, 2) > 1
)
select
    steps.territory_code, steps.indicator_id, steps.leaf,
    case steps.stage when 2 then 'corrections' when 4 then 'progress_made' else 'perimeter' end as effect,
    sum(case
        when indicator.kind = 'count' then indicator.scale * steps.numerator
        else coalesce(
            (indicator.scale * steps.numerator - steps.denominator * old.figure) / nullif(new.denominator, 0), 0
        )
    end) as part
from steps
join indicator on indicator.state = 'after' and indicator.indicator_id = steps.indicator_id
join carried as old
    on old.kind = 'value' and old.stage = steps.stage - 1
    and old.territory_code = steps.territory_code and old.id = steps.indicator_id
join totals as new
    on new.stage = steps.stage and new.territory_code = steps.territory_code and new.indicator_id = steps.indicator_id
where steps.numerator <> 0 or steps.denominator <> 0
group by all
