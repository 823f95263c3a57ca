-- one row per campaign × territory × indicator × territory beneath it that makes a large part of what is missing there
with short as (
    -- in people: a percentage of them; against the target of the whole, so that the parts add up to it
    select
        whole.campaign, whole.territory_code, whole.indicator_id, part.territory_code as part_code,
        distance_to(part.numerator, part.denominator, indicator.scale, whole.target, indicator.direction)::decimal(38, 9) as units
    from marts.indicator_progress as whole
    join ref.indicator as indicator using (indicator_id)
    join ref.territory as holder on holder.territory_code = whole.territory_code
    join ref.territory as place
        on place.level = indicator.level
        and (holder.level = 'national' or holder.territory_code in (place.academy_code, place.region_code))
    join marts.indicator_progress as part
        on part.campaign = whole.campaign and part.indicator_id = whole.indicator_id
        and part.territory_code = place.territory_code
    where whole.units_missing > 0 and whole.status <> 'collecting' and holder.level <> indicator.level and units > 0
),
placed as (
    select
        *, units / sum(units) over of_whole as share,
        sum(units) over (of_whole order by units desc, part_code) / sum(units) over of_whole as up_to_here,
        row_number() over (of_whole order by units desc, part_code)::int as place,
        count(*) over of_whole as parts
    from short
    window of_whole as (partition by campaign, territory_code, indicator_id)
),
largest as (
    -- the fewest that make half of it
    select *, count(*) over (partition by campaign, territory_code, indicator_id) as held
    from placed
    where up_to_here - share < 0.5
)
select
    campaign, territory_code, indicator_id, part_code, ceil(round(units, 6))::bigint as units, share::double as share, place
from largest
where held <= 5 and 2 * held <= parts
