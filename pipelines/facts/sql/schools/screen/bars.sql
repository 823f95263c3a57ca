-- one row per bar of the histogram that holds a school: its place from 0, and how many schools it holds
select
    least(floor((value - $lowest) / $width), $bars - 1)::int as place, count(*) as schools
from (
    select indicator_value(indicator.kind, indicator.scale, shown.numerator, shown.denominator) as value
    from shown
    join marts.indicator as indicator using (indicator_id)
    where shown.indicator_id = $indicator
)
where value is not null
group by place
order by place
