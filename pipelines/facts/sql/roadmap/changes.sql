-- one row per action that changed since the last report of its committee, and kind of change, in a territory and beneath it
select
    change.territory_code, place.name as territory_name, place.level, change.action_id, change.change,
    change.objective_id, change.title, change.state, change.due_on, change.previous_state, change.previous_due_on,
    report.source_file, change.source_sha256, change.sheet, change.row_number
from marts.action_change as change
join marts.territory as place using (territory_code)
join marts.report as report using (source_sha256)
where change.campaign = $campaign
    and $territory in ('NAT-FR', place.region_code, place.academy_code, place.territory_code)
order by change.change, change.objective_id nulls last, place.position, change.source_sha256, change.sheet, change.row_number
