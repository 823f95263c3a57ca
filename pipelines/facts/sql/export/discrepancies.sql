-- one row per disagreement between two figures of one territory in one campaign, within a territory
select
    region.name as region_name, discrepancy.territory_code, territory.name as territory_name,
    discrepancy.indicator_id, indicator.title,
    discrepancy.retained_basis, discrepancy.retained_numerator, discrepancy.retained_denominator,
    discrepancy.other_basis, discrepancy.other_numerator, discrepancy.other_denominator
from marts.discrepancy
join marts.indicator on indicator.indicator_id = discrepancy.indicator_id
join marts.territory on territory.territory_code = discrepancy.territory_code
left join marts.territory as region on region.territory_code = territory.region_code
where discrepancy.campaign = $campaign
    and $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
order by territory.position, indicator.position, discrepancy.other_basis
