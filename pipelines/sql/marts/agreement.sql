-- one row per line of the sheet Conventions in a report that counts
select
    line.campaign, line.territory_code,
    max(value_read) filter (field = 'subject') as subject,
    max(value_read) filter (field = 'parties') as parties,
    max(number) filter (field = 'objective_id')::int as objective_id,
    max(day) filter (field = 'signed_on') as signed_on,
    max(day) filter (field = 'due_on') as due_on,
    max(word) filter (field = 'state') as state,
    line.source_sha256, line.sheet, line.row_number,
    -- after that day it has expired, whatever the report says
    case when max(word) filter (field = 'state') = 'signée' then max(day) filter (field = 'due_on') end as lapses_on
from staging.sheet_line as line
join core.counting as counting using (source_sha256)
join staging.sheet_cell as cell using (source_sha256, section, sheet, row_number)
where line.section = 'agreements' and cell.understood
group by all
