-- one row: the definition of the indicator, with the titles of its objective and axis
select
    indicator.indicator_id, indicator.objective_id, indicator.axis_id, indicator.position, indicator.title,
    indicator.kind, indicator.level, indicator.origin, indicator.unit, indicator.scale, indicator.direction,
    indicator.source, indicator.numerator_label, indicator.denominator_label, indicator.upper_bound, indicator.since,
    indicator.suspended_since, indicator.retired_since, indicator.baseline_campaign, indicator.catalogue_baseline,
    indicator.baseline_status, indicator.catalogue_target, indicator.target_status, indicator.stages,
    indicator.target_campaign, indicator.concerns, indicator.sector, indicator.owner, indicator.frequency,
    indicator.next_update, objective.title as objective_title, axis.title as axis_title
from marts.indicator as indicator
join marts.objective as objective using (objective_id)
join marts.axis as axis on axis.axis_id = indicator.axis_id
where indicator.indicator_id = $indicator
