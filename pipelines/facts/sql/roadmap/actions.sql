-- one row per action of a territory's committee and of those beneath it in one campaign, with what earlier reports said of it
select
    action.territory_code, place.name as territory_name, place.level, place.position,
    action.action_id, action.reference, action.objective_id, action.title, action.lead, action.partners,
    action.starts_on, action.due_on, action.state, action.completion, action.budget, action.comment,
    action.program, action.late,
    action.first_campaign, action.previous_campaign, action.previous_state, action.previous_due_on, action.first_due_on,
    action.postponements,
    place.region_code, action.regional_action_id, action.regional_title,
    report.source_file, action.source_sha256, action.sheet, action.row_number
from marts.action as action
join marts.territory as place using (territory_code)
join marts.report as report using (source_sha256)
where action.campaign = $campaign
    and $territory in ('NAT-FR', place.region_code, place.academy_code, place.territory_code)
order by place.position, action.source_sha256, action.sheet, action.row_number
