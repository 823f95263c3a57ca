-- one row per indicator, in the order of the strategy, with the wording of its objective and its axis
select
    indicator.indicator_id, indicator.objective_id, indicator.axis_id, indicator.position, indicator.title,
    indicator.kind, indicator.level, indicator.origin, indicator.unit, indicator.scale, indicator.direction,
    indicator.source, indicator.numerator_label, indicator.denominator_label, indicator.upper_bound, indicator.since,
    indicator.suspended_since, indicator.retired_since, indicator.baseline_campaign, indicator.catalogue_baseline,
    indicator.baseline_status, indicator.catalogue_target, indicator.target_status, indicator.stages,
    indicator.target_campaign, indicator.concerns, indicator.sector, indicator.owner, indicator.frequency,
    indicator.next_update, objective.title as objective_title, objective.title_status, axis.title as axis_title
from marts.indicator
join marts.objective on objective.objective_id = indicator.objective_id
join marts.axis on axis.axis_id = indicator.axis_id
order by indicator.objective_id, indicator.position
