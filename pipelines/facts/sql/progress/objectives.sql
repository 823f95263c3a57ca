-- one row per objective: its progress in one territory and campaign, beside the campaign before (once this one is closed) and France
with shown as (
    select now.campaign, before.campaign as previous
    from marts.campaign as now
    left join marts.campaign as before on before.position = now.position - 1 and now.state is distinct from 'open'
    where now.campaign = $campaign
)
select
    $campaign as campaign, $territory as territory_code,
    objective.objective_id, objective.axis_id, objective.title, objective.title_status,
    current.progress, case when current.status <> 'collecting' then current.expected_progress end as expected_progress,
    current.indicators_scored, current.indicators_followed, current.indicators_scorable,
    coalesce(current.shown_status, current.status, 'not_reported') as status,
    current.comparable_evolution, current.comparable_territories,
    previous.progress as previous_progress, previous.status as previous_status,
    france.progress as france_progress, france.status as france_status
from marts.objective
left join shown on true
left join marts.objective_progress as current
    on current.objective_id = objective.objective_id
    and current.campaign = $campaign and current.territory_code = $territory
left join marts.objective_progress as previous
    on previous.objective_id = objective.objective_id
    and previous.campaign = shown.previous and previous.territory_code = $territory
left join marts.objective_progress as france
    on france.objective_id = objective.objective_id
    and france.campaign = $campaign and france.territory_code = 'NAT-FR'
order by objective.axis_id, objective.objective_id
