-- one row per indicator: the eight whose progress moved most since the campaign before, in one territory
select
    indicator.*, current.campaign, current.territory_code, current.value, previous.value as previous_value,
    current.progress - previous.progress as moved, current.status, previous.status as previous_status,
    current.partial, current.territories_answered, current.territories_expected
from marts.indicator_progress as current
join marts.indicator_progress as previous using (territory_code, indicator_id)
join marts.indicator using (indicator_id)
where current.campaign = $campaign and previous.campaign = $previous and current.territory_code = $territory
    and current.progress <> previous.progress
order by abs(moved) desc, indicator.position
limit 8
