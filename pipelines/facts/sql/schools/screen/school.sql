-- one row: a school of the directory, and the school that took its place
select school.*, territory.name as territory_name, territory.number, after.name as successor_name
from marts.school as school
left join marts.territory as territory using (territory_code)
left join marts.school as after on after.school_code = school.successor
where school.school_code = $school
