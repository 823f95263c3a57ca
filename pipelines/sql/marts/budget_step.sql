-- one row per line of the sheet Calendrier budgétaire in a report that counts
select
    line.campaign, line.territory_code,
    max(value_read) filter (field = 'authority') as authority,
    max(word) filter (field = 'step') as step,
    max(day) filter (field = 'step_date') as step_date,
    max(value_read) filter (field = 'fiscal_year') as fiscal_year,
    max(value_read) filter (field = 'comment') as comment,
    line.source_sha256, line.sheet, line.row_number,
    -- the sheet has no column for it: read where the comment is an amount in euros and nothing else
    max(case when regexp_matches(value_read, '(€|euros?)\s*$', 'i') then french_amount(value_read) end)
        filter (field = 'comment')::double as amount
from staging.sheet_line as line
join core.counting as counting using (source_sha256)
join staging.sheet_cell as cell using (source_sha256, section, sheet, row_number)
where line.section = 'budget' and cell.understood
group by all
