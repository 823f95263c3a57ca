-- one row per dimension × member of an indicator in a territory and a campaign: what the schools of each group said
select
    breakdown.dimension, breakdown.member, breakdown.numerator, breakdown.denominator, breakdown.value, breakdown.schools,
    breakdown.hidden, coverage.answered, coverage.expected
from marts.indicator_breakdown as breakdown
left join marts.school_coverage as coverage using (campaign, territory_code, indicator_id)
where breakdown.campaign = $campaign and breakdown.territory_code = $territory and breakdown.indicator_id = $indicator
order by breakdown.dimension, breakdown.member
