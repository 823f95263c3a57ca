-- one row per campaign × committee × meeting that counts for it: its own, and in a region of one département the comité unique of the region
with alone as (
    select region_code, any_value(territory_code) as territory_code
    from ref.territory
    where level = 'department'
    group by region_code
    having count(*) = 1
)
select meeting.territory_code as answers_for, meeting.level as answers_level, meeting.*
from core.committee_meeting as meeting
union all by name
select alone.territory_code as answers_for, 'department' as answers_level, meeting.*
from core.committee_meeting as meeting
join alone on alone.region_code = meeting.territory_code
where meeting.meeting_type = 'comité unique'
