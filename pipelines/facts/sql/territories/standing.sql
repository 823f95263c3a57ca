-- at most one row: where a territory stands among all those of its level, and among those alike ($alike: their codes)
with measured as (
    select
        progress.territory_code, progress.progress, list_contains($alike, progress.territory_code) as is_alike,
        rank() over (order by progress.progress desc) as place,
        count(*) over () as places,
        rank() over (partition by is_alike order by progress.progress desc) as place_alike,
        count(*) over (partition by is_alike) as places_alike
    from marts.strategy_progress as progress
    join marts.territory using (territory_code)
    where progress.campaign = $campaign and progress.progress is not null
        and progress.status not in ('collecting', 'insufficient')
        and territory.level = (select level from marts.territory where territory_code = $territory)
),
middle as (
    select
        median(progress) as median,
        median(progress) filter (where is_alike) as median_alike,
        quantile_cont(progress, 0.25) as lower_quartile,
        quantile_cont(progress, 0.75) as upper_quartile
    from measured
)
select
    measured.progress, place, places, place_alike, places_alike,
    median, median_alike, lower_quartile, upper_quartile,
    progress - median as from_median, progress - median_alike as from_median_alike,
    case
        when progress >= upper_quartile then 1 when progress >= median then 2
        when progress >= lower_quartile then 3 else 4
    end as quartile
from measured
cross join middle
where measured.territory_code = $territory
