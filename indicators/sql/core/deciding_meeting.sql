-- one row per campaign × territory × computed indicator × meeting that answers yes for it, the earliest marked as deciding
select indicator.indicator_id, meeting.*, row_number() over (
    partition by meeting.campaign, meeting.answers_for, indicator.indicator_id
    order by meeting.meeting_date, meeting.source_sha256, meeting.row_number
) = 1 as deciding
from core.answering_meeting as meeting
join ref.indicator as indicator on indicator.origin = 'meetings' and indicator.level = meeting.answers_level
