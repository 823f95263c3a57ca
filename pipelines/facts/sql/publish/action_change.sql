-- one row per action that changed and kind of change; its title leaves if a setting says so: its row leads to the action
select
    row.campaign, row.territory_code, row.change, row.objective_id, row.state, row.due_on, row.previous_state,
    row.previous_due_on, row.source_sha256, row.row_number, row.title
from action_change as row
join territory using (territory_code)
order by row.campaign, territory.position, row.source_sha256, row.sheet, row.row_number, row.change
