-- at most one row: the strategy in one territory and campaign, beside the campaign before
select
    current.campaign, current.territory_code,
    current.progress, current.expected_progress, current.objectives_scored, current.objectives_scorable, coalesce(current.shown_status, current.status) as status,
    current.comparable_evolution, current.comparable_territories,
    previous.progress as previous_progress
from marts.strategy_progress as current
left join marts.strategy_progress as previous
    on previous.territory_code = current.territory_code and previous.campaign = $previous
where current.campaign = $campaign and current.territory_code = $territory
