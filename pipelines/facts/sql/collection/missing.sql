-- one row per committee without a report that counts in one campaign, in the order of the regions
select
    collection.territory_code, territory.name, territory.level, collection.state,
    coalesce(region.territory_code, 'NAT-FR') as region_code, coalesce(region.name, 'France') as region_name
from marts.collection
join marts.territory on territory.territory_code = collection.territory_code
left join marts.territory as region on region.territory_code = territory.region_code
where collection.campaign = $campaign and collection.state not in ('received', 'with_reserves')
order by region.name collate fr nulls first, territory.level desc, territory.position
