-- one row per member that is hidden because it alone, with sums that are shown, would give back another one
with shown as (
    select breakdown.*, hidden.member is not null as hidden
    from core.breakdown as breakdown
    left join core.breakdown_hidden as hidden using (campaign, territory_code, indicator_id, dimension, member)
),
-- a sum and what adds up to it: the members of a territory, and one member in the territories of another
summed as (
    select
        campaign, territory_code, indicator_id, dimension, member, hidden, denominator, numerator,
        concat_ws('|', 'members', campaign, territory_code, indicator_id, dimension) as sum
    from shown
    union all
    select
        shown.campaign, shown.territory_code, shown.indicator_id, shown.dimension, shown.member, shown.hidden, shown.denominator,
        shown.numerator,
        concat_ws('|', 'within', shown.campaign, child.parent_code, shown.indicator_id, shown.dimension, shown.member) as sum
    from shown
    join ref.child as child on child.child_code = shown.territory_code
    join shown as whole
        on whole.territory_code = child.parent_code and whole.campaign = shown.campaign and whole.indicator_id = shown.indicator_id
        and whole.dimension = shown.dimension and whole.member = shown.member and not whole.hidden
    union all
    -- where one territory alone has a member, the sum above is that territory's
    select
        whole.campaign, whole.territory_code, whole.indicator_id, whole.dimension, whole.member, whole.hidden, whole.denominator,
        whole.numerator,
        concat_ws('|', 'within', shown.campaign, child.parent_code, shown.indicator_id, shown.dimension, shown.member) as sum
    from shown
    join ref.child as child on child.child_code = shown.territory_code
    join shown as whole
        on whole.territory_code = child.parent_code and whole.campaign = shown.campaign and whole.indicator_id = shown.indicator_id
        and whole.dimension = shown.dimension and whole.member = shown.member and not whole.hidden
    qualify count(*) over (partition by child.parent_code, shown.campaign, shown.indicator_id, shown.dimension, shown.member) = 1
),
opened as (
    select *, row_number() over (partition by sum order by denominator nulls last, numerator, territory_code, member) as place
    from summed
    where not hidden and sum in (select sum from summed group by sum having count(*) filter (hidden) = 1)
)
select distinct campaign, territory_code, indicator_id, dimension, member from opened where place = 1
