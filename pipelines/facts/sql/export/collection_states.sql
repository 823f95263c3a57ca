-- one row per level that reports: how many committees within a territory are in each state of collection in one campaign
select
    collection.level,
    count(*) as expected,
    count(*) filter (where state in ('received', 'with_reserves')) as counted,
    count(*) filter (where state = 'with_reserves') as with_reserves,
    count(*) filter (where state = 'draft') as draft,
    count(*) filter (where state = 'refused') as refused,
    count(*) filter (where state = 'missing') as missing
from marts.collection
join marts.territory using (territory_code)
where campaign = $campaign
    and $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
group by collection.level
order by case collection.level when 'department' then 1 when 'region' then 2 else 3 end
