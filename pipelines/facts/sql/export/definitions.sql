-- one row per indicator of the catalogue, as it is defined
select
    indicator.indicator_id, indicator.objective_id, indicator.title, indicator.kind, indicator.level,
    indicator.unit, indicator.numerator_label, indicator.denominator_label, indicator.direction, indicator.source,
    coalesce(indicator.since, campaign.first) as since, indicator.suspended_since,
    indicator.catalogue_baseline, indicator.baseline_status, indicator.catalogue_target, indicator.target_status,
    indicator.target_campaign, indicator.owner
from marts.indicator
cross join (select min_by(campaign, position) as first from marts.campaign) as campaign
order by indicator.axis_id, indicator.position
