-- one row per call for projects of a report that counts, without what was typed freely
select
    row.campaign, row.territory_code, row.objective_id, row.amount, row.deadline, row.state,
    row.source_sha256, row.row_number
from call_for_projects as row
join territory using (territory_code)
order by row.campaign, territory.position, row.source_sha256, row.sheet, row.row_number
