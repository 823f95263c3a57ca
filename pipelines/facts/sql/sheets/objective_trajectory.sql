-- one row per campaign of the strategy up to the one shown: France's progress towards one objective, and what was expected
select
    campaign.campaign, progress.progress,
    case when progress.status <> 'collecting' then progress.expected_progress end as expected
from marts.campaign
join marts.campaign as shown on shown.campaign = $campaign and campaign.position <= shown.position
left join marts.objective_progress as progress
    on progress.campaign = campaign.campaign and progress.objective_id = $objective and progress.territory_code = 'NAT-FR'
order by campaign.position
