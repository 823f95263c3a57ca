-- one row, or none: the pace of one indicator in one territory, the pace it needs, and how long each pace would take
select projection.*, target.campaign as target_campaign, campaign.position < target.position as before_target
from marts.projection as projection
join marts.indicator_progress as figure using (campaign, territory_code, indicator_id)
join marts.campaign as campaign on campaign.campaign = projection.campaign
cross join marts.strategy as strategy
join marts.campaign as target on target.campaign = coalesce(figure.target_campaign, strategy.target_campaign)
where projection.campaign = $campaign and projection.territory_code = $territory and projection.indicator_id = $indicator
