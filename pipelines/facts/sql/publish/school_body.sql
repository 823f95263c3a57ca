-- one row per school body of a report that counts, without what was typed freely
select
    row.campaign, row.territory_code, case when regexp_full_match(upper(trim(row.school_code)), '\d{7}[A-Z]') then upper(trim(row.school_code)) end as school_code,
    row.school_kind, row.body, row.meeting_date, row.digital_section,
    row.source_sha256, row.row_number
from school_body as row
join territory using (territory_code)
order by row.campaign, territory.position, row.source_sha256, row.sheet, row.row_number
