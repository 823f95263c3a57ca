-- at most one row: the strategy in one territory and campaign, beside the campaign before (once this one is closed) and France
with shown as (
    select now.campaign, before.campaign as previous
    from marts.campaign as now
    left join marts.campaign as before on before.position = now.position - 1 and now.state is distinct from 'open'
    where now.campaign = $campaign
)
select
    current.campaign, current.territory_code,
    current.progress, case when current.status <> 'collecting' then current.expected_progress end as expected_progress,
    current.objectives_scored, current.objectives_scorable,
    coalesce(current.shown_status, current.status) as status,
    current.comparable_evolution, current.comparable_territories,
    previous.progress as previous_progress, france.progress as france_progress
from marts.strategy_progress as current
join shown on shown.campaign = current.campaign
left join marts.strategy_progress as previous
    on previous.territory_code = current.territory_code and previous.campaign = shown.previous
left join marts.strategy_progress as france
    on france.campaign = current.campaign and france.territory_code = 'NAT-FR'
where current.territory_code = $territory
