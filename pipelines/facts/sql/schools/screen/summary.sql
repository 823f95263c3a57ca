-- one row: how the schools that can be shown are spread for one indicator, and how many are masked
select
    count(*) as answered, count(*) filter (masked) as masked,
    count(value) as told, min(value) as lowest, max(value) as highest, median(value) as median,
    quantile_cont(value, 0.25) as lower_quartile, quantile_cont(value, 0.75) as upper_quartile
from (
    select shown.masked, indicator_value(indicator.kind, indicator.scale, shown.numerator, shown.denominator) as value
    from shown
    join marts.indicator as indicator using (indicator_id)
    where shown.indicator_id = $indicator
)
