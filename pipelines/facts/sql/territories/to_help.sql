-- one row per département inside a territory that is not on its path and whose report counts, the furthest behind its path first, three at most; the silent ones are told apart
select
    progress.campaign, progress.territory_code, territory.name, territory.level, progress.progress,
    progress.expected_progress, progress.progress - progress.expected_progress as distance,
    coalesce(progress.shown_status, progress.status) as status,
    count(*) filter (objective.status in ('late', 'regressing')) as behind, count(*) filter (objective.progress is not null) as measured
from marts.strategy_progress as progress
join marts.territory using (territory_code)
join marts.collection as collection using (campaign, territory_code)
join marts.objective_progress as objective using (campaign, territory_code)
where progress.campaign = $campaign and territory.level = 'department' and $territory in (territory.region_code, territory.academy_code)
    and collection.state in ('received', 'with_reserves') and progress.expected_progress is not null
    and coalesce(progress.shown_status, progress.status) in ('late', 'regressing', 'watch')
group by all
order by distance, progress.territory_code
limit 3
