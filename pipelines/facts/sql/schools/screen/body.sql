-- one row per meeting of a school's own body that a committee declared
select campaign, body, meeting_date, digital_section
from marts.school_body
where school_code = $school
order by campaign desc, meeting_date desc nulls last, body
