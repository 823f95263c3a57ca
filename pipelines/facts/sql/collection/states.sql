-- one row per level that reports: how many committees are in each state of collection in one campaign
select
    level,
    count(*) as expected,
    count(*) filter (where state = 'received') as received,
    count(*) filter (where state = 'with_reserves') as with_reserves,
    count(*) filter (where state = 'draft') as draft,
    count(*) filter (where state = 'refused') as refused,
    count(*) filter (where state = 'missing') as missing,
    count(*) filter (where late) as late
from marts.collection
where campaign = $campaign
group by level
order by case level when 'department' then 1 when 'region' then 2 else 3 end
