-- one row per committee that is missing, refused, still a draft, has rows set aside, or is told of a visa, in the campaign
select collection.*, territory.name, campaign.state as campaign_state, campaign.closes_on, campaign.closed_on,
    campaign.committees_expected, campaign.committees_answered,
    (
        select count(*)
        from marts.indicator as indicator
        where indicator.level = collection.level and indicator.origin = 'reported'
            and (indicator.since is null or indicator.since <= collection.campaign)
            and (indicator.retired_since is null or indicator.retired_since > collection.campaign)
            and (indicator.suspended_since is null or indicator.suspended_since > collection.campaign)
    ) as indicators
from marts.collection as collection
join marts.territory as territory using (territory_code)
join marts.campaign as campaign using (campaign)
where collection.campaign = $campaign
    and (collection.state <> 'received' or list_contains($of_visas::varchar[], collection.territory_code))
order by territory.position
