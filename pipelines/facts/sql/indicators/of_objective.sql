-- one row per indicator of one objective, with its figure in one territory and campaign
select
    $campaign as campaign, $territory as territory_code,
    indicator.*, progress.value, progress.numerator, progress.denominator, progress.basis, progress.baseline,
    progress.target, progress.target_origin, progress.progress, progress.progress_raw, progress.expected_progress, progress.projected_progress,
    progress.status, progress.partial, progress.territories_answered, progress.territories_expected
from marts.indicator
left join marts.indicator_progress as progress
    on progress.indicator_id = indicator.indicator_id
    and progress.campaign = $campaign and progress.territory_code = $territory
where indicator.objective_id = $objective
order by indicator.position
