-- at most one row: the campaign an export shows where none is asked for. The last with results to which more than half of
-- the committees sent a report that counts; else the last with results: a campaign that has just begun hides none that can be read
select campaign.campaign
from marts.campaign
left join marts.collection on collection.campaign = campaign.campaign
where campaign.has_results
group by campaign.campaign, campaign.position
order by
    count(*) filter (where collection.state in ('received', 'with_reserves')) * 2 > count(collection.territory_code) desc,
    campaign.position desc
limit 1
