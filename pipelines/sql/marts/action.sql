-- one row per line of the sheet Actions in a report that counts
select
    line.*,
    telling.first_campaign, telling.previous_campaign,
    telling.previous_state, telling.previous_due_on, telling.previous_budget,
    coalesce(telling.first_due_on, line.due_on) as first_due_on,
    telling.postponed_before + coalesce(line.due_on > telling.previous_due_on, false)::int as postponements,
    regional.action_id as regional_action_id, regional.title as regional_title
from core.action_line as line
join core.action_telling as telling using (campaign, territory_code, action_id)
join ref.territory as place on place.territory_code = line.territory_code
left join core.regional_action as regional
    on place.level = 'department' and regional.campaign = line.campaign
    and regional.region_code = place.region_code
    and regional.action_id = folded_reference(line.regional_action)
