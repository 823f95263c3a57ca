-- one row per action told by the committees within a territory in one campaign
select
    territory.territory_code, territory.name as territory_name,
    action.objective_id, action.title as action_title, action.lead, action.partners, action.starts_on, action.due_on,
    action.state as typed_state, action.completion, action.budget, action.comment
from marts.action
join marts.territory on territory.territory_code = action.territory_code
where action.campaign = $campaign
    and $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
order by territory.position, action.source_sha256, action.row_number
