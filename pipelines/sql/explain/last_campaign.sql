-- one row: the last campaign that has results for the indicator
select max(campaign) as campaign
from marts.indicator_progress
where indicator_id = $indicator
