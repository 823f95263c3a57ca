-- one row per state × campaign × indicator × territory × leaf: the figures a value is the sum of, where they were stated
with figures as (
    select
        figure.state, figure.campaign, figure.territory_code, figure.indicator_id, indicator.kind,
        territory.level, territory.academy_code, territory.region_code,
        territory.level = indicator.level or coalesce(figure.basis in ('report', 'table'), false) as direct,
        coalesce(figure.numerator, 0) as numerator,
        case
            when figure.denominator is not null then figure.denominator
            when indicator.kind = 'share' and figure.status = 'not_reported' then 1  -- silence counts as no
            else 0
        end as denominator,
        figure.basis is not null as present,
        figure.value is not null as measured
    from figure
    join indicator using (state, indicator_id)
    join territory using (territory_code)
    where figure.status <> 'other_level'
),
departments as (
    select * exclude (level, direct), territory_code as leaf from figures where level = 'department' and direct
),
regions as (
    select * exclude (level, direct), territory_code as leaf from figures where level = 'region' and direct
    union all by name
    select top.* exclude (level, direct, numerator, denominator, present, measured),
        leaf.leaf, leaf.numerator, leaf.denominator, leaf.present, leaf.measured
    from figures as top
    join departments as leaf using (state, campaign, indicator_id, region_code)
    where top.level = 'region' and not top.direct
),
academies as (
    select top.* exclude (level, direct, numerator, denominator, present, measured),
        leaf.leaf, leaf.numerator, leaf.denominator, leaf.present, leaf.measured
    from figures as top
    join departments as leaf using (state, campaign, indicator_id, academy_code)
    where top.level = 'academy'
),
nation as (
    select * exclude (level, direct), territory_code as leaf from figures where level = 'national' and direct
    union all by name
    select top.* exclude (level, direct, numerator, denominator, present, measured),
        leaf.leaf, leaf.numerator, leaf.denominator, leaf.present, leaf.measured
    from figures as top
    join regions as leaf using (state, campaign, indicator_id)
    where top.level = 'national' and not top.direct
)
select state, campaign, indicator_id, territory_code, leaf, numerator, denominator, present, measured
from (
    from departments union all by name from regions union all by name from academies union all by name from nation
)
