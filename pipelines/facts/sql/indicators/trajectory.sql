-- one row per campaign: one indicator in one territory, empty where there is no result
select
    campaign.campaign, $territory as territory_code, $indicator as indicator_id,
    progress.value, progress.baseline, progress.target, progress.progress,
    progress.expected_progress, progress.projected_progress, progress.status, progress.partial,
    progress.territories_answered, progress.territories_expected, progress.baseline_origin, progress.target_origin,
    progress.target_campaign,
    progress.comparable_previous, progress.comparable_value, progress.comparable_territories
from marts.campaign
left join marts.indicator_progress as progress
    on progress.campaign = campaign.campaign
    and progress.indicator_id = $indicator and progress.territory_code = $territory
order by campaign.position
