-- one row per axis: its progress in one territory and campaign, beside the campaign before and France
select
    $campaign as campaign, $territory as territory_code,
    axis.axis_id, axis.title,
    current.progress, current.expected_progress, current.objectives_scored, current.objectives_scorable, coalesce(current.shown_status, current.status) as status,
    current.comparable_evolution, current.comparable_territories,
    previous.progress as previous_progress,
    france.progress as france_progress
from marts.axis
left join marts.axis_progress as current
    on current.axis_id = axis.axis_id and current.campaign = $campaign and current.territory_code = $territory
left join marts.axis_progress as previous
    on previous.axis_id = axis.axis_id and previous.campaign = $previous and previous.territory_code = $territory
left join marts.axis_progress as france
    on france.axis_id = axis.axis_id and france.campaign = $campaign and france.territory_code = 'NAT-FR'
order by axis.axis_id
