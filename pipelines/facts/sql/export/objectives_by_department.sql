-- one row per département × objective: its progress in one campaign
select
    region.name as region_name, territory.territory_code, territory.name as territory_name,
    objective.objective_id, objective.title as objective_title,
    progress.progress, case when progress.status <> 'collecting' then progress.expected_progress end as expected_progress,
    progress.indicators_scored, progress.indicators_followed,
    coalesce(progress.shown_status, progress.status, 'not_reported') as status
from marts.territory
cross join marts.objective
left join marts.territory as region on region.territory_code = territory.region_code
left join marts.objective_progress as progress
    on progress.objective_id = objective.objective_id and progress.territory_code = territory.territory_code
    and progress.campaign = $campaign
where territory.level = 'department' and $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
order by territory.position, objective.objective_id
