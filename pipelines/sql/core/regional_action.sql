-- one row per campaign × région × reference of an action of its committee: of two with the same reference, the first
select action.campaign, place.region_code, action.action_id, action.title, action.budget
from core.action_line as action
join ref.territory as place on place.territory_code = action.territory_code and place.level = 'region'
where folded_reference(action.reference) is not null
qualify row_number() over (
    partition by action.campaign, place.region_code, action.action_id order by action.sheet, action.row_number
) = 1
