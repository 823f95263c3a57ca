-- one row per school × indicator of the campaign $year: the last line received for it, where the school then was
with last as (
    select *
    from school_input
    where year = $year
    qualify row_number() over (partition by school, indicator order by source desc, row_number desc) = 1
)
select
    coalesce(place.department, last.school // 10000)::smallint as department, last.indicator, last.school,
    last.numerator, last.denominator,
    coalesce(place.open, false) and concerned(place.kind, place.sector, rule.concerns, rule.sector) as expected, last.source::int as source, last.row_number
from last
left join core.school_place as place on place.year = $year and place.school = last.school
left join core.school_indicator as rule on rule.indicator = last.indicator
where place.closed is not true
order by department, last.indicator, last.school
