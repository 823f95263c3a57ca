-- one row per campaign × level × state of collection
select campaign, level, state, count(*) as committees
from marts.collection
where $campaign is null or campaign = $campaign
group by all
order by campaign, level, state
