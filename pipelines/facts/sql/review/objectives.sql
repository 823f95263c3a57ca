-- one row per objective followed in one territory and campaign, beside the campaign before
select
    objective.objective_id, objective.axis_id, objective.title, now.progress, now.expected_progress, now.status,
    now.indicators_scored, now.indicators_followed, before.progress as previous_progress
from marts.objective as objective
join marts.objective_progress as now
    on now.objective_id = objective.objective_id and now.campaign = $campaign and now.territory_code = $territory
left join marts.objective_progress as before
    on before.objective_id = objective.objective_id and before.campaign = $previous and before.territory_code = $territory
order by objective.axis_id, objective.objective_id
