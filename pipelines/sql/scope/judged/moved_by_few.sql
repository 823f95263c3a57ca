-- one row per campaign × indicator × territory whose figure differs by a small number of pupils from one that was shown; and what
-- contains it, since the others beneath that are seen and give it back
with moved as (
    select distinct now.campaign, now.indicator_id, now.territory_code
    from school_count as now
    join seen using (campaign, indicator_id, territory_code)
    where abs(now.counted - seen.numerator) between 1e-9 and $threshold - 1e-9
        or abs(now.counted_of - seen.denominator) between 1e-9 and $threshold - 1e-9
        or abs((now.counted_of - now.counted) - (seen.denominator - seen.numerator)) between 1e-9 and $threshold - 1e-9
)
select distinct moved.campaign, moved.indicator_id, above.territory_code
from moved
join whole.marts.territory as place using (territory_code)
left join whole.marts.territory as nation on nation.level = 'national'
join sight as above
    on above.territory_code in (place.territory_code, place.academy_code, place.region_code, nation.territory_code)
    and above.figures and not above.detailed
order by all
