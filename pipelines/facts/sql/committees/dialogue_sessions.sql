-- one row per session of the instance nationale de dialogue that counts (told by the national report, dated within its school year),
-- in one campaign and in those before it, the latest first
select meeting.campaign, meeting.meeting_date as held_on, meeting.chair, meeting.agenda, meeting.decisions
from marts.meeting
join marts.territory using (territory_code)
where meeting.campaign <= $campaign and meeting.in_school_year and meeting.meeting_type = 'instance nationale'
    and territory.level = 'national'
order by meeting.meeting_date desc, meeting.row_number
