-- one row per axis: its progress in one territory and campaign, beside the campaign before (once this one is closed) and France
with shown as (
    select now.campaign, before.campaign as previous
    from marts.campaign as now
    left join marts.campaign as before on before.position = now.position - 1 and now.state is distinct from 'open'
    where now.campaign = $campaign
)
select
    $campaign as campaign, $territory as territory_code,
    axis.axis_id, axis.title,
    current.progress, case when current.status <> 'collecting' then current.expected_progress end as expected_progress,
    current.objectives_scored, current.objectives_scorable,
    coalesce(current.shown_status, current.status, 'not_reported') as status,
    current.comparable_evolution, current.comparable_territories,
    previous.progress as previous_progress, france.progress as france_progress
from marts.axis
left join shown on true
left join marts.axis_progress as current
    on current.axis_id = axis.axis_id and current.campaign = $campaign and current.territory_code = $territory
left join marts.axis_progress as previous
    on previous.axis_id = axis.axis_id and previous.campaign = shown.previous and previous.territory_code = $territory
left join marts.axis_progress as france
    on france.axis_id = axis.axis_id and france.campaign = $campaign and france.territory_code = 'NAT-FR'
order by axis.axis_id
