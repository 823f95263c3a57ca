-- one row per territory of a level: its progress towards one objective in one campaign
select
    territory.territory_code, territory.name as territory_name, progress.progress,
    coalesce(progress.shown_status, progress.status, 'not_reported') as status
from marts.territory
left join marts.objective_progress as progress
    on progress.territory_code = territory.territory_code and progress.objective_id = $objective
    and progress.campaign = $campaign
where territory.level = $level
order by territory.position
