-- one row per action of a report that counts, without what was typed freely but its title, which leaves if a setting says so
select
    row.campaign, row.territory_code, row.objective_id, row.starts_on, row.due_on, row.state, row.completion, row.budget, row.late,
    row.first_campaign, row.previous_campaign, row.previous_state, row.previous_due_on, row.previous_budget, row.first_due_on,
    row.postponements,
    row.source_sha256, row.row_number, row.title
from action as row
join territory using (territory_code)
order by row.campaign, territory.position, row.source_sha256, row.sheet, row.row_number
