-- one row per line of the sheet Appels à projets in a report that counts
select
    line.campaign, line.territory_code,
    max(value_read) filter (field = 'title') as title,
    max(value_read) filter (field = 'funder') as funder,
    max(number) filter (field = 'objective_id')::int as objective_id,
    max(number) filter (field = 'amount')::double as amount,
    max(day) filter (field = 'deadline') as deadline,
    max(word) filter (field = 'state') as state,
    max(value_read) filter (field = 'beneficiaries') as beneficiaries,
    line.source_sha256, line.sheet, line.row_number,
    -- after that day it is closed, whatever the report says: nobody can apply any more
    case when max(word) filter (field = 'state') in ('à venir', 'ouvert') then max(day) filter (field = 'deadline') end as lapses_on
from staging.sheet_line as line
join core.counting as counting using (source_sha256)
join staging.sheet_cell as cell using (source_sha256, section, sheet, row_number)
where line.section = 'calls' and cell.understood
group by all
