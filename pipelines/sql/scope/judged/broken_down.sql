-- one row per campaign × indicator × dimension × member: the départements whose schools of that group said something
select campaign, indicator_id, dimension, member, list(territory_code order by territory_code) as departments
from whole.marts.indicator_breakdown
join whole.marts.territory using (territory_code)
where level = 'department'
group by all
order by all
