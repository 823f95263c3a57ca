-- one row per school × indicator of pupils, then the sums of the département: what the rule of secrecy looks at
with own as (
    select $campaign as campaign, indicator_id, school_code as territory_code, numerator, denominator
    from figure
    where list_contains($numerators::varchar[] || $denominators::varchar[], indicator_id)
),
small as (
    -- where no school has a small count, nothing is masked
    select distinct indicator_id
    from own
    where numerator > 0 and numerator < $threshold or denominator > 0 and denominator < $threshold
        or denominator > numerator and denominator - numerator < $threshold
)
select * from own semi join small using (indicator_id)
union all by name
select campaign, indicator_id, $territory as territory_code, sum(numerator) as numerator, sum(denominator) as denominator
from own
semi join small using (indicator_id)
group by all
