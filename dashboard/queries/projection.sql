-- one row, or none: the pace of one indicator in one territory, the pace it needs, and how long each pace would take
select projection.*, strategy.target_campaign, campaign.position < target.position as before_target
from marts.projection as projection
cross join marts.strategy as strategy
join marts.campaign as campaign on campaign.campaign = projection.campaign
join marts.campaign as target on target.campaign = strategy.target_campaign
where projection.campaign = $campaign and projection.territory_code = $territory and projection.indicator_id = $indicator
