-- one row per objective × France or région académique: its progress in one campaign
select
    objective.objective_id, objective.axis_id, objective.title as objective_title,
    territory.territory_code, territory.name as territory_name,
    progress.progress, coalesce(progress.shown_status, progress.status, 'not_reported') as status
from marts.objective
cross join marts.territory
left join marts.objective_progress as progress
    on progress.objective_id = objective.objective_id and progress.territory_code = territory.territory_code
    and progress.campaign = $campaign
where territory.level in ('national', 'region')
order by objective.axis_id, objective.objective_id, territory.level, territory.name collate fr
