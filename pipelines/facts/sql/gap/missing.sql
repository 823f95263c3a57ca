-- one row per percentage of which a territory is short of its target in one campaign, the largest parts of it beneath it listed
select
    progress.indicator_id, indicator.title, indicator.objective_id, indicator.numerator_label, indicator.unit, indicator.kind,
    indicator.scale, indicator.stages, indicator.direction, indicator.level, progress.units_missing, progress.target,
    list({'name': territory.name, 'level': territory.level, 'units': part.units, 'share': part.share} order by part.place)
        filter (part.part_code is not null) as parts
from marts.indicator_progress as progress
join marts.indicator using (indicator_id)
left join marts.gap_part as part
    on part.campaign = progress.campaign and part.territory_code = progress.territory_code
    and part.indicator_id = progress.indicator_id
left join marts.territory as territory on territory.territory_code = part.part_code
where progress.campaign = $campaign and progress.territory_code = $territory
    and progress.units_missing > 0 and progress.status <> 'collecting' and indicator.unit = '%'
group by all
order by indicator.objective_id, progress.indicator_id
