-- one row per indicator of the catalogue
select
    indicator_id, objective_id, axis_id, title, kind, level, origin, unit, scale, direction, source, numerator_label,
    denominator_label, upper_bound, since, suspended_since, retired_since, baseline_campaign, catalogue_baseline, baseline_status,
    catalogue_target, target_status, array_to_string(stages, ' | ') as stages,
    list_contains($numerators::varchar[], indicator_id) as numerator_counts_pupils,
    list_contains($denominators::varchar[], indicator_id) as denominator_counts_pupils
from indicator
order by position
