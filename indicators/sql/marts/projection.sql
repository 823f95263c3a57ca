-- one row per campaign × territory × indicator scored: its pace, the pace it needs, and when each pace would reach the target
-- an open campaign has no pace yet; paces are in the indicator's unit per campaign; campaigns are counted from this one
with followed as (
    select
        figure.*, campaign.position, due.position as target_position, indicator.direction, indicator.baseline_position,
        before.value as value_before
    from marts.indicator_progress as figure
    join ref.indicator as indicator using (indicator_id)
    join ref.campaign as campaign using (campaign)
    join ref.closing as closing on closing.campaign = figure.campaign and closing.state = 'closed'
    join ref.campaign as due on due.campaign = figure.target_campaign
    left join ref.campaign as last_year on last_year.position = campaign.position - 1
    left join marts.indicator_progress as before
        on before.campaign = last_year.campaign and before.territory_code = figure.territory_code
        and before.indicator_id = figure.indicator_id
    where figure.progress is not null
),
paced as (
    select
        *,
        value - value_before as pace_last,
        (value - baseline) / nullif(position - baseline_position, 0) as pace_mean,
        (target - value) / nullif(target_position - position, 0) as pace_needed
    from followed
)
select
    campaign, territory_code, indicator_id, objective_id, axis_id, value, target, pace_last, pace_mean, pace_needed,
    case when at_or_past(value, target, direction) then 0
        when (target - value) * pace_last > 0 then (target - value) / pace_last end as campaigns_at_last_pace,
    case when at_or_past(value, target, direction) then 0
        when (target - value) * pace_mean > 0 then (target - value) / pace_mean end as campaigns_at_mean_pace
from paced
