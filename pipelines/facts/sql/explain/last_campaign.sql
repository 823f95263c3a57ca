-- one row: the last closed campaign that has results for the indicator; where none is closed, the last that has some
select campaign
from marts.indicator_progress
join marts.campaign as year using (campaign)
where indicator_id = $indicator
group by campaign, year.state
order by coalesce(year.state = 'closed', true) desc, campaign desc
limit 1
