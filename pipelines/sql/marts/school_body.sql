-- one row per line of the sheet Établissements in a report that counts
select
    line.campaign, line.territory_code,
    upper(max(value_read) filter (field = 'school_code')) as school_code,
    max(word) filter (field = 'school_kind') as school_kind,
    max(word) filter (field = 'body') as body,
    max(day) filter (field = 'meeting_date') as meeting_date,
    max(word) filter (field = 'digital_section') as digital_section,
    max(value_read) filter (field = 'comment') as comment,
    line.source_sha256, line.sheet, line.row_number
from staging.sheet_line as line
join core.counting as counting using (source_sha256)
join staging.sheet_cell as cell using (source_sha256, section, sheet, row_number)
where line.section = 'schools' and cell.understood
group by all
