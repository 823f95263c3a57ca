-- one row per objective × territory set beside another: those above it, itself, then the départements it holds
select
    objective.objective_id, objective.axis_id, objective.title as objective_title,
    territory.territory_code, territory.name as territory_name,
    progress.progress, coalesce(progress.shown_status, progress.status, 'not_reported') as status
from marts.objective
join marts.territory as shown on shown.territory_code = $territory
join marts.territory
    on territory.territory_code in ('NAT-FR', shown.region_code, shown.academy_code, shown.territory_code)
    or (territory.level = 'department' and shown.level in ('region', 'academy')
        and shown.territory_code in (territory.region_code, territory.academy_code))
left join marts.objective_progress as progress
    on progress.objective_id = objective.objective_id and progress.territory_code = territory.territory_code
    and progress.campaign = $campaign
order by objective.axis_id, objective.objective_id, territory.position
