-- one row per campaign × indicator × territory to mask next: where what is masked of a sum (a territory and those just beneath it)
-- could be found by a subtraction, the smallest figure of that sum which is still shown
with cell as (
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
small_together as (
    -- the masked figures of a shown total: their sum is known, and must not be a small number either
    select distinct counted.campaign, counted.indicator_id, counted.parent_code as total_code
    from pupil_count as counted
    join masked using (campaign, indicator_id, territory_code)
    join cell as total
        on total.campaign = counted.campaign and total.indicator_id = counted.indicator_id
        and total.territory_code = counted.parent_code and not total.masked
    group by counted.campaign, counted.indicator_id, counted.parent_code, counted.thing
    having sum(counted.pupils) > 0 and sum(counted.pupils) < $threshold
),
open as (
    select * from alone
    union
    select * from small_together
)
select distinct campaign, indicator_id, territory_code
from (
    select member.*
    from member
    join open using (campaign, indicator_id, total_code)
    where not member.masked and not list_contains($always_shown::varchar[], member.territory_code)
    qualify row_number() over (
        partition by member.campaign, member.indicator_id, member.total_code
        order by member.total, member.least < $threshold, member.size, member.territory_code
    ) = 1
)
