-- one row per campaign × territory × computed indicator × meeting that answers yes for it, the earliest marked as deciding
with alone as (
    select region_code, any_value(territory_code) as territory_code
    from ref.territory
    where level = 'department'
    group by region_code
    having count(*) = 1
),
counted as (
    select indicator.indicator_id, meeting.territory_code as answers_for, meeting.*
    from core.committee_meeting as meeting
    join ref.indicator as indicator on indicator.origin = 'meetings' and indicator.level = meeting.level
    union all by name
    select indicator.indicator_id, alone.territory_code as answers_for, meeting.*
    from core.committee_meeting as meeting
    join alone on alone.region_code = meeting.territory_code
    join ref.indicator as indicator on indicator.origin = 'meetings' and indicator.level = 'department'
    where meeting.meeting_type = 'comité unique'
)
select *, row_number() over (
    partition by campaign, answers_for, indicator_id order by meeting_date, source_sha256, row_number
) = 1 as deciding
from counted
