-- one row per organisation said to be present at a committee in one school year: that of the comité des partenaires for
-- France (the national report), the committees of one région académique else; working groups are not among them
with committee as (
    select meeting.source_sha256, meeting.sheet, meeting.row_number
    from marts.meeting
    join marts.territory using (territory_code)
    where meeting.campaign = $campaign and meeting.in_school_year and meeting.meeting_type in ('comité', 'comité unique')
        and case when $region = 'NAT-FR' then territory.level = 'national' else territory.region_code = $region end
)
select organisation, is_member, count(*) as present, max(meeting_date) as last_present
from marts.attendance
semi join committee using (source_sha256, sheet, row_number)
group by organisation, is_member
order by present desc, organisation collate fr
