-- one row per budget step of a report that counts, without what was typed freely
select
    row.campaign, row.territory_code, row.step, row.step_date, try_cast(left(trim(row.fiscal_year), 4) as integer) as fiscal_year,
    row.source_sha256, row.row_number
from budget_step as row
join territory using (territory_code)
order by row.campaign, territory.position, row.source_sha256, row.sheet, row.row_number
