-- one row per campaign × territory × indicator that schools answered: how many of those that it concerns did, at every level
with department as (
    select
        sums.campaign, sums.territory_code, sums.indicator_id, sums.expected_schools as answered, coalesce(expected.schools, 0) as expected
    from core.school_sum as sums
    left join core.school_expected as expected using (campaign, territory_code, indicator_id)
),
every as (
    -- above a département, those that a directory names and of which none answered are expected too
    select expected.campaign, expected.territory_code, expected.indicator_id, coalesce(department.answered, 0) as answered, expected.schools as expected
    from core.school_expected as expected
    left join department using (campaign, territory_code, indicator_id)
    where (expected.campaign, expected.indicator_id) in (select campaign, indicator_id from department)
),
above as (
    select every.campaign, child.parent_code as territory_code, every.indicator_id, sum(every.answered) as answered, sum(every.expected) as expected
    from every
    join ref.child as child on child.child_code = every.territory_code
    group by all
),
nation as (
    select above.campaign, child.parent_code as territory_code, above.indicator_id, sum(above.answered) as answered, sum(above.expected) as expected
    from above
    join ref.child as child on child.child_code = above.territory_code
    group by all
)
select campaign, territory_code, indicator_id, answered::int as answered, expected::int as expected
from (from department union all by name from above union all by name from nation)
where expected > 0
order by campaign, territory_code, indicator_id
