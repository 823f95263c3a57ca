-- one row per line of the sheet Actions in a report that counts
select
    line.campaign, line.territory_code,
    max(number) filter (field = 'objective_id')::int as objective_id,
    max(value_read) filter (field = 'title') as title,
    max(value_read) filter (field = 'lead') as lead,
    max(value_read) filter (field = 'partners') as partners,
    max(day) filter (field = 'starts_on') as starts_on,
    max(day) filter (field = 'due_on') as due_on,
    max(word) filter (field = 'state') as state,
    max(number) filter (field = 'completion')::double as completion,
    max(number) filter (field = 'budget')::double as budget,
    max(value_read) filter (field = 'comment') as comment,
    line.source_sha256, line.sheet, line.row_number
from staging.sheet_line as line
join core.counting as counting using (source_sha256)
join staging.sheet_cell as cell using (source_sha256, section, sheet, row_number)
where line.section = 'actions' and cell.understood
group by all
