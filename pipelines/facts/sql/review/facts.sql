-- one row: what a review says of its campaign, its territory, the strategy's thresholds and the build it is read from
select
    strategy.title as strategy, strategy.coverage_threshold, strategy.on_track, strategy.watch,
    place.name, place.level, build.demonstration, build.built_at, build.content_digest,
    lag_campaign.campaign as previous,
    campaign.state, campaign.closes_on, campaign.committees_expected, campaign.committees_answered,
    progress.progress, progress.expected_progress, progress.status
from marts.strategy as strategy
cross join marts.build as build
join marts.territory as place on place.territory_code = $territory
join marts.campaign as campaign on campaign.campaign = $campaign
left join marts.campaign as lag_campaign on lag_campaign.position = campaign.position - 1
left join marts.strategy_progress as progress
    on progress.campaign = $campaign and progress.territory_code = $territory
