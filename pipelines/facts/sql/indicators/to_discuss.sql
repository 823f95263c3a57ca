-- one row per indicator that is late or regressing in one territory and campaign, the furthest from the path first
select
    $campaign as campaign, $territory as territory_code,
    progress.indicator_id, indicator.title, indicator.objective_id, indicator.kind, indicator.unit, indicator.scale, indicator.stages,
    indicator.target_status, progress.target_origin,
    progress.value, progress.target, progress.progress, progress.expected_progress, progress.status, progress.partial,
    progress.territories_answered, progress.territories_expected,
    france.value as france_value
from marts.indicator_progress as progress
join marts.indicator on indicator.indicator_id = progress.indicator_id
left join marts.indicator_progress as france
    on france.indicator_id = progress.indicator_id and france.campaign = $campaign
    and france.territory_code = 'NAT-FR'
where progress.campaign = $campaign and progress.territory_code = $territory
    and progress.status in ('regressing', 'late')
order by case progress.status when 'regressing' then 1 else 2 end, progress.progress, indicator.position
