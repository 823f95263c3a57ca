-- one row per indicator of one objective, with its figure in one territory and campaign
select
    $campaign as campaign, $territory as territory_code, indicator.indicator_id, indicator.objective_id,
    indicator.title, indicator.kind, indicator.level, indicator.origin, indicator.unit, indicator.scale,
    indicator.direction, indicator.source, indicator.numerator_label, indicator.denominator_label,
    indicator.upper_bound, indicator.since, indicator.suspended_since, indicator.retired_since,
    indicator.baseline_campaign, indicator.catalogue_baseline, indicator.baseline_status, indicator.catalogue_target,
    indicator.target_status, indicator.stages, indicator.target_campaign, indicator.concerns, indicator.sector,
    indicator.owner, indicator.frequency, indicator.next_update, progress.value, progress.baseline, progress.target,
    progress.target_origin, progress.progress, progress.expected_progress, progress.status, progress.partial,
    progress.territories_answered, progress.territories_expected
from marts.indicator
left join marts.indicator_progress as progress
    on progress.indicator_id = indicator.indicator_id
    and progress.campaign = $campaign and progress.territory_code = $territory
where indicator.objective_id = $objective
order by indicator.position
