-- one row per meeting of a body of schools that the committee of a département declared in a campaign
select body.school_code, school.name, body.school_kind, body.body, body.meeting_date, body.digital_section
from marts.school_body as body
left join marts.school as school using (school_code)
where body.campaign = $campaign and body.territory_code = $territory
order by body.school_code, body.meeting_date, body.body
