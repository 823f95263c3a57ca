-- one row per objective × campaign: its progress and its status in one territory, empty where there is no result
select
    objective.objective_id, objective.title, campaign.campaign, $territory as territory_code,
    progress.progress, progress.expected_progress, progress.indicators_scored, progress.indicators_scorable,
    coalesce(progress.shown_status, progress.status) as status
from marts.objective
cross join marts.campaign
left join marts.objective_progress as progress
    on progress.objective_id = objective.objective_id and progress.campaign = campaign.campaign
    and progress.territory_code = $territory
order by objective.objective_id, campaign.position
