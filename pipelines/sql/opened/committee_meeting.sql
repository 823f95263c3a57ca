-- one row per row of marts.committee_meeting, for an edition frozen by version 1.1.0, which did not keep that table
with alone as (
    select region_code, any_value(territory_code) as territory_code
    from marts.territory
    where level = 'department'
    group by region_code
    having count(*) = 1
),
held as (
    select * from marts.meeting where in_school_year and meeting_type in ('comité', 'comité unique')
)
select distinct campaign, territory_code, territory_code as held_by, meeting_date
from held
union
select campaign, alone.territory_code, held.territory_code as held_by, meeting_date
from held
join alone on alone.region_code = held.territory_code
where meeting_type = 'comité unique'
