-- one row per campaign in which a school answered within a département
select distinct value.campaign, value.territory_code, territory.name as territory_name
from schools.value as value
left join marts.territory as territory using (territory_code)
where value.territory_code = $territory and value.school_code = $school
order by value.campaign
