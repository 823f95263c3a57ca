-- one row per territory inside one territory: the académies and départements of a région, the départements of an académie
select
    $campaign as campaign, territory.territory_code, territory.name, territory.level,
    progress.progress, progress.expected_progress, coalesce(progress.shown_status, progress.status) as status, progress.comparable_evolution, progress.comparable_territories,
    progress.objectives_scored, progress.objectives_scorable, previous.progress as previous_progress,
    collection.state, collection.submitted_on, collection.errors, collection.warnings, collection.received_late
from marts.territory
left join marts.territory as academy on academy.territory_code = territory.academy_code
left join marts.strategy_progress as progress
    on progress.territory_code = territory.territory_code and progress.campaign = $campaign
left join marts.strategy_progress as previous
    on previous.territory_code = territory.territory_code and previous.campaign = $previous
left join marts.collection on collection.territory_code = territory.territory_code and collection.campaign = $campaign
where territory.territory_code <> $territory and territory.level in ('academy', 'department')
    and $territory in (territory.region_code, territory.academy_code)
order by academy.name collate fr, territory.level, territory.position
