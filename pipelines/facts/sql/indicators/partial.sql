-- one row per national figure of one campaign whose coverage is under the threshold
select
    progress.indicator_id, indicator.title, indicator.objective_id, indicator.level,
    progress.answered, progress.expected, progress.coverage
from marts.indicator_progress as progress
join marts.indicator on indicator.indicator_id = progress.indicator_id
where progress.campaign = $campaign and progress.territory_code = 'NAT-FR' and progress.partial
order by progress.coverage, indicator.position
