-- one row per campaign × territory × indicator × dimension × member: what the schools of a group said; absent where it is hidden
select
    breakdown.campaign, breakdown.territory_code, breakdown.indicator_id, breakdown.dimension, breakdown.member,
    case when hidden.member is null then breakdown.numerator::double end as numerator,
    case when hidden.member is null then breakdown.denominator::double end as denominator,
    case when hidden.member is null
        then indicator_value(indicator.kind, indicator.scale, breakdown.numerator, breakdown.denominator)::double
    end as value,
    breakdown.schools, hidden.member is not null as hidden
from core.breakdown as breakdown
join ref.indicator as indicator using (indicator_id)
left join core.breakdown_hidden as hidden using (campaign, territory_code, indicator_id, dimension, member)
order by breakdown.campaign, breakdown.territory_code, indicator.position, breakdown.dimension, breakdown.member
