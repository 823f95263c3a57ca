-- one row per campaign × indicator × territory to mask next: where what is masked of a sum (a territory and those just beneath it)
-- could be found by a subtraction, the smallest figure of that sum which is still shown
with recursive
cell as (
    select
        counted.campaign, counted.indicator_id, counted.territory_code, counted.parent_code,
        min(counted.pupils) as least, sum(counted.pupils) as size, masked.territory_code is not null as masked
    from pupil_count as counted
    left join masked using (campaign, indicator_id, territory_code)
    group by all
),
member as (
    select *, parent_code as total_code, false as total
    from cell
    where parent_code is not null
    union all by name
    select *, territory_code as total_code, true as total
    from cell
),
alone as (
    select campaign, indicator_id, total_code
    from member
    group by all
    having count(*) > 1 and count(*) filter (where masked) = 1
),
summed as (
    -- the totals that are, but for less than a small number, the sum of what stands just beneath them
    select total.campaign, total.indicator_id, total.territory_code, total.thing
    from pupil_count as total
    join pupil_count as part
        on part.campaign = total.campaign and part.indicator_id = total.indicator_id and part.thing = total.thing
        and part.parent_code = total.territory_code
    group by total.campaign, total.indicator_id, total.territory_code, total.thing, total.pupils
    having abs(total.pupils - sum(part.pupils)) < $threshold
),
hidden as (
    -- what is masked, and whether the sum of what stands beneath it may take its place
    select
        counted.campaign, counted.indicator_id, counted.territory_code, counted.parent_code, counted.thing,
        counted.pupils, summed.territory_code is not null as opens
    from pupil_count as counted
    join masked using (campaign, indicator_id, territory_code)
    left join summed using (campaign, indicator_id, territory_code, thing)
),
beneath as (
    -- the masked figures of a shown total, and those beneath them at every depth
    select hidden.*, cell.territory_code as top_code
    from hidden
    join cell
        on cell.campaign = hidden.campaign and cell.indicator_id = hidden.indicator_id
        and cell.territory_code = hidden.parent_code and not cell.masked
    union all
    select hidden.*, beneath.top_code
    from beneath
    join hidden
        on hidden.campaign = beneath.campaign and hidden.indicator_id = beneath.indicator_id
        and hidden.thing = beneath.thing and hidden.parent_code = beneath.territory_code and beneath.opens
),
small_together as (
    -- the shown totals whose masked figures are a small number together: those just beneath it, whose sum is known; or what is
    -- left once each gave up the shown figures that it holds (France less a département that is shown)
    select
        campaign, indicator_id, top_code,
        coalesce(sum(pupils) filter (where parent_code = top_code), 0) as beneath_it,
        coalesce(sum(pupils) filter (where not opens), 0) as left_of_it
    from beneath
    group by campaign, indicator_id, top_code, thing
),
open as (
    select campaign, indicator_id, total_code, total_code as group_code
    from alone
    union
    select campaign, indicator_id, top_code as total_code, top_code as group_code
    from small_together
    where beneath_it > 0 and beneath_it < $threshold or left_of_it > 0 and left_of_it < $threshold
    union
    select campaign, indicator_id, beneath.territory_code as total_code, top_code as group_code
    from small_together
    join beneath using (campaign, indicator_id, top_code)
    where beneath.opens and left_of_it > 0 and left_of_it < $threshold
)
select distinct campaign, indicator_id, territory_code
from (
    select member.*
    from member
    join open using (campaign, indicator_id, total_code)
    where not member.masked and not list_contains($always_shown::varchar[], member.territory_code)
    qualify row_number() over (
        partition by member.campaign, member.indicator_id, open.group_code
        order by member.total, member.least < $threshold, member.size, member.territory_code
    ) = 1
)
