-- one row per stage × indicator × territory × leaf: the way from the figure before to the figure after, one cause at a time
-- 0 before; 1 the same with the new definitions; 2 revised where both knew it; 3 as known now; 4 the new year where both
-- years answer; 5 as answered the new year; 6 the same with the indicators that the new year adds
with before as (from leaf where state = 'before' and campaign = $campaign_before),
known_now as (from leaf where state = 'after' and campaign = $campaign_before),
after as (from leaf where state = 'after' and campaign = $campaign_after),
revised as (
    select
        before.* exclude (numerator, denominator, measured),
        case when before.present and known_now.present then known_now.numerator else before.numerator end as numerator,
        case when before.present and known_now.present then known_now.denominator else before.denominator end as denominator,
        case when before.present and known_now.present then known_now.measured else before.measured end as measured
    from before
    left join known_now using (indicator_id, territory_code, leaf)
),
new_year as (
    select
        known_now.* exclude (numerator, denominator, measured),
        case when known_now.present and after.present then after.numerator else known_now.numerator end as numerator,
        case when known_now.present and after.present then after.denominator else known_now.denominator end as denominator,
        case when known_now.present and after.present then after.measured else known_now.measured end as measured
    from known_now
    left join after using (indicator_id, territory_code, leaf)
)
select 0 as stage, * from before
union all by name select 1 as stage, * from before
union all by name select 2 as stage, * from revised
union all by name select 3 as stage, * from known_now
union all by name select 4 as stage, * from new_year
union all by name select 5 as stage, * from after
union all by name select 6 as stage, * from after
