-- one row per indicator that a school answered: its figure, beside the middle of the schools of its kind in its département
with valued as (
    select
        shown.*, school.kind as school_kind,
        indicator_value(indicator.kind, indicator.scale, shown.numerator, shown.denominator) as value
    from shown
    join marts.indicator as indicator using (indicator_id)
    left join marts.school as school using (school_code)
),
alike as (
    select
        indicator_id, count(value) as alike, median(value) as median,
        quantile_cont(value, 0.25) as lower_quartile, quantile_cont(value, 0.75) as upper_quartile
    from valued
    where school_kind = $kind
    group by indicator_id
)
select
    indicator.indicator_id, indicator.title, indicator.unit, indicator.scale, indicator.kind, indicator.stages, indicator.objective_id,
    own.numerator, own.denominator, own.value, own.masked, alike.alike,
    case when alike.alike >= $least then alike.median end as median,
    case when alike.alike >= $least then alike.lower_quartile end as lower_quartile,
    case when alike.alike >= $least then alike.upper_quartile end as upper_quartile
from valued as own
join marts.indicator as indicator using (indicator_id)
left join alike using (indicator_id)
where own.school_code = $school
order by indicator.position
