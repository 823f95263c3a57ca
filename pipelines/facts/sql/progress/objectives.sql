-- one row per objective: its progress in one territory and campaign, beside the campaign before and France
select
    $campaign as campaign, $territory as territory_code,
    objective.objective_id, objective.axis_id, objective.title, objective.title_status,
    current.progress, current.expected_progress, current.indicators_scored, current.indicators_followed, current.indicators_scorable, coalesce(current.shown_status, current.status) as status,
    current.comparable_evolution, current.comparable_territories,
    previous.progress as previous_progress,
    france.progress as france_progress, france.status as france_status
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
