-- at most one row: the strategy in one territory and campaign, beside the campaign before and France
select
    current.progress,
    case when current.status <> 'collecting' then current.expected_progress end as expected_progress,
    current.objectives_scored, current.objectives_scorable, coalesce(current.shown_status, current.status) as status,
    previous.progress as previous_progress, current.comparable_evolution as evolution, current.comparable_territories,
    france.progress as france_progress
from marts.strategy_progress as current
left join marts.strategy_progress as previous
    on previous.territory_code = current.territory_code and previous.campaign = $previous
left join marts.strategy_progress as france
    on france.campaign = current.campaign and france.territory_code = 'NAT-FR'
where current.campaign = $campaign and current.territory_code = $territory
