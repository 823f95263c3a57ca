-- one row per objective: its progress in one territory and campaign, beside the campaign before and France
select
    objective.objective_id, objective.axis_id, objective.title as objective_title, objective.title_status,
    current.progress,
    case when current.status <> 'collecting' then current.expected_progress end as expected_progress,
    current.indicators_scored, current.indicators_followed, current.indicators_scorable,
    coalesce(current.shown_status, current.status, 'not_reported') as status,
    previous.progress as previous_progress, current.comparable_evolution as evolution, current.comparable_territories,
    previous.status as previous_status,
    france.progress as france_progress
from marts.objective
left join marts.objective_progress as current
    on current.objective_id = objective.objective_id
    and current.campaign = $campaign and current.territory_code = $territory
left join marts.objective_progress as previous
    on previous.objective_id = objective.objective_id
    and previous.campaign = $previous and previous.territory_code = $territory
left join marts.objective_progress as france
    on france.objective_id = objective.objective_id
    and france.campaign = $campaign and france.territory_code = 'NAT-FR'
order by objective.axis_id, objective.objective_id
