-- one row per milestone of the strategy that follows a dispositif ($indicators: their codes), as France stands in one campaign
select
    indicator.indicator_id, indicator.objective_id, indicator.title, indicator.kind, indicator.unit, indicator.scale, indicator.stages,
    progress.value, progress.status
from marts.indicator
left join marts.indicator_progress as progress
    on progress.indicator_id = indicator.indicator_id and progress.campaign = $campaign and progress.territory_code = 'NAT-FR'
where list_contains($indicators, indicator.indicator_id)
order by indicator.position
