-- at most one row: what an export says of itself: the build, the strategy, the campaign and the territory shown
select
    build.demonstration, build.built_at, build.program_version, build.content_digest,
    strategy.title as strategy, strategy.target_campaign, strategy.coverage_threshold, strategy.on_track, strategy.watch,
    campaign.campaign, campaign.state, campaign.closes_on, campaign.committees_expected, campaign.committees_answered,
    previous.campaign as previous_campaign,
    territory.territory_code, territory.name as territory_name, territory.level, territory.number,
    region.name as region_name
from marts.build
cross join marts.strategy
join marts.campaign on campaign.campaign = $campaign
left join marts.campaign as previous on previous.position = campaign.position - 1
join marts.territory on territory.territory_code = $territory
left join marts.territory as region on region.territory_code = territory.region_code
