-- one row per objective to celebrate: achieved or on track, and not behind France; the furthest ahead first, five at most
select
    own.campaign, own.territory_code, objective.objective_id, objective.title, own.progress, own.expected_progress, own.status,
    france.progress as france_progress, own.progress - france.progress as ahead
from marts.objective_progress as own
join marts.objective using (objective_id)
left join marts.objective_progress as france
    on france.objective_id = own.objective_id and france.campaign = own.campaign and france.territory_code = 'NAT-FR'
where own.campaign = $campaign and own.territory_code = $territory and own.status in ('achieved', 'on_track')
    and own.progress >= coalesce(france.progress, 0)
order by ahead desc nulls last, own.progress desc, own.objective_id
limit 5
