-- one row per campaign × département: how many schools its directory expects
select year.campaign, department.territory_code, count(*) filter (place.open) as schools
from core.school_place as place
join core.school_year as year using (year)
join core.school_department as department using (department)
group by all
