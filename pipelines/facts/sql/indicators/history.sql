-- one row per indicator of one objective × campaign: its figure in France
select
    indicator.indicator_id, campaign.campaign, 'NAT-FR' as territory_code, progress.value, progress.partial, progress.status,
    progress.territories_answered, progress.territories_expected
from marts.indicator
cross join marts.campaign
left join marts.indicator_progress as progress
    on progress.indicator_id = indicator.indicator_id and progress.campaign = campaign.campaign
    and progress.territory_code = 'NAT-FR'
where indicator.objective_id = $objective
order by indicator.position, campaign.position
