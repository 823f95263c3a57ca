-- one row per objective whose status is not that of the campaign before, in one territory
select
    current.campaign, current.territory_code, objective.objective_id, objective.title, current.progress, current.status,
    current.expected_progress, previous.progress as previous_progress, previous.status as previous_status,
    previous.expected_progress as previous_expected
from marts.objective_progress as current
join marts.objective_progress as previous using (territory_code, objective_id)
join marts.objective using (objective_id)
where current.campaign = $campaign and previous.campaign = $previous and current.territory_code = $territory
    and current.status <> previous.status and previous.status <> 'baseline'
    and not list_has_any(['other_level', 'collecting', 'insufficient'], [current.status, previous.status])
order by objective.objective_id
