-- one row per meeting of the territory's own committee whose report says what was decided, this campaign and the one before, the latest first
select campaign, meeting_date, meeting_type, working_group, decisions
from marts.meeting
where territory_code = $territory and campaign in ($campaign, $previous) and decisions is not null
order by meeting_date desc, row_number
