-- one row per campaign × département × indicator: how many schools of its directory answer for it
with place as (
    select year, department, kind, sector, count(*) filter (open) as schools
    from core.school_place
    group by all
)
select
    year.campaign, department.territory_code, indicator.indicator_id,
    coalesce(sum(place.schools) filter (concerned(place.kind, place.sector, indicator.concerns, indicator.sector)), 0)::int as schools
from place
join core.school_year as year using (year)
join core.school_department as department using (department)
cross join core.school_indicator as indicator
group by all
