-- one row per meeting of a report that counts, without what was typed freely
select
    row.campaign, row.territory_code, row.meeting_date, row.meeting_type, row.working_group, row.state_participants,
    row.authority_participants, row.other_participants, row.in_school_year,
    row.source_sha256, row.row_number
from meeting as row
join territory using (territory_code)
order by row.campaign, territory.position, row.source_sha256, row.sheet, row.row_number
