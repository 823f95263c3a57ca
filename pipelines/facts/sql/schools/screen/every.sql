-- one row per school × indicator that answered in a département, as it may be shown
select
    shown.school_code, school.name, school.kind, school.commune, shown.indicator_id, indicator.title, shown.numerator, shown.denominator,
    indicator_value(indicator.kind, indicator.scale, shown.numerator, shown.denominator) as value, indicator.unit, shown.masked
from shown
join marts.indicator as indicator using (indicator_id)
left join marts.school as school using (school_code)
order by indicator.position, fold(school.name) nulls last, shown.school_code
limit $rows
