-- one row: how many of the committees within a territory sent a report that counts for one campaign
select count(*) as expected, count(*) filter (where state in ('received', 'with_reserves')) as counted
from marts.collection
join marts.territory using (territory_code)
where campaign = $campaign
    and $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
