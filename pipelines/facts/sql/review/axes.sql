-- one row per axis, in one territory and campaign
select axis.axis_id, axis.title, progress.progress, progress.expected_progress, progress.objectives_scored, progress.status
from marts.axis as axis
left join marts.axis_progress as progress
    on progress.axis_id = axis.axis_id and progress.campaign = $campaign and progress.territory_code = $territory
order by axis.axis_id
