-- one row per state × campaign × indicator × territory × leaf: the figures a value is the sum of, where they were stated
with children as (
    -- what the départements of a région, and the régions of France, add up to
    select
        figure.state, figure.campaign, figure.indicator_id, territory.level,
        case when territory.level = 'region' then 'NAT-FR' else territory.region_code end as territory_code,
        sum(figure.numerator) as numerator, sum(figure.denominator) as denominator, count(figure.value) > 0 as valued
    from figure
    join territory using (territory_code)
    where territory.level in ('department', 'region')
    group by all
),
stated as (
    -- a state of before that rule may hold a whole that is smaller than its parts: it is no leaf, its parts are
    select
        figure.*, indicator.kind, indicator.level as reporting_level,
        parts_contradict(
            indicator.kind, if(figure.status = 'not_applicable', 'sans objet', 'mesuré'), figure.numerator, figure.denominator, 1,
            children.numerator, children.denominator, children.valued
        ) as contradicted
    from figure
    join indicator using (state, indicator_id)
    left join children using (state, campaign, indicator_id, territory_code)
    where figure.status <> 'other_level'
),
figures as (
    select
        figure.state, figure.campaign, figure.territory_code, figure.indicator_id, figure.kind,
        territory.level, territory.academy_code, territory.region_code,
        territory.level = figure.reporting_level
            or coalesce(figure.basis in ('report', 'table') and not figure.contradicted, false) as direct,
        coalesce(figure.numerator, 0) as numerator,
        case
            when figure.denominator is not null then figure.denominator
            when figure.kind = 'share' and figure.status = 'not_reported' then 1  -- silence counts as no
            else 0
        end as denominator,
        -- what is counted of a committee that sent nothing is not what it did
        figure.basis is not null and not coalesce(figure.silent, false) as present,
        figure.value is not null as measured
    from stated as figure
    join territory using (territory_code)
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
