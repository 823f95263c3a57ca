-- one row per indicator of the catalogue
select
    indicator_id, objective_id, axis_id, position, title, kind, level, origin, unit, scale, direction, source,
    numerator_label, denominator_label, upper_bound, since, suspended_since, retired_since, baseline_campaign,
    catalogue_baseline, baseline_status, catalogue_target, target_status, stages,
    target_campaign, concerns, sector, owner, frequency, next_update
from ref.indicator
order by position
