-- one row per campaign × committee × day of a meeting that counts for it × committee that held it
select distinct campaign, answers_for as territory_code, territory_code as held_by, meeting_date
from core.answering_meeting
