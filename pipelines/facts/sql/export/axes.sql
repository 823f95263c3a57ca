-- one row per axis: its progress in one territory and campaign, beside the campaign before and France
select
    axis.axis_id, axis.title,
    current.progress,
    case when current.status <> 'collecting' then current.expected_progress end as expected_progress,
    current.objectives_scored, current.objectives_scorable, coalesce(current.shown_status, current.status) as status,
    previous.progress as previous_progress, current.comparable_evolution as evolution, current.comparable_territories,
    france.progress as france_progress
from marts.axis
left join marts.axis_progress as current
    on current.axis_id = axis.axis_id and current.campaign = $campaign and current.territory_code = $territory
left join marts.axis_progress as previous
    on previous.axis_id = axis.axis_id and previous.campaign = $previous and previous.territory_code = $territory
left join marts.axis_progress as france
    on france.axis_id = axis.axis_id and france.campaign = $campaign and france.territory_code = 'NAT-FR'
order by axis.axis_id
