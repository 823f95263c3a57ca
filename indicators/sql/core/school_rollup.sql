-- one row per campaign × département × indicator: the sum over its schools; complete where a directory says all answered
with answered as (
    select campaign, territory_code, indicator_id, sum(numerator) as numerator, sum(denominator) as denominator
    from core.school_reported
    group by all
),
silent as (
    select figure.campaign, figure.territory_code, figure.indicator_id, count(*) as schools
    from answered as figure
    join core.school_directory as school on school.territory_code = figure.territory_code and school.open
    where not exists (
        from core.school_reported as row
        where row.campaign = figure.campaign and row.indicator_id = figure.indicator_id and row.school_code = school.school_code
    )
    group by all
)
select
    answered.campaign, answered.territory_code, answered.indicator_id,
    answered.numerator::decimal(38, 9) as numerator, answered.denominator::decimal(38, 9) as denominator,
    silent.schools is null
        and exists (from core.school_directory as school where school.territory_code = answered.territory_code) as complete
from answered
left join silent using (campaign, territory_code, indicator_id)
