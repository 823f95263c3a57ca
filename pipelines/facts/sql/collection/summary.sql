-- one row: what was expected, received and late in one campaign, for France or one region
select
    count(*) as expected,
    count(*) filter (where state in ('received', 'with_reserves')) as counted,
    count(*) filter (where state = 'missing') as missing,
    count(*) filter (where late) as late,
    sum(case when state in ('received', 'with_reserves') then errors else 0 end)::int as errors
from marts.collection
join marts.territory on territory.territory_code = collection.territory_code
where collection.campaign = $campaign and ($region = 'NAT-FR' or territory.region_code = $region)
