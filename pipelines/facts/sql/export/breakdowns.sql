-- one row per indicator × dimension × member of the territory shown, where schools answered
select
    breakdown.territory_code, territory.name as territory_name, indicator.indicator_id, indicator.title,
    case breakdown.dimension when 'education_prioritaire' then 'éducation prioritaire' when 'ips' then 'indice de position sociale'
        else replace(breakdown.dimension, '_', ' ') end as dimension, breakdown.member, breakdown.numerator, breakdown.denominator, breakdown.value,
    breakdown.schools, case when breakdown.hidden then 'oui' end as hidden
from marts.indicator_breakdown as breakdown
join marts.indicator as indicator using (indicator_id)
join marts.territory as territory using (territory_code)
where breakdown.campaign = $campaign and breakdown.territory_code = $territory
order by indicator.position, breakdown.dimension, breakdown.member
