-- one row per campaign × territory × indicator × number of pupils that its figure tells, whether it is shown, and whether it is a sum of schools
select
    counted.campaign, counted.indicator_id, counted.territory_code, counted.parent_code, counted.thing, counted.pupils,
    masked.territory_code is null as shown,
    coalesce(starts_with(progress.basis, 'rollup') and territory.level = indicator.level, false) as from_schools
from pupil_count as counted
join indicator_progress as progress using (campaign, indicator_id, territory_code)
join indicator on indicator.indicator_id = counted.indicator_id
join territory on territory.territory_code = counted.territory_code
left join masked
    on masked.campaign = counted.campaign and masked.indicator_id = counted.indicator_id
    and masked.territory_code = counted.territory_code
order by counted.campaign, counted.indicator_id, territory.position, counted.thing
