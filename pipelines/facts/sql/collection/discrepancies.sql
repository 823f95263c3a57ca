-- one row per disagreement between two sources about a figure, of one campaign, for France or one region
select
    discrepancy.*, territory.name, territory.level, indicator.title, indicator.kind, indicator.unit, indicator.scale,
    indicator.stages, figure.value as retained_value,
    discrepancy.other_numerator - discrepancy.retained_numerator as difference,
    100 * (discrepancy.other_numerator / nullif(discrepancy.retained_numerator, 0) - 1) as difference_percent
from marts.discrepancy
join marts.territory on territory.territory_code = discrepancy.territory_code
join marts.indicator on indicator.indicator_id = discrepancy.indicator_id
left join marts.indicator_progress as figure
    on figure.campaign = discrepancy.campaign and figure.territory_code = discrepancy.territory_code
    and figure.indicator_id = discrepancy.indicator_id
where discrepancy.campaign = $campaign and ($region = 'NAT-FR' or territory.region_code = $region)
order by territory.position, indicator.objective_id, indicator.position
