-- one row per indicator × dimension × member in a territory and a campaign, where schools answered
select
    indicator.indicator_id, indicator.title, indicator.objective_id, indicator.unit, indicator.kind, indicator.scale, indicator.stages,
    breakdown.dimension, breakdown.member, breakdown.value, breakdown.schools, breakdown.hidden
from marts.indicator_breakdown as breakdown
join marts.indicator as indicator using (indicator_id)
where breakdown.campaign = $campaign and breakdown.territory_code = $territory
order by indicator.position, breakdown.dimension, breakdown.member
