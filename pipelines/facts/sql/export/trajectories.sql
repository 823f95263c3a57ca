-- one row per objective × campaign of the strategy up to the one shown: its progress in one territory, empty where there is none
select objective.objective_id, campaign.campaign, progress.progress
from marts.objective
cross join marts.campaign
join marts.campaign as shown on shown.campaign = $campaign and campaign.position <= shown.position
left join marts.objective_progress as progress
    on progress.objective_id = objective.objective_id and progress.campaign = campaign.campaign
    and progress.territory_code = $territory
order by objective.axis_id, objective.objective_id, campaign.position
