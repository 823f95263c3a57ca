-- one row per agreement of a report that counts, without what was typed freely
select
    row.campaign, row.territory_code, row.objective_id, row.signed_on, row.due_on, row.state,
    row.source_sha256, row.row_number
from agreement as row
join territory using (territory_code)
order by row.campaign, territory.position, row.source_sha256, row.sheet, row.row_number
